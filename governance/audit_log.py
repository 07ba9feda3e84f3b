# SPDX-License-Identifier: Apache-2.0
"""The audit log as one county reads it: which entries concern it, found by person, kind and day,
and put into words."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import CharField, Field, Model, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit.models import AuditEntry
from audit.tables import WATCHED
from duties.models import Matter
from grids.directory import unit_by_id
from grids.models import DutyShift, Posting, Role, Unit

_PERSON = "accounts_user"
# Of all counties alike: matters, reasons, kinds. They name nobody.
_SHARED_APPS = ("duties_", "registers_", "fieldwork_", "grids_unitkind")
ACTS = {
    "import.people": gettext_lazy("人员导入"),
    "export.audit": gettext_lazy("留痕导出"),
    "password.link": gettext_lazy("密码链接"),
}
SHOWN = 50


@dataclass(frozen=True)
class Asked:
    """What somebody looks for."""

    person: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class Line:
    """An entry in words."""

    entry: AuditEntry
    kind: str
    label: str
    # (what, before, after)
    fields: list[tuple[str, str, str]]


def kinds() -> dict[str, str]:
    """Every kind of object there is, by its name on screens."""
    models = _models()
    tables = {table: str(models[table]._meta.verbose_name) for table in WATCHED if table in models}
    named = {table: name for table, name in tables.items() if "_" in table and name}
    return dict(sorted((named | {k: str(v) for k, v in ACTS.items()}).items(), key=_by_name))


def entries_of(county_id: int, asked: Asked) -> QuerySet[AuditEntry]:
    """The entries that concern a county, the newest first: its rows, its people's accounts, what
    its people did, and the tables that all counties share."""
    people = Posting.objects.filter(unit__county=county_id).values("user_id")
    accounts = User.objects.filter(pk__in=people).annotate(key=Cast("pk", CharField()))
    shared = Q()
    for start in _SHARED_APPS:
        shared |= Q(kind__startswith=start)
    anywhere = Q(county_id=None) & (
        shared | Q(by_id__in=people) | Q(kind=_PERSON, object_id__in=accounts.values("key"))
    )
    found = AuditEntry.objects.filter(Q(county_id=county_id) | anywhere)
    if asked.person:
        found = found.filter(by_name=asked.person)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.since:
        found = found.filter(at__gte=_midnight(asked.since))
    if asked.until:
        found = found.filter(at__lt=_midnight(asked.until + timedelta(days=1)))
    if asked.before is not None:
        found = found.filter(pk__lt=asked.before)
    return found.order_by("-pk")


def in_words(entries: Sequence[AuditEntry]) -> list[Line]:
    """The entries as people read them. One query for each kind of thing they name."""
    models, known = _models(), _names(entries)
    named, labels = kinds(), _labels(entries)
    return [
        Line(
            entry,
            named.get(entry.kind, entry.kind),
            entry.label or labels.get((entry.kind, entry.object_id), ""),
            [
                _field(models.get(entry.kind), column, pair, known)
                for column, pair in entry.fields.items()
                if column != "id"
            ],
        )
        for entry in entries
    ]


def _by_name(pair: tuple[str, str]) -> str:
    return pair[1]


def _models() -> dict[str, type[Model]]:
    return {each._meta.db_table: each for each in apps.get_models(include_auto_created=True)}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _columns(model: type[Model]) -> dict[str, Field[Any, Any]]:
    return {str(field.column): field for field in model._meta.concrete_fields}


def _names(entries: Iterable[AuditEntry]) -> dict[type[Model], dict[Any, str]]:
    """What the keys in these entries stand for: people by account, units and others by name."""
    models = _models()
    wanted: dict[type[Model], set[Any]] = defaultdict(set)
    for entry in entries:
        model = models.get(entry.kind)
        for column, field in (_columns(model) if model else {}).items():
            if field.related_model and isinstance(field.related_model, type):
                wanted[field.related_model] |= {
                    key for key in entry.fields.get(column, ()) if isinstance(key, int | str)
                }
    return {
        model: {
            key: _called(row) for key, row in model._default_manager.in_bulk(list(keys)).items()
        }
        for model, keys in wanted.items()
        if keys
    }


def _called(row: Model) -> str:
    """An account by its sign-in name: names of people are nowhere in the log."""
    if isinstance(row, User):
        return row.username
    return f"{row.code} {row.name}" if isinstance(row, Matter) else str(row)


def _labels(entries: Iterable[AuditEntry]) -> dict[tuple[str, str], str]:
    """What rows without a name of their own are called."""
    found: dict[tuple[str, str], str] = {}
    for kind, ways in _WAYS.items():
        keys = {entry.object_id for entry in entries if entry.kind == kind and not entry.label}
        if keys:
            found |= {(kind, key): name for key, name in ways(keys).items()}
    return found


def _postings(keys: Iterable[str]) -> dict[str, str]:
    rows = Posting.objects.filter(pk__in=list(keys)).select_related("user")
    return {
        str(
            row.pk
        ): f"{row.user.username} · {unit_by_id(row.unit_id).name} · {Role(row.role).label}"
        for row in rows
    }


def _shifts(keys: Iterable[str]) -> dict[str, str]:
    rows = DutyShift.objects.filter(pk__in=list(keys)).select_related("user")
    return {str(row.pk): f"{row.user.username} · {unit_by_id(row.unit_id).name}" for row in rows}


def _outlines(keys: Iterable[str]) -> dict[str, str]:
    rows = Unit.objects.filter(pk__in=list(keys)).values_list("pk", "name")
    return {str(pk): name for pk, name in rows}


_WAYS: dict[str, Callable[[Iterable[str]], dict[str, str]]] = {
    "grids_posting": _postings,
    "grids_dutyshift": _shifts,
    "grids_outline": _outlines,
}


def _field(
    model: type[Model] | None, column: str, pair: Sequence[Any], known: dict[Any, dict[Any, str]]
) -> tuple[str, str, str]:
    if column == "*":
        return _("一次新增"), "", _("%(n)s 行") % {"n": pair[1]}
    field = _columns(model).get(column) if model else None
    if field is None:
        return column, _plain(pair[0]), _plain(pair[1])
    names = known.get(field.related_model, {}) if field.related_model else {}
    choices = dict[Any, Any](field.flatchoices)
    before, after = (_said(value, choices | names) for value in pair)
    return str(field.verbose_name), before, after


def _said(value: Any, words: dict[Any, Any]) -> str:
    known = words.get(value) if isinstance(value, str | int) else None
    return _plain(value) if known is None or isinstance(value, bool) else str(known)


def _plain(value: Any) -> str:
    """A value of the log for a reader: a time in the county's, yes and no in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, str) and value[4:5] == "-" and "T" in value:
        moment = parse_datetime(value)
        return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else value
    if isinstance(value, list):
        return "、".join(_plain(each) for each in value)
    return str(value)
