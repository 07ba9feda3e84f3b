# SPDX-License-Identifier: Apache-2.0
"""Eight writers on one tree at once: nothing misplaced, nobody deadlocked."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from grids.actions.tree import add_unit, move_unit
from grids.integrity import tree_faults
from grids.models import Unit
from tests.county import build_small_county

WRITERS = 8
INSERTS = 6


def _together(work: Callable[[int], None]) -> list[BaseException]:
    """Run work(0) … work(7) at once; return what they raised."""
    raised: list[BaseException] = []
    start = threading.Barrier(WRITERS)

    def run(number: int) -> None:
        try:
            start.wait(10)
            work(number)
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


@pytest.mark.django_db(transaction=True)
def test_inserts_and_moves_at_once_leave_a_sound_tree() -> None:
    county = build_small_county()
    villages = [county.village, county.village2, county.far_village]
    before = Unit.objects.count()

    def work(number: int) -> None:
        for n in range(INSERTS):
            # The parents are as they were read at the start: stale, as in a real request.
            village = villages[(number + n) % 3]
            code = f"{village.code}{100 + number * INSERTS + n}"
            grid = add_unit(code=code, name="网格", kind="grid", parent=village, by=None)
            if n % 3 == 0:
                move_unit(grid, to=villages[(number + n + 1) % 3], by=None)

    assert _together(work) == []
    assert tree_faults() == []
    assert Unit.objects.count() == before + WRITERS * INSERTS


@pytest.mark.django_db(transaction=True)
def test_new_counties_at_once_get_trees_of_their_own() -> None:
    build_small_county()

    def work(number: int) -> None:
        add_unit(code=f"33991{number}000000", name="县", kind="county", parent=None, by=None)

    assert _together(work) == []
    roots = Unit.objects.filter(parent__isnull=True)
    assert roots.count() == roots.values("tree_id").distinct().count() == WRITERS + 1
    assert tree_faults() == []
