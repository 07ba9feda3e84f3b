# SPDX-License-Identifier: Apache-2.0
"""云溪县 with a quarrel that came to the hall of 石桥镇, and short ways to take its steps."""

import uuid
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import User
from disputes.actions import take_step
from disputes.actions.opening import walk_in
from disputes.models import Dispute
from tests.county_fixtures import plant_matters
from tests.walk import QUARREL, Walk

SESSION: dict[str, Any] = {
    "at": "2026-01-05T09:00:00+08:00",
    "place": "调解室",
    "mediator": "吴调解",
}


class Hall(Walk):
    """A walk that also takes people in and mediates with little typing."""

    def walk_in(self, by: User | None = None, **fields: Any) -> Dispute:
        fields = {"matter": QUARREL, "grid": self.grid.code, "text": "为围墙争吵"} | fields
        fields.setdefault("claimants", [{"name": "张三丰", "phone": "13812345678"}])
        uid = fields.pop("client_uuid", None) or uuid.uuid4()
        return walk_in(by=by or self.chen, client_uuid=uid, **fields).dispute

    def step(
        self, dispute: Dispute, name: str, /, *, by: User | None = None, **fields: Any
    ) -> Dispute:
        uid = fields.pop("client_uuid", None) or uuid.uuid4()
        take_step(dispute.pk, name, by=by or self.chen, client_uuid=uid, **fields)
        return Dispute.objects.get(pk=dispute.pk)

    def mediating(self) -> Dispute:
        """Triaged, both sides named, one session held."""
        dispute = self.step(self.walk_in(), "triage", kind="people", unit=self.village.code)
        self.step(dispute, "add_party", side="respondent", name="李四", id_number="3399011990")
        there = list(dispute.parties.values_list("pk", flat=True))
        return self.step(
            dispute, "hold_session", attended=there, minutes="李四愿意拆墙, 张三丰同意", **SESSION
        )

    def agreed(self) -> Dispute:
        """With two clauses, the first of them long due."""
        dispute = self.mediating()
        self.step(dispute, "add_clause", text="李四拆除 <围墙> & 清场", due_on="2026-02-01")
        self.step(dispute, "add_clause", text="李四赔偿张三丰", amount="1200.50")
        return self.step(dispute, "agree")


@pytest.fixture
def hall(county: SimpleNamespace) -> Hall:
    """The county with its matters and a hall in every township."""
    plant_matters()
    return Hall(county)
