# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of screens without a database: what a delta may be told to whom."""

import datetime
import json
from dataclasses import replace
from zoneinfo import ZoneInfo

from governance.fold import Cut, Delta, Line, Tally, Territory, deltas, no_counts, unfold

ZONE = ZoneInfo("Asia/Shanghai")
LATE = datetime.datetime(2026, 11, 23, 23, 59, tzinfo=ZONE)
EARLY = datetime.datetime(2026, 11, 24, 0, 1, tzinfo=ZONE)
TOWN = Territory(is_whole=False, child_of={"T": "", "V1": "V1", "V2": "V2"}, children=("V1", "V2"))


def report(seq: int, at: datetime.datetime, village: str = "V1") -> Line:
    key = (village, "T", "order", "reported", "green", "grid")
    flow = {"unit": village, "source": "grid", "measures": ["reported"]}
    facts = {"state": "reported", "village": village}
    stock = ((*key, 1),)
    return Line(seq, at, f"h{seq}", f"h{seq - 1}", "submit", seq, village, facts, stock, flow)


def day(seq: int, at: datetime.datetime) -> Line:
    return Line(seq, at, f"h{seq}", f"h{seq - 1}", "day", None)


def tally() -> Tally:
    return Tally(TOWN, ZONE, no_counts(TOWN))


LINES = [
    report(1, LATE),
    report(2, LATE, "V2"),
    day(3, EARLY),
    report(4, EARLY, "elsewhere"),
    report(5, EARLY, "T"),
]


def test_counts_follow_place_and_day() -> None:
    counted = tally()
    for line in LINES:
        counted.take(line)
    assert {key: n for key, n in counted.counts.items() if n} == {
        "open": 3,
        "open.platform.order": 3,
        "open.state.reported": 3,
        "open.lamp.green": 3,
        "open.unit.V1": 1,
        "open.unit.V2": 1,
        "today.reported": 1,
        "today.source.grid": 1,
        "hour.0": 1,
    }


def test_a_cut_says_only_what_changed() -> None:
    counted = tally()
    counted.take(LINES[0])
    assert counted.cut().changed["hour.23"] == 1
    counted.take(day(2, EARLY))
    assert counted.cut().changed == {"today.reported": 0, "today.source.grid": 0, "hour.23": 0}
    assert counted.cut() == Cut({}, {})


def test_who_joins_in_the_midst_hears_of_counts_that_came_and_went() -> None:
    counted = tally()
    for seq, n in ((1, 1), (2, -1)):
        line = report(seq, EARLY)
        counted.take(replace(line, flow=None, stock=((*line.stock[0][:6], n),)))
    delta = Delta(1, 2, "h2", EARLY, (), counted.cut())
    assert json.loads(delta.text(0))["counts"] == {}
    assert json.loads(delta.text(1))["counts"]["open"] == 0


def test_unfolding_is_folding_backwards_even_over_midnight() -> None:
    for known in range(1, len(LINES)):
        then, yesterday, now = tally(), tally(), tally()
        for line in LINES:
            now.take(line)
            if line.seq <= known:
                then.take(line)
            if line.at == LATE:
                yesterday.take(line)
        last = LINES[known - 1].at
        counted = (yesterday if last == LATE else now).counts
        daily = {key: n for key, n in counted.items() if key.startswith(("today.", "hour."))}
        before = unfold(now, last.date(), daily, LINES[known:])
        assert before.counts == then.counts, known


def test_a_delta_holds_no_more_than_500_steps_and_leaves_no_gap() -> None:
    lines = [report(seq, EARLY, "V1" if seq % 2 else "elsewhere") for seq in range(8, 1300)]
    made = deltas(tally(), 7, lines)
    assert [len(delta.steps) for delta in made] == [500, 146]
    assert made[0].first == 8
    assert made[1].first == made[0].last + 1
    assert made[-1].last == 1299


def test_a_delta_continues_only_what_it_cannot_contradict() -> None:
    plain = Delta(5, 9, "h9", EARLY, (), Cut({}, {}))
    corrected = Delta(5, 9, "h9", EARLY, (), Cut({}, {}), past_at=7)
    assert [plain.continues(known) for known in (3, 4, 6)] == [False, True, True]
    # Who joined at 6 saw where the event lay before line 7 moved it.
    assert [corrected.continues(known) for known in (3, 4, 6, 7, 8)] == [
        False, True, False, True, True,
    ]  # fmt: skip
