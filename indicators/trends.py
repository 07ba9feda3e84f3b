# SPDX-License-Identifier: Apache-2.0
"""One indicator over time (趋势): a period cut into days, weeks or months, and the value of each.

Pure, and the same formulas: what a point says is what the list behind its days counts.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from indicators.cases import Case, Period
from indicators.formulas import INDICATORS
from indicators.summary import Value

MOST_DAYS, MOST_WEEK_DAYS = 35, 190
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Some days, both counted in."""

    begin: date
    end: date


def spans_of(begin: date, end: date) -> list[Span]:
    """A period's days; of a longer one its weeks (from Monday), of a long one its months. The
    first and the last are cut where the period begins and ends."""
    length, found = (end - begin).days + 1, list[Span]()
    while begin <= end:
        found.append(Span(begin, min(_last_day(begin, length), end)))
        begin = found[-1].end + ONE_DAY
    return found


def _last_day(begin: date, length: int) -> date:
    if length <= MOST_DAYS:
        return begin
    if length <= MOST_WEEK_DAYS:
        return begin + timedelta(days=6 - begin.weekday())
    return (begin.replace(day=1) + timedelta(days=31)).replace(day=1) - ONE_DAY


def trend_of(cases: Iterable[Case], periods: Sequence[Period], code: str) -> list[Value]:
    """An indicator's value in each of these periods, which follow each other without a gap.

    A case may count only where it was reported, closed or due; nowhere else is it asked.
    """
    indicator, values = INDICATORS[code], [Value() for _period in periods]
    begins = [period.begin for period in periods]
    for case in cases:
        for at in _may_count_at(case, begins, periods):
            value, period = values[at], periods[at]
            if indicator.rate is not None and (part := indicator.rate(case, period)):
                value.numerator += part.numerator
                value.denominator += part.denominator
            elif indicator.minutes is not None:
                minutes = indicator.minutes(case, period)
                if minutes is not None:
                    value.durations.append(minutes)
    return values


def _may_count_at(case: Case, begins: list[datetime], periods: Sequence[Period]) -> Iterator[int]:
    moments = (case.reported_at, case.closed_at, case.due_at)
    places = {bisect_right(begins, at) - 1 for at in moments if at is not None}
    for at in places:
        if at >= 0 and case.reported_at < periods[at].end:
            yield at
