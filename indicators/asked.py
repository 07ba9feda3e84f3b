# SPDX-License-Identifier: Apache-2.0
"""What somebody asks of the numbers: which unit, which days, told apart by what. Parsed once for
API, page and export, so that all three answer the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import BadFields
from duties.directory import majors
from events.models import Source
from grids.directory import UnitRow, placed_name, unit_by_code
from grids.models import Platform
from indicators.access import unit_for
from indicators.cases import NO_OFFICE, Case, Period
from indicators.queries import cases_of, units_below
from indicators.summary import Group, Value, summarise
from indicators.trends import Span, spans_of, trend_of

BY = ("unit", "office", "platform", "major", "source")
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Asked:
    """The question: `begin` and `end` are days, both counted in."""

    unit: UnitRow
    begin: date
    end: date
    by: str
    now: datetime

    @property
    def period(self) -> Period:
        """From the first day's midnight to the midnight after the last, in the county's time."""
        return _period(self.begin, self.end, self.now)

    @cached_property
    def cases(self) -> list[Case]:
        """The cases that any number of the question may count. Two queries, once."""
        return list(cases_of(self.unit, self.period))

    def summary(self) -> tuple[Group, dict[str, Group]]:
        """The numbers of the whole and of its parts."""
        return summarise(self.cases, self.period, self.key())

    def trend(self, code: str, line: str | None = None) -> list[tuple[Span, Value]]:
        """An indicator of the whole, or of one line, by days, weeks or months; no query more."""
        key = self.key()
        cases = (case for case in self.cases if line is None or key(case) == line)
        spans = spans_of(self.begin, self.end)
        periods = [_period(each.begin, each.end, self.now) for each in spans]
        return list(zip(spans, trend_of(cases, periods, code), strict=True))

    def key(self) -> Callable[[Case], str]:
        """By which of its codes a case belongs to a line of the table."""
        field = units_below(self.unit) if self.by == "unit" else self.by
        return lambda case: str(getattr(case, field))

    def names(self) -> dict[str, str]:
        """The lines' names by their codes; what is told nothing of (sensitive) stands last."""
        if self.by == "platform":
            named = {each.value: str(each.label) for each in Platform}
        elif self.by == "source":
            named = {each.value: str(each.label) for each in Source}
        elif self.by == "major":
            named = {row.code: row.name for row in majors()}
        else:
            named = {}
        return named | {"": _("敏感事件(不细分)"), NO_OFFICE: _("没有交给平台、部门")}

    def name_of(self, code: str) -> str:
        """One line's name; a unit's is its own, an office's stands after its township's."""
        row = unit_by_code(code) if self.by in ("unit", "office") and code else None
        if row is not None:
            return row.name if self.by == "unit" else placed_name(row)
        return self.names().get(code, code)


def read_asked(user: User, query: Mapping[str, str]) -> Asked:
    """The question in a query string: `unit`, `from`, `to` (days), `by`. This month, if none."""
    unit = unit_for(user, query.get("unit", ""))
    today = timezone.localdate()
    errors: dict[str, list[Any]] = {}
    begin = _day(query, "from", today.replace(day=1), errors)
    end = _day(query, "to", today, errors)
    by = query.get("by") or "unit"
    if by not in BY:
        errors["by"] = [_("没有这种分组")]
    if not errors and end < begin:
        errors["to"] = [_("止日不能早于起日")]
    if not errors and end - begin > LONGEST:
        errors["to"] = [_("最长一年")]
    if errors:
        raise BadFields(errors)
    return Asked(unit, begin, end, by, timezone.now())


def _day(query: Mapping[str, str], name: str, default: date, errors: dict[str, list[Any]]) -> date:
    given = query.get(name, "")
    if not given:
        return default
    try:
        day = date.fromisoformat(given)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2100:
        errors[name] = [_("日期写成 2026-10-01 这样")]
        return default
    return day


def _period(begin: date, end: date, now: datetime) -> Period:
    return Period(_midnight(begin), _midnight(end + timedelta(days=1)), now)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
