# SPDX-License-Identifier: Apache-2.0
"""The worker's round and the erasure from the command line; places that cannot be found."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from events import moment
from events.actions.placing import centre_of, find_place
from events.management.commands import worker
from events.models import Step, WorkerBeat
from events.refusals import BadFields
from grids.actions.planting import plant_county
from grids.directory import forget, unit_by_id
from grids.drafts import Draft
from grids.models import Unit
from tests.events.moves import names_field
from tests.walk import Walk


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's transaction must not lose its connection."""
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)


def test_a_round_turns_lamps_begins_the_day_and_beats(walk: Walk) -> None:
    event = walk.report()
    assert event.due_at is not None
    with moment.at(event.due_at + timedelta(days=1)):
        worker.Command().round("here:1")
    assert walk.fresh(event).lamp == "red"
    moves = set(Step.objects.values_list("move", flat=True))
    assert {"day", "lamp", "submit"} <= moves
    assert WorkerBeat.objects.get().name == "here:1"


def test_a_round_that_fails_is_logged_and_the_next_one_tries_again(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ConnectionError("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr(worker, "begin_days", broken)
        worker.Command().round("here:1")
    assert not WorkerBeat.objects.exists()
    worker.Command().round("here:1")
    assert WorkerBeat.objects.exists()


def test_erased_from_the_command_line_by_the_administrator_alone(walk: Walk) -> None:
    event, out = walk.report(), StringIO()
    for number, by in (("none", "admin"), (event.number, "nobody"), (event.number, "chen")):
        with pytest.raises(CommandError):
            call_command("erase_personal", number, by=by, stdout=out)
    assert walk.fresh(event).text
    call_command("erase_personal", event.number, by="admin", stdout=out)
    assert walk.fresh(event).text == ""
    assert "erased" in out.getvalue()


def test_a_unit_without_a_point_lends_that_of_the_one_above(walk: Walk) -> None:
    office = unit_by_id(walk.platforms["order"].pk)
    assert centre_of(office) == (walk.shiqiao.lon, walk.shiqiao.lat)


def test_words_alone_lie_where_the_reporter_serves(walk: Walk) -> None:
    by_words = {"address": "老桥头"}
    for who, unit in (("lin", walk.grid), ("wang", walk.shiqiao), ("shen", walk.county.county)):
        found = find_place(by_words, by=getattr(walk, who))
        assert (found.unit.id, found.placed_by) == (unit.pk, "address")


def test_a_grid_that_is_no_more_takes_no_report(walk: Walk) -> None:
    Unit.objects.filter(pk=walk.grid2.pk).update(active=False)
    forget()
    with pytest.raises(BadFields) as bad:
        walk.report(grid=walk.grid2.code)
    assert set(bad.value.errors) == {"grid"}


def test_another_countys_grid_takes_no_report(walk: Walk) -> None:
    top, village, grid = "339902000000", "339902000201", "339902000201001"
    drafts = [Draft(top, "龙岭市", "county", None, lon=121.0, lat=30.0)]
    drafts += [Draft(village, "滨江村", "village", top), Draft(grid, "一网格", "grid", village)]
    plant_county(top, drafts, by=None)
    forget()
    with pytest.raises(BadFields) as bad:
        walk.report(grid=grid)
    assert bad.value.code == "outside_county"
    event = walk.report()
    names_field(walk, event, "correct", walk.chen, "grid", grid=grid, reason="写错")
    names_field(walk, event, "dispatch", walk.chen, "to", to=grid)
