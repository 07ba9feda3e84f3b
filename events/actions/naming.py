# SPDX-License-Identifier: Apache-2.0
"""Who in the office has it in hand (指定人)."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from events.actions.moving import Moving
from events.actions.protocol import move
from events.fields import Choice, Choose
from events.models import Event
from events.queries import Colleague, colleagues_of
from events.refusals import BadFields
from events.rights import ACCESS, CHIEFS
from grids.directory import unit_by_id


def may_be_named(event: Event | None) -> list[Choice]:
    """Whom the holder's head may name, as the event was read with them."""
    return [(row["username"], row["name"]) for row in _fitting(event, colleagues_of(event))]


@move(
    "assign_person",
    _("指定人"),
    Choose("person", _("由谁办"), required=True, choices=may_be_named),
)
def assign_person(m: Moving, *, person: str) -> None:
    """指定人: the office's head names who has it in hand; colleagues keep their rights."""
    fitting = _fitting(m.event, colleagues_of(m.event))
    found = next((row for row in fitting if row["username"] == person), None)
    if found is None:
        raise BadFields({"person": [_t("这个人现在不在本单位办理这类事件")]})
    m.event.assign_person()
    m.event.assignee_id = found["id"]
    m.line("assign_person", "processing", texts={"person": found["name"]}, person=found["id"])


def _fitting(event: Event | None, rows: list[Colleague]) -> list[Colleague]:
    """Who serves in the holding unit now and may finish there; a sensitive event's only those
    who may read it. Each once, whatever the number of their posts."""
    if event is None:
        return []
    roles = ACCESS["finish"].roles.get(unit_by_id(event.holder_id).kind, frozenset())
    found = {
        row["username"]: row
        for row in rows
        if row["role"] in roles
        and (not event.sensitive or row["sensitive"] or row["role"] in CHIEFS)
    }
    return list(found.values())
