# SPDX-License-Identifier: Apache-2.0
"""紧急准入: asked by a node above, approved by a county duty chief who did not ask, then over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events import moment
from events.models import EmergencyAdmission
from events.queries import whole_event
from events.refusals import MoveNotAllowed, NotAllowed
from events.representation import whole
from events.standing import standing_of
from tests.events.moves import last_line, names_field, once, refused
from tests.walk import POTHOLE, Walk

Fields = dict[str, str]


def wanted(walk: Walk, **changed: str) -> Fields:
    until = timezone.now() + timedelta(days=3)
    plain = {
        "unit": walk.grid.code,
        "matter": POTHOLE,
        "until": until.isoformat(),
        "reason": "汛期抢险,人手都在堤上",
    }
    return plain | changed


def test_two_people_let_it_in_and_it_ends(walk: Walk) -> None:
    event = walk.go(walk.to("accepted"), "push_down", walk.chen, to=walk.village.code)
    event = walk.go(event, "sign", walk.zhou)
    grid = walk.grid.code
    event = once(walk, event, "admit_emergency", walk.zhou, **wanted(walk))
    assert (event.state, last_line(event).codes["target"]) == ("accepted", grid)
    no = names_field(walk, event, "push_down", walk.zhou, "to", to=grid)
    assert no.code == "not_on_list"  # asked is not approved
    told = whole(whole_event(event.pk), standing_of(walk.sun))["admissions"]
    assert [(row["unit"]["code"], row["approved"]) for row in told] == [(grid, False)]
    no = names_field(walk, event, "admit_emergency", walk.wu, "unit", **wanted(walk))
    assert no.code == "already_asked"  # a dispatcher approves nothing
    event = walk.go(event, "admit_emergency", walk.sun, **wanted(walk))
    assert last_line(event).codes["approved"] is True
    row = EmergencyAdmission.objects.get()
    assert (row.status, row.asked_by, row.approved_by) == ("approved", walk.zhou, walk.sun)
    with moment.at(row.until):
        names_field(walk, event, "push_down", walk.zhou, "to", to=grid)
    assert walk.go(event, "push_down", walk.zhou, to=grid).holder_id == walk.grid.pk


def test_a_chief_does_not_approve_what_he_asked(walk: Walk) -> None:
    event = walk.go(walk.report(), "escalate", walk.chen, reason="县里牵头")
    event = walk.go(event, "admit_emergency", walk.sun, **wanted(walk))
    no = names_field(walk, event, "admit_emergency", walk.sun, "unit", **wanted(walk))
    assert no.code == "already_asked"


@pytest.mark.parametrize("who", ["lin", "wang", "shen", "zhao", "he", "admin"])
def test_who_may_not(walk: Walk, who: str) -> None:
    event = walk.to("accepted")
    refused(NotAllowed, walk, event, "admit_emergency", getattr(walk, who), **wanted(walk))


def test_wrong_state_and_bad_input(walk: Walk) -> None:
    chen = walk.chen
    refused(MoveNotAllowed, walk, walk.to("handled"), "admit_emergency", chen, **wanted(walk))
    event = walk.to("accepted")
    for unit in (walk.shiqiao, walk.far_grid, walk.platforms["order"], walk.county.county):
        names_field(walk, event, "admit_emergency", chen, "unit", **wanted(walk, unit=unit.code))
    listed = wanted(walk, unit=walk.village.code)  # needs no exception
    names_field(walk, event, "admit_emergency", chen, "unit", **listed)
    names_field(walk, event, "admit_emergency", chen, "matter", **wanted(walk, matter="9999"))
    for days in (-1, 91):
        until = (timezone.now() + timedelta(days=days)).isoformat()
        names_field(walk, event, "admit_emergency", chen, "until", **wanted(walk, until=until))
    names_field(walk, event, "admit_emergency", chen, "reason", **wanted(walk, reason=""))
