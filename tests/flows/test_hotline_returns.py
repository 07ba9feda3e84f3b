# SPDX-License-Identifier: Apache-2.0
"""Petitions that were sent from office to office: the second disputed return is the county's.

Our own few always run; where a file of real ones lies beside the product it is measured with, too
(it has no licence and is never shipped).
"""

import csv
import gzip
import io
import os
from pathlib import Path

import pytest

from accounts.models import User
from events.models import Event
from grids.actions.postings import post_person
from tests.events.moves import given
from tests.walk import Walk

REAL = Path(__file__).resolve().parents[3] / "shared/data/hotline/fuzhou12345_rivers_2010s.csv.gz"
# `make soak` replays every one of them; else a sample, evenly over the file.
IS_SOAK = int(os.environ.get("SOAK_STEPS", "0")) > 0
SAMPLE = 40
OFFICES = ("order", "service", "economy", "party")
WHY = {"reason_code": "wrong_duty", "reason": "不属本单位职责"}


def officers(walk: Walk) -> dict[str, User]:
    """Somebody in each of the township's four platforms."""
    found = {"order": walk.wang}
    for platform in OFFICES[1:]:
        found[platform] = User.objects.create_user(f"at_{platform}", password="x")
        post_person(found[platform], walk.platforms[platform], "platform_officer", by=None)
    return found


def replayed(walk: Walk, transfers: int, staff: dict[str, User]) -> Event:
    """Sent on as often as the petition was, or until somebody has to rule."""
    event = walk.report(source="hotline", by=walk.he, text="河道发臭")
    for platform in OFFICES[: transfers + 1]:
        event = walk.go(event, "dispatch", walk.chen, to=walk.platforms[platform].code)
        if event.returned_count == transfers:
            return event
        event = walk.go(event, "return_back", staff[platform], **WHY)
        if event.ruling:
            return event
    return event


def assert_ruled(walk: Walk, event: Event) -> None:
    """It lies with the county's duty chief, after exactly two dispatches."""
    assert (event.state, event.holder_id, event.ruling) == (
        "accepted",
        walk.county.county.pk,
        "chief",
    )
    assert [status for _from, _to, status in given(event)] == ["returned", "returned"]


def test_from_the_second_on_the_duty_chief_has_it(walk: Walk) -> None:
    staff = officers(walk)
    for transfers in (0, 1, 2, 3, 8):
        event = replayed(walk, transfers, staff)
        if transfers < 2:
            assert (event.state, event.ruling) == ("dispatched", "")
        else:
            assert_ruled(walk, event)
    event = walk.go(event, "arbitrate", walk.sun, to=walk.department.code, reason="归执法局")
    assert event.holder_id == walk.department.pk


@pytest.mark.soak
@pytest.mark.slow
@pytest.mark.skipif(not REAL.exists(), reason="the real petitions are not here")
def test_every_real_petition_that_was_sent_on_twice_or_more(walk: Walk) -> None:
    with gzip.open(REAL) as packed:
        rows = list(csv.DictReader(io.TextIOWrapper(packed, encoding="utf-8-sig")))
    often = [int(row["transfers"]) for row in rows if int(row["transfers"]) >= 2]
    assert (len(rows), len(often)) == (1492, 257)
    staff = officers(walk)
    chosen = often if IS_SOAK else often[:: len(often) // SAMPLE]
    for transfers in chosen:
        assert_ruled(walk, replayed(walk, transfers, staff))
