# SPDX-License-Identifier: Apache-2.0
"""A table of people and their postings (人员表): read, and held against who is there. One line is
one posting; whoever has several stands in several lines. Nothing is written here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sheets import BadFile, Row, is_blank, looks_like_formula
from grids.access import people_kept
from grids.directory import UnitRow, unit_by_code, unit_by_id
from grids.models import Posting, Role
from grids.rules import may_serve

HEADINGS = {
    "username": ("用户名", "账号", "username"),
    "name": ("姓名", "name"),
    "phone": ("手机", "电话", "phone"),
    "unit": ("单位代码", "单位", "unit"),
    "role": ("岗位", "role"),
    "from_at": ("起", "开始", "from"),
    "to_at": ("止", "结束", "to"),
    "language": ("语言", "language"),
}
REQUIRED = ("username", "name", "unit", "role")
MOST_LINES = 5000
_LONGEST = {"username": 30, "name": 40, "phone": 20}
_PHONE = re.compile(r"1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}")
_LANGUAGES = {"中文": "zh-hans", "zh": "zh-hans", "英文": "en", "english": "en"}

# A row as it is kept: its number in the file, and its columns as text.
Kept = tuple[int, dict[str, str]]


@dataclass
class Line:
    """One line of the table, and what would become of it."""

    number: int
    told: dict[str, str]
    unit: UnitRow | None = None
    role: str = ""
    from_at: datetime | None = None
    to_at: datetime | None = None
    user: User | None = None
    posting: Posting | None = None
    reasons: list[str] = field(default_factory=list)
    # What is there already and would be written anew: (heading, before, after).
    differs: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """In a word: a new person, a new posting, a change, the same, or refused."""
        if self.reasons:
            return "refused"
        if self.user is None:
            return "new"
        if self.posting is None:
            return "posted"
        return "changed" if self.differs else "same"

    @property
    def writes(self) -> bool:
        """Whether anything would be written."""
        return self.kind in ("new", "posted", "changed")


def kept_rows(rows: Sequence[Row]) -> list[Kept]:
    """A table's rows by the names of their columns, as text. `BadFile` if it is no such table."""
    shown = [str(cell or "").strip().lower() for cell in rows[0][1]]
    columns = {
        name: next(at for at, heading in enumerate(shown) if heading in known)
        for name, known in HEADINGS.items()
        if set(known) & set(shown)
    }
    missing = [HEADINGS[name][0] for name in REQUIRED if name not in columns]
    if missing:
        raise BadFile(_("第一行要有列名;缺“%(name)s”") % {"name": missing[0]})
    lines = [(number, cells) for number, cells in rows[1:] if not is_blank(cells)]
    if len(lines) > MOST_LINES:
        raise BadFile(_("行数太多:一次最多 %(most)d 行") % {"most": MOST_LINES})
    if not lines:
        raise BadFile(_("文件里没有内容"))
    return [
        (number, {name: _text(cells[at]) for name, at in columns.items() if at < len(cells)})
        for number, cells in lines
    ]


def read_people(kept: Iterable[Kept], county: UnitRow, *, by: User) -> list[Line]:
    """Hold the lines against a county's units and the people there are. Three queries."""
    lines = [Line(number, told) for number, told in kept]
    names = {line.told.get("username", "") for line in lines}
    known = {user.username: user for user in User.objects.filter(username__in=names)}
    mine = people_kept(by, known.values())
    now = timezone.now()
    posts = _posts(known.values())
    for line in lines:
        _read_cells(line, county)
        line.user = known.get(line.told.get("username", ""))
        if line.user is not None and line.user.pk not in mine:
            line.reasons.append(_("这个用户名已被占用"))
        elif line.user is not None and not line.reasons:
            _compare(line, line.user, posts, now)
    _check_together(lines)
    return lines


def counts_of(lines: Iterable[Line]) -> Counter[str]:
    """How many lines are what."""
    return Counter(line.kind for line in lines)


def _text(cell: Any) -> str:
    """A cell as text: a number of a phone or code without the point spreadsheets give it."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}" if cell.time() != time() else f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e16:
        cell = int(cell)
    return str("" if cell is None else cell).strip().replace("\x00", "")[:200]


def _read_cells(line: Line, county: UnitRow) -> None:
    """Understand a line's cells; what cannot be understood is said."""
    told, say = line.told, line.reasons.append
    for name, text in told.items():
        if looks_like_formula(text):
            say(_("“%(name)s”里像是公式") % {"name": HEADINGS[name][0]})
        elif len(text) > _LONGEST.get(name, 200):
            say(_("“%(name)s”太长") % {"name": HEADINGS[name][0]})
    try:
        UnicodeUsernameValidator()(told.get("username", ""))
    except ValidationError:
        say(_("用户名只用文字、数字和 @ . + - _"))
    if not told.get("name"):
        say(_("没有写姓名"))
    if told.get("phone") and not _PHONE.fullmatch(told["phone"]):
        say(_("手机号不对"))
    language = told.get("language", "").lower()
    told["language"] = _LANGUAGES.get(language, language)
    if told["language"] and told["language"] not in dict(settings.LANGUAGES):
        say(_("没有这种语言:%(name)s") % {"name": language})
    _read_post(line, county)


def _read_post(line: Line, county: UnitRow) -> None:
    told, say = line.told, line.reasons.append
    unit = unit_by_code(told.get("unit", ""))
    roles = {str(role.label): role.value for role in Role} | {role: role for role in Role.values}
    line.role = roles.get(told.get("role", ""), "")
    if unit is None or not unit.active or not unit.path.startswith(county.path):
        say(_("本县没有这个代码的单位"))
    else:
        line.unit = unit
    if not line.role:
        say(_("没有这个岗位:%(role)s") % {"role": told.get("role", "")})
    elif line.unit is not None and not _may_serve(line.role, line.unit):
        say(_("%(unit)s不设这个岗位") % {"unit": line.unit.name})
    line.from_at, line.to_at = _day(line, "from_at"), _day(line, "to_at", ends=True)
    if line.from_at and line.to_at and line.to_at <= line.from_at:
        say(_("止要晚于起"))


def _may_serve(role: str, unit: UnitRow) -> bool:
    above = unit_by_id(unit.parent_id).kind if unit.parent_id is not None else ""
    return may_serve(role, unit.kind, above)


def _day(line: Line, name: str, *, ends: bool = False) -> datetime | None:
    """A day, or a moment, of the county's clock. A last day is served to its end."""
    text = line.told.get(name, "").replace("/", "-").replace(".", "-")
    if not text:
        return None
    try:
        found = date.fromisoformat(text) if len(text) == 10 else None
        moment = datetime.combine(found, time()) if found else parse_datetime(text)
    except ValueError:
        found = moment = None
    if moment is None or not 2000 <= moment.year <= 2100:
        line.reasons.append(_("日期写成 2026-11-22 这样"))
        return None
    moment += timedelta(days=1 if found and ends else 0)
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


# The postings of people there are, over or not, by person, unit and role, the oldest first.
Posts = dict[tuple[int, int, str], list[Posting]]


def _posts(people: Iterable[User]) -> Posts:
    found: Posts = {}
    for row in Posting.objects.filter(user__in=list(people)).order_by("from_at"):
        found.setdefault((row.user_id, row.unit_id, row.role), []).append(row)
    return found


def _compare(line: Line, user: User, posts: Posts, now: datetime) -> None:
    """What of a person and a posting that are there would change."""
    assert line.unit is not None
    for name, column in (("name", "display_name"), ("phone", "phone"), ("language", "language")):
        before, after = getattr(user, column), line.told.get(name, "")
        # An empty cell says nothing.
        if after and before != after:
            line.differs.append((HEADINGS[name][0], before, after))
    known = posts.get((user.pk, line.unit.id, line.role), [])
    line.posting = _posting_of(line, known, now)
    if line.posting is None:
        _check_free(line, known, now)
        return
    begun = line.posting.from_at
    if line.from_at and timezone.localdate(begun) != timezone.localdate(line.from_at):
        said = {"day": f"{timezone.localdate(begun):%Y-%m-%d}"}
        line.reasons.append(_("此人从 %(day)s 起已在这个岗位,起不能改") % said)
    if line.to_at and line.to_at != line.posting.to_at:
        if line.to_at <= begun:
            line.reasons.append(_("止要晚于起"))
        line.differs.append(
            (HEADINGS["to_at"][0], _moment(line.posting.to_at), _moment(line.to_at))
        )


def _posting_of(line: Line, known: Sequence[Posting], now: datetime) -> Posting | None:
    """The posting that a line tells of: the one that holds or is to come, or one that is over and
    stands in the line from its first day to its last."""
    for row in reversed(known):
        if row.to_at is None or row.to_at > now:
            return row
        begun = line.from_at and timezone.localdate(line.from_at)
        if row.to_at == line.to_at and timezone.localdate(row.from_at) == begun:
            return row
    return None


def _check_free(line: Line, known: Iterable[Posting], now: datetime) -> None:
    """Refuse a new posting that ends before it begins, or lies over one that is there."""
    begin = line.from_at or now
    if line.to_at is not None and line.to_at <= begin:
        line.reasons.append(_("止要晚于起"))
    for row in known:
        over = row.to_at is not None and row.to_at > begin
        if over and (line.to_at is None or row.from_at < line.to_at):
            said = {"begun": _moment(row.from_at), "ended": _moment(row.to_at)}
            line.reasons.append(
                _("此人在这个岗位有过一段任职(%(begun)s 至 %(ended)s),时间重叠") % said
            )


def _moment(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def _check_together(lines: Iterable[Line]) -> None:
    """One name is one person, and a posting stands in one line."""
    first: dict[str, Line] = {}
    posts: dict[tuple[str, str, str], int] = {}
    for line in lines:
        name = line.told.get("username", "")
        other = first.setdefault(name, line)
        if any(other.told.get(each) != line.told.get(each) for each in ("name", "phone")):
            said = {"n": other.number}
            line.reasons.append(_("与第 %(n)d 行用户名相同,姓名或手机不同") % said)
        if other.reasons and other is not line and not line.reasons:
            line.reasons.append(_("同一人的第 %(n)d 行有错") % {"n": other.number})
        if line.unit is None:
            continue
        key = (name, line.unit.code, line.role)
        if key in posts:
            line.reasons.append(_("与第 %(n)d 行重复") % {"n": posts[key]})
        posts.setdefault(key, line.number)
