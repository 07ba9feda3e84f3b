# SPDX-License-Identifier: Apache-2.0
"""What may be done with several events at once (批量): only moves legal for all of them, each with
one form whose choices hold for all of them. Whether it is so is asked again of each one under its
lock; this only keeps people from choosing what cannot be. No query: events in hand."""

from collections.abc import Sequence
from typing import Any

from events.access import legal_moves
from events.actions import MOVES
from events.answers import Answer, move_answer
from events.fields import schema
from events.models import Event
from events.standing import Standing

# What answers a request, or takes a dispatch back, is about one event alone.
_OF_ONE = frozenset({"approve_request", "refuse_request", "withdraw_request", "undo"})


def moves_of_all(events: Sequence[Event], reader: Standing) -> list[str]:
    """The moves somebody may make now on every one of these events, in the order of a life."""
    found: list[str] | None = None
    for event in events:
        legal = legal_moves(reader.user, event)
        found = legal if found is None else [name for name in found if name in legal]
    return [name for name in found or [] if name not in _OF_ONE]


def form_for_all(move: str, events: Sequence[Event]) -> Answer | None:
    """One form of a move for all of them; None where a required choice has nothing in common."""
    shapes = [schema(MOVES[move].fields, event) for event in events]
    properties: dict[str, Any] = {}
    for name in shapes[0]["properties"]:
        common = _in_common([shape["properties"][name] for shape in shapes])
        if common is not None:
            properties[name] = common
    required = shapes[0]["required"]
    if not properties.keys() >= set(required):
        return None
    fields = {"type": "object", "properties": properties, "required": required}
    return move_answer(move) | {"fields": fields}


def _in_common(shapes: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """What one field is for all; None if it is a choice and no answer is open to all."""
    first = shapes[0]
    if "enum" in first:
        return _same_words(shapes)
    if "x-choices" in first:
        choices = _same_units([shape["x-choices"] for shape in shapes])
        return first | {"x-choices": choices} if choices else None
    if "x-choices" in first.get("items", {}):
        items = _in_common([shape["items"] for shape in shapes])
        return first | {"items": items} if items else None
    return first


def _same_words(shapes: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Choices that every form has under the same label: "standard 1" of two matters is not one."""

    def label(shape: dict[str, Any], value: Any) -> Any:
        key = value if isinstance(value, str) else str(value).lower()
        return shape.get("x-labels", {}).get(key)

    first = shapes[0]
    kept = [
        value
        for value in first["enum"]
        if all(
            value in shape["enum"] and label(shape, value) == label(first, value)
            for shape in shapes
        )
    ]
    return first | {"enum": kept} if kept else None


def _same_units(lists: Sequence[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Units open to all; suggested is what the duty list names for every one of them."""
    by_code = [{choice["code"]: choice for choice in choices} for choices in lists]
    common = []
    for code, choice in by_code[0].items():
        if not all(code in choices for choices in by_code):
            continue
        same = [choices[code] for choices in by_code]
        kept = {"code": code, "name": choice["name"]}
        if all(each.get("suggested") for each in same):
            kept["suggested"] = True
        common.append(kept)
    return common
