# SPDX-License-Identifier: Apache-2.0
"""云溪县 with matters, registers and kinds of logs; 李阿婆 and two inns in the south of 石桥镇."""

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import User
from fieldwork.actions.campaigns import start_campaign
from fieldwork.actions.logs import log_work
from fieldwork.actions.tables import load_log_kinds
from fieldwork.models import Campaign, WorkLog
from registers.actions.records import add_record
from registers.actions.tables import load_register_tables
from registers.models import Person, Place
from registers.queries import today
from tests.county_fixtures import plant_matters
from tests.walk import Walk

ITEMS = "电线有没有老化\n灭火器在不在"


class Town(Walk):
    """A walk that also logs and campaigns with little typing."""

    elder: Person
    inns: list[Place]

    def log(self, by: User | None = None, **fields: Any) -> WorkLog:
        fields = {"grid": self.grid.code, "kind": "visit", "text": "一切都好"} | fields
        uid = fields.pop("client_uuid", None) or uuid.uuid4()
        return log_work(by=by or self.lin, client_uuid=uid, **fields).row

    def campaign(self, by: User | None = None, **fields: Any) -> Campaign:
        """小旅馆消防排查 of 石桥镇 for a week from today, unless told otherwise."""
        usual: dict[str, Any] = {
            "title": "小旅馆消防排查",
            "units": [self.shiqiao.code],
            "checklist": ITEMS,
        }
        usual |= {"from_on": str(today()), "to_on": str(today() + timedelta(days=7))}
        usual |= {"targets": {"register": "place", "kind": "hotel"}, "matter": "0301"}
        asked = usual | fields
        uid = asked.pop("client_uuid", None) or uuid.uuid4()
        return start_campaign(by=by or self.chen, client_uuid=uid, **asked).row


def _town(county: SimpleNamespace) -> Town:
    plant_matters()
    load_register_tables()
    load_log_kinds()
    elder = {"name": "李阿婆", "phone": "13800001234", "address": "桥头弄3号"}
    add_record("person", grid=county.grid.code, values=elder, by=county.lin)
    for grid, name in ((county.grid, "平安旅馆"), (county.grid2, "石桥客栈")):
        values = {"name": name, "kind": "hotel", "address": "桥头弄8号"}
        add_record("place", grid=grid.code, values=values, by=county.zhou)
    town = Town(county)
    town.elder = Person.objects.get()
    town.inns = list(Place.objects.order_by("pk"))
    return town


@pytest.fixture
def town(county: SimpleNamespace) -> Town:
    """The county with what fieldwork needs."""
    return _town(county)


@pytest.fixture
def live_town(transactional_db: None, county: SimpleNamespace) -> Town:
    """The same, really committed."""
    return _town(county)
