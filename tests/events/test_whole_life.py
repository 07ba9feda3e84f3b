# SPDX-License-Identifier: Apache-2.0
"""Whatever anybody does in whatever order, all that always holds does (tests.events.whole_life)."""

import os
from collections import Counter
from typing import cast

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from events.actions import MOVES
from tests.events.whole_life import KINDS, WholeLife, populate
from tests.walk import Walk

SOAK = int(os.environ.get("SOAK_STEPS", "0"))
A_LIFE = 200


def live(walk: Walk, steps: int) -> Counter[str]:
    """So many steps in lives of `A_LIFE` steps each; how often each move was made.

    Always the same lives. What breaks is made shorter only under `make soak`, which may take its
    time.
    """
    total: Counter[str] = Counter()
    populate(walk)
    run_state_machine_as_test(
        cast("type[WholeLife]", lambda: WholeLife(walk, total)),
        settings=settings(
            max_examples=-(-steps // A_LIFE),
            stateful_step_count=A_LIFE,
            derandomize=True,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink) if SOAK else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    return total


# Where, steps, how many of the moves the dice may miss: else the machine may have gone blind.
LIVES = {"walk": (SOAK or 2000, 14), "city": (SOAK // 5 or 400, 25)}


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.parametrize("where", LIVES)
def test_all_that_always_holds(where: str, db: None, request: pytest.FixtureRequest) -> None:
    steps, most = LIVES[where]
    total = live(request.getfixturevalue(where), steps)
    assert sum(total[kind] for kind in set(KINDS)) >= steps
    missing = [move for move in MOVES if not total[move]]
    assert len(missing) <= most, missing
