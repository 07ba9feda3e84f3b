# SPDX-License-Identifier: Apache-2.0
"""The year's working calendar (工作日历) for a county's administrator: what every day is, one day
changed at a time, and before it is changed how many open events it would move.
"""

import calendar
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from duties.access import kept_county
from duties.actions.edits import remove_row, save_row
from duties.clocks import Calendar
from duties.days import spans_of
from duties.hours import Hours, parse_hours
from duties.models import CalendarDay, ClockOrder
from duties.queries import calendar_is_known, calendar_of
from events.touched import events_over
from grids.directory import UnitRow

# Inside the form the word `date` is a field.
Day = date
NORMAL, OFF, WORK = "normal", "off", "work"
FIRST_YEAR, LAST_YEAR = 2000, 2099
_SATURDAY = 5
_ORDERS = 8


class DayForm(forms.Form):
    """One day as the administrator wants it."""

    date = forms.DateField(
        label=gettext_lazy("日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("当天"),
        choices=[
            (OFF, gettext_lazy("休息")),
            (WORK, gettext_lazy("上班")),
            (NORMAL, gettext_lazy("恢复原样")),
        ],
    )
    hours = forms.CharField(
        label=gettext_lazy("工作时段"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("半日才填,如 08:00-12:00;不填按正常时段"),
    )
    note = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=60)

    def clean_date(self) -> Day:
        """Refuse a year that no clock can reach."""
        day: Day = self.cleaned_data["date"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("年份超出范围"))
        return day

    def clean_hours(self) -> list[list[str]] | None:
        """Read the hours as a county writes them."""
        try:
            return spans_of(self.cleaned_data["hours"])
        except ValueError as error:
            raise forms.ValidationError(_("写成 08:00-12:00 14:00-18:00")) from error


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def year_page(request: HttpRequest) -> HttpResponse:
    """The year; POST shows what a change would move (`step=preview`) or makes it (`step=save`)."""
    assert isinstance(request.user, User)
    county = kept_county(request.user, request.GET.get("county", ""))
    if county is None:
        raise PermissionDenied
    form = DayForm(request.POST if request.method == "POST" else _asked(request) or None)
    moved = None
    if request.method == "POST" and form.is_valid():
        row, hours = _wanted(county, form.cleaned_data)
        if request.POST.get("step") == "save":
            return _saved(request, county, row, form.cleaned_data, by=request.user)
        now = calendar_of(county.id)
        day = form.cleaned_data["date"]
        moved = events_over(county.id, day) if hours != now.hours_on(day) else 0
    year = _year(request, form)
    context = {
        "county": county,
        "year": year,
        "before": _link(request, year - 1),
        "after": _link(request, year + 1),
        "months": _months(county, year),
        "is_known": calendar_is_known(year, county.id),
        "form": form,
        "moved": moved,
        "orders": ClockOrder.objects.filter(county_id=county.id).select_related("by")[:_ORDERS],
        "weekdays": _("一 二 三 四 五 六 日").split(),
    }
    refused = request.method == "POST" and not form.is_valid()
    return render(request, "events/calendar.html", context, status=400 if refused else 200)


def _asked(request: HttpRequest) -> dict[str, str]:
    """The day somebody clicked, as the form's first values."""
    day = _day(request.GET.get("day", ""))
    return {"date": day.isoformat(), "kind": OFF} if day else {}


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _year(request: HttpRequest, form: DayForm) -> int:
    day = form.cleaned_data.get("date") if form.is_bound and form.is_valid() else None
    said = request.GET.get("year", "")
    asked = int(said) if said.isascii() and said.isdigit() and len(said) == 4 else None
    year = asked or (day.year if day else timezone.localdate().year)
    return min(max(year, FIRST_YEAR), LAST_YEAR)


def _link(request: HttpRequest, year: int) -> str:
    kept = {name: value for name, value in request.GET.items() if name == "county"}
    return "?" + urlencode({**kept, "year": year})


def _wanted(county: UnitRow, told: dict[str, Any]) -> tuple[CalendarDay, Hours]:
    """The row that would be saved, and the hours the day would have with it."""
    row = CalendarDay.objects.filter(county_id=county.id, date=told["date"]).first()
    row = row or CalendarDay(county_id=county.id, date=told["date"])
    row.is_workday, row.note = told["kind"] == WORK, told["note"]
    row.hours = told["hours"] if row.is_workday else None
    now = calendar_of(county.id)
    if told["kind"] == NORMAL:
        return row, _without_own(now, county, told["date"])
    if not row.is_workday:
        return row, ()
    return row, parse_hours(row.hours) if row.hours else now.hours


def _without_own(now: Calendar, county: UnitRow, day: date) -> Hours:
    """A day's hours were it not for the county's own word on it."""
    default = calendar_of(None).special.get(day)
    plain = Calendar(now.hours, now.holidays, now.workdays)
    return plain.hours_on(day) if default is None else default


def _saved(
    request: HttpRequest, county: UnitRow, row: CalendarDay, told: dict[str, Any], *, by: User
) -> HttpResponse:
    if told["kind"] != NORMAL:
        save_row(row, by=by)
    elif row.pk is not None:
        remove_row(row, by=by)
    messages.success(request, _("已保存,在途时限几秒后重新计算"))
    return HttpResponseRedirect(reverse("calendar") + _link(request, told["date"].year))


def _months(county: UnitRow, year: int) -> list[dict[str, Any]]:
    """Twelve months of weeks; a day outside its month is None."""
    known = calendar_of(county.id)
    rows = CalendarDay.objects.filter(county_id__in=[county.id], date__year=year)
    own = {row.date: row.note for row in rows}
    weeks = calendar.Calendar()
    return [
        {
            "name": date_format(date(year, month, 1), "F"),
            "weeks": [
                [_cell(known, day, own) if day.month == month else None for day in week]
                for week in weeks.monthdatescalendar(year, month)
            ],
        }
        for month in range(1, 13)
    ]


def _cell(known: Calendar, day: date, own: dict[date, str]) -> dict[str, Any]:
    """A day: what it is, in a word and a class, and whether the county said so itself."""
    hours, weekend = known.hours_on(day), day.weekday() >= _SATURDAY
    minutes = sum(end - start for start, end in hours)
    if not hours:
        kind, word = ("weekend", "") if weekend else ("off", _("休"))
    elif minutes < known.day_minutes:
        kind, word = "half", _("半")
    else:
        kind, word = ("makeup", _("班")) if weekend else ("work", "")
    return {
        "date": day,
        "kind": kind,
        "word": word,
        "own": day in own,
        "note": own.get(day, ""),
        "today": day == timezone.localdate(),
    }
