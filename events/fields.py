# SPDX-License-Identifier: Apache-2.0
"""The shape of a move's fields: what they are called, how long, which choices.

One description serves the JSON Schema in `moves` (from which the pages make their forms) and the
cleaning of what comes in. Shape only: whether a value is *right* is a rule of the action.
"""

import math
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from events.refusals import BadFields
from grids.directory import UnitRow, unit_by_code

if TYPE_CHECKING:
    from events.models import Event

# What JavaScript still counts exactly; far above any id.
MOST_ID = 2**53 - 1
Label = str | Promise
Choice = tuple[str, Label]


class Invalid(Exception):
    """One field's value has the wrong shape; the message is for the person."""


@dataclass(frozen=True)
class Field(ABC):
    """One field: subclasses say how it looks in the schema and how a raw value is read.

    `needed` tells for which events the action refuses to go without it; `preset` what stands in
    the form at first; `hint` what else one should know to fill it in."""

    name: str
    label: Label
    required: bool = False
    needed: Callable[["Event"], bool] | None = None
    preset: Callable[["Event"], Any] | None = None
    hint: Label = ""

    @abstractmethod
    def shape(self, event: "Event | None") -> dict[str, Any]:
        """The JSON Schema of a value, with choices where they depend on the event."""

    @abstractmethod
    def read(self, raw: Any) -> Any:
        """The value of `raw`; `Invalid` with a sentence for the person if it has none."""

    @property
    def empty(self) -> Any:
        """What stands for a value that was not given."""
        return None


@dataclass(frozen=True)
class Text(Field):
    """At most `most` characters, no control characters nor what no DOCX holds (U+FFFE, U+FFFF)."""

    most: int = 2000

    def shape(self, event: "Event | None") -> dict[str, Any]:
        return {"type": "string", "maxLength": self.most}

    def read(self, raw: Any) -> str:
        if not isinstance(raw, str):
            raise Invalid(_("要填文字"))
        text = raw.strip()
        if len(text) > self.most:
            raise Invalid(_("最多 %(most)d 字") % {"most": self.most})
        if any((ord(s) < 32 and s not in "\n\r\t") or s in "\ufffe\uffff" for s in text):
            raise Invalid(_("含有不能保存的字符"))
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Invalid(_("含有不能保存的字符")) from None
        return text

    @property
    def empty(self) -> str:
        return ""


@dataclass(frozen=True)
class Choose(Field):
    """One of the choices, fixed or depending on the event."""

    choices: Sequence[Choice] | Callable[["Event | None"], Iterable[Choice]] = ()

    def options(self, event: "Event | None") -> list[Choice]:
        return list(self.choices(event) if callable(self.choices) else self.choices)

    def shape(self, event: "Event | None") -> dict[str, Any]:
        options = self.options(event)
        return {
            "type": "string",
            "enum": [value for value, _label in options],
            "x-labels": {value: str(label) for value, label in options},
        }

    def read(self, raw: Any) -> str:
        if isinstance(raw, int) and not isinstance(raw, bool):
            raw = str(raw)  # the number of a standard is a number where it is read
        if not isinstance(raw, str):
            raise Invalid(_("要从列表里选"))
        if not callable(self.choices) and raw not in {value for value, _label in self.choices}:
            raise Invalid(_("没有这个选项"))
        return raw


@dataclass(frozen=True)
class Number(Field):
    """A whole number between `least` and `most`."""

    least: int = 0
    most: int = 1_000_000

    def shape(self, event: "Event | None") -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def read(self, raw: Any) -> int:
        if isinstance(raw, str) and raw.strip().isascii() and raw.strip().isdigit():
            raw = int(raw.strip()[:12])
        if not isinstance(raw, int) or isinstance(raw, bool):
            raise Invalid(_("要填整数"))
        if not self.least <= raw <= self.most:
            raise Invalid(_("要在 %(a)d 到 %(b)d 之间") % {"a": self.least, "b": self.most})
        return raw


@dataclass(frozen=True)
class Scale(Field):
    """One of a few steps, each a whole number with a name."""

    steps: Sequence[tuple[int, Label]] = ()

    def shape(self, event: "Event | None") -> dict[str, Any]:
        return {
            "type": "integer",
            "enum": [value for value, _label in self.steps],
            "x-labels": {str(value): str(label) for value, label in self.steps},
        }

    def read(self, raw: Any) -> int:
        values = [value for value, _label in self.steps]
        found = Number(self.name, self.label, least=values[0], most=values[-1]).read(raw)
        if found not in values:
            raise Invalid(_("没有这个选项"))
        return found


@dataclass(frozen=True)
class EventId(Field):
    """An event, given by its id; the page offers those that lie near and lets people search."""

    def shape(self, event: "Event | None") -> dict[str, Any]:
        return {"type": "integer", "format": "event", "minimum": 1, "maximum": MOST_ID}

    def read(self, raw: Any) -> int:
        return Number(self.name, self.label, least=1, most=MOST_ID).read(raw)


@dataclass(frozen=True)
class Degrees(Field):
    """A longitude or latitude in degrees."""

    bound: float = 180.0

    def shape(self, event: "Event | None") -> dict[str, Any]:
        return {"type": "number", "minimum": -self.bound, "maximum": self.bound}

    def read(self, raw: Any) -> float:
        try:
            value = math.nan if isinstance(raw, bool) else float(raw)
        except (TypeError, ValueError, OverflowError):
            value = math.nan
        if not math.isfinite(value) or abs(value) > self.bound:
            raise Invalid(_("不是有效的经纬度"))
        return value


@dataclass(frozen=True)
class Flag(Field):
    """Yes or no."""

    def shape(self, event: "Event | None") -> dict[str, Any]:
        return {"type": "boolean"}

    def read(self, raw: Any) -> bool:
        if not isinstance(raw, bool):
            raise Invalid(_("要填是或否"))
        return raw

    @property
    def empty(self) -> bool:
        return False


@dataclass(frozen=True)
class YesNo(Flag):
    """Yes or no, where leaving it unsaid must not mean no."""

    yes: Label = ""
    no: Label = ""

    def shape(self, event: "Event | None") -> dict[str, Any]:
        labels = {"true": str(self.yes), "false": str(self.no)}
        return {"type": "boolean", "enum": [True, False], "x-labels": labels}


@dataclass(frozen=True)
class Moment(Field):
    """A time with its zone (ISO 8601); of one that lies `ahead` a page offers no past, of a whole
    `day` it asks for the day and means its end."""

    ahead: bool = False
    day: bool = False

    def shape(self, event: "Event | None") -> dict[str, Any]:
        marks = {"x-ahead": self.ahead or self.day, "x-day": self.day}
        return {"type": "string", "format": "date-time", **{k: v for k, v in marks.items() if v}}

    def read(self, raw: Any) -> datetime:
        try:
            value = parse_datetime(raw) if isinstance(raw, str) else None
        except (ValueError, OverflowError):
            value = None
        if value is None or not 1970 <= value.year <= 9000:
            raise Invalid(_("不是有效的时间"))
        return timezone.make_aware(value) if timezone.is_naive(value) else value


@dataclass(frozen=True)
class UnitCode(Field):
    """A unit, given by its code; `offered` lists those that make sense for the event, and
    `suggested` those that the duty list names: they stand first and say so. So do those that
    `because` names, with the reason it gives (a precedent, the place)."""

    offered: Callable[["Event"], Iterable[UnitRow]] | None = None
    suggested: Callable[["Event"], Iterable[UnitRow]] | None = None
    because: Callable[["Event"], Mapping[int, str]] | None = None

    def shape(self, event: "Event | None") -> dict[str, Any]:
        shape: dict[str, Any] = {"type": "string", "format": "unit"}
        if self.offered is not None and event is not None:
            known = dict(self.because(event)) if self.because else {}
            first = {row.id for row in (self.suggested(event) if self.suggested else ())}
            # A ruling on a like event says more than the list that was disputed.
            rows = sorted(self.offered(event), key=lambda row: row.id not in first)
            rows.sort(key=lambda row: row.id not in known)
            shape["x-choices"] = [_choice(row, known, first) for row in rows]
        return shape

    def read(self, raw: Any) -> UnitRow:
        row = unit_by_code(raw) if isinstance(raw, str) and 0 < len(raw) <= 24 else None
        if row is None or not row.active:
            raise Invalid(_("没有这个单位"))
        return row


def _choice(row: UnitRow, known: Mapping[int, str], first: set[int]) -> dict[str, Any]:
    choice: dict[str, Any] = {"code": row.code, "name": row.name}
    if row.id in first or row.id in known:
        choice["suggested"] = True
    if row.id in known:
        choice["note"] = known[row.id]
    return choice


@dataclass(frozen=True)
class UnitCodes(UnitCode):
    """Several units."""

    def shape(self, event: "Event | None") -> dict[str, Any]:
        return {"type": "array", "items": super().shape(event), "maxItems": 20}

    def read(self, raw: Any) -> Any:
        if not isinstance(raw, list) or len(raw) > 20:
            raise Invalid(_("要填单位代码的列表,最多 20 个"))
        codes = dict.fromkeys(item if isinstance(item, str) else "" for item in raw)
        return [UnitCode.read(self, item) for item in codes]

    @property
    def empty(self) -> list[UnitRow]:
        return []


@dataclass(frozen=True)
class PhotoIds(Field):
    """Ids of photos sent before; that they are one's own is asked by the action."""

    most: int = 9

    def shape(self, event: "Event | None") -> dict[str, Any]:
        return {
            "type": "array",
            "items": {"type": "string", "format": "uuid"},
            "format": "photos",
            "maxItems": self.most,
        }

    def read(self, raw: Any) -> list[uuid.UUID]:
        if not isinstance(raw, list) or len(raw) > self.most:
            raise Invalid(_("要填照片编号的列表,最多 %(most)d 张") % {"most": self.most})
        try:
            found = [uuid.UUID(item if isinstance(item, str) else "") for item in raw]
        except ValueError:
            raise Invalid(_("照片编号不对")) from None
        return list(dict.fromkeys(found))

    @property
    def empty(self) -> list[uuid.UUID]:
        return []


@dataclass(frozen=True)
class Group(Field):
    """An object with fields of its own."""

    fields: tuple[Field, ...] = ()

    def shape(self, event: "Event | None") -> dict[str, Any]:
        return schema(self.fields, event)

    def read(self, raw: Any) -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise Invalid(_("要填一组内容"))
        try:
            return clean(self.fields, raw)
        except BadFields as bad:
            first = next(iter(bad.errors.items()))
            raise Invalid(f"{first[0]}: {first[1][0]}") from None


@dataclass(frozen=True)
class Groups(Group):
    """A list of such objects."""

    most: int = 50

    def shape(self, event: "Event | None") -> dict[str, Any]:
        return {"type": "array", "items": super().shape(event), "maxItems": self.most}

    def read(self, raw: Any) -> Any:
        if not isinstance(raw, list) or len(raw) > self.most:
            raise Invalid(_("要填列表,最多 %(most)d 项") % {"most": self.most})
        return [Group.read(self, item) for item in raw]

    @property
    def empty(self) -> list[dict[str, Any]]:
        return []


def schema(fields: Sequence[Field], event: "Event | None" = None) -> dict[str, Any]:
    """The JSON Schema of a move's fields, in order, labelled in the reader's language."""
    properties = {each.name: {**each.shape(event), **_told(each, event)} for each in fields}
    needed = [each.name for each in fields if event and each.needed and each.needed(event)]
    required = [each.name for each in fields if each.required or each.name in needed]
    return {"type": "object", "properties": properties, "required": required}


def _told(field: Field, event: "Event | None") -> dict[str, Any]:
    told: dict[str, Any] = {"description": str(field.hint)} if field.hint else {}
    if event is not None and field.preset is not None:
        told["default"] = field.preset(event)
    return {"title": str(field.label), **told}


def clean(fields: Sequence[Field], raw: dict[str, Any]) -> dict[str, Any]:
    """The values of `raw` by field; every wrong one is named at once in `BadFields`."""
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for each in fields:
        given = raw.get(each.name)
        if given is None or given == "" or given == []:
            values[each.name] = each.empty
            if each.required:
                errors[each.name] = [_("这一项必填")]
            continue
        try:
            values[each.name] = each.read(given)
        except Invalid as invalid:
            errors[each.name] = [str(invalid)]
            continue
        if each.required and values[each.name] == "":
            errors[each.name] = [_("这一项必填")]  # blanks alone say nothing
    for name in raw.keys() - {each.name for each in fields}:
        errors[str(name)[:40]] = [_("没有这一项")]
    if errors:
        raise BadFields(errors)
    return values
