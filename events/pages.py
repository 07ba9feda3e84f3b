# SPDX-License-Identifier: Apache-2.0
"""Pages of a list by key (游标分页): no OFFSET, no COUNT, nothing doubled or lost when rows come
in between. The id breaks ties; rows without a value of the key stand last, in either direction.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from events.refusals import BadFields

Row = TypeVar("Row", bound=Model)
Value = datetime | int | None
LARGEST_ID = 2**63 - 1
LONGEST_CURSOR = 200


@dataclass(frozen=True)
class Order:
    """How a list is ordered: one column, what it holds, its direction, and the id."""

    name: str
    column: str
    descending: bool = False
    nullable: bool = False
    holds: type[datetime] | type[int] = datetime


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: behind (or, backwards, before) the row with this value and id."""

    backwards: bool
    value: Value
    pk: int


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of a page and the cursors beside it."""

    rows: Sequence[Row]
    following: str | None
    preceding: str | None


def page_of(rows: QuerySet[Row], order: Order, size: int, cursor: str) -> Page[Row]:
    """One page of `rows`. One query; one row more than `size` is read to know if more follow."""
    at = _decode(cursor, order) if cursor else None
    backwards = at is not None and at.backwards
    if at is not None:
        rows = rows.filter(_beyond(order, at))
    found = list(rows.order_by(*_ordering(order, backwards=backwards))[: size + 1])
    is_more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    follows = (is_more and not backwards) or (backwards and bool(found))
    precedes = is_more if backwards else at is not None and bool(found)
    return Page(
        found,
        _encode(order, found[-1], backwards=False) if follows else None,
        _encode(order, found[0], backwards=True) if precedes else None,
    )


def in_order(rows: QuerySet[Row], order: Order) -> QuerySet[Row]:
    """All of `rows` in the order in which pages would bring them."""
    return rows.order_by(*_ordering(order, backwards=False))


def _ordering(order: Order, *, backwards: bool) -> list[Any]:
    falling = order.descending != backwards
    column: Any = f"-{order.column}" if falling else order.column
    if order.nullable:
        nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
        column = F(order.column).desc(**nulls) if falling else F(order.column).asc(**nulls)
    return [column, "-pk" if falling else "pk"]


def _beyond(order: Order, at: Cursor) -> Q:
    """What comes after the cursor's row, read in the cursor's direction."""
    sign = "lt" if order.descending != at.backwards else "gt"
    empty = Q(**{f"{order.column}__isnull": True})
    further_id = Q(**{f"pk__{sign}": at.pk})
    if at.value is None:
        rest = empty & further_id
        return rest | ~empty if at.backwards else rest
    # `<=` beside the tie-break, so that an index can begin at the value.
    near = Q(**{f"{order.column}__{sign}e": at.value})
    rest = near & (Q(**{f"{order.column}__{sign}": at.value}) | further_id)
    return rest | empty if order.nullable and not at.backwards else rest


def _encode(order: Order, row: Model, *, backwards: bool) -> str:
    value = getattr(row, order.column)
    said = value.isoformat() if isinstance(value, datetime) else value
    text = json.dumps([order.name, int(backwards), said, row.pk], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str, order: Order) -> Cursor:
    try:
        padded = cursor[:LONGEST_CURSOR] + "=" * (-len(cursor[:LONGEST_CURSOR]) % 4)
        name, backwards, said, pk = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        value = _value(said)
        if value is not None and not isinstance(value, order.holds):
            raise ValueError
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
        raise _bad_cursor() from None
    sound = name == order.name and backwards in (0, 1) and type(pk) is int
    if not sound or not 0 <= pk <= LARGEST_ID or (value is None and not order.nullable):
        raise _bad_cursor()
    return Cursor(bool(backwards), value, pk)


def _value(said: Any) -> Value:
    if said is None:
        return None
    if type(said) is int and 0 <= said <= LARGEST_ID:
        return said
    moment = parse_datetime(said) if isinstance(said, str) else None
    if moment is None or moment.tzinfo is None:
        raise ValueError
    return moment


def _bad_cursor() -> BadFields:
    return BadFields({"cursor": [_("这一页的地址不对,请从第一页读起")]})
