# SPDX-License-Identifier: Apache-2.0
"""Whether a move makes sense now (这一步有没有意义): facts of the row that its state does not tell,
such as whether there is somebody to send it to. A move that is not named always does. No query.
"""

from collections.abc import Callable

from events import moment
from events.gathering import (
    escalating_unit,
    excusable,
    is_done_but_for_the_lead,
    unscored,
    whistling_node,
)
from events.lifecycle import State
from events.models import Event
from events.rules import dispatch_targets, is_grave, next_node_up, push_targets, verify_unit
from grids.directory import unit_by_id


def _may_dispatch(event: Event) -> bool:
    """A node passes on from `accepted`; once it is sent or worked on, only an office does."""
    holder = unit_by_id(event.holder_id)
    if event.state in (State.DISPATCHED, State.PROCESSING) and not holder.is_office:
        return False
    return bool(dispatch_targets(holder))


def _may_push_down(event: Event) -> bool:
    return bool(push_targets(unit_by_id(event.holder_id)))


def _may_escalate(event: Event) -> bool:
    return next_node_up(escalating_unit(event)) is not None


def _may_escalate_skip(event: Event) -> bool:
    return is_grave(event) and _may_escalate(event)


def _may_ask_verify(event: Event) -> bool:
    return verify_unit(event, unit_by_id(event.place_id)) is not None


def _may_undo(event: Event) -> bool:
    given = event.assignment
    return given is not None and given.undo_until is not None and moment.now() <= given.undo_until


def _was_given(event: Event) -> bool:
    return event.assignment_id is not None


def _may_close(event: Event) -> bool:
    """From `handled` only what a grid or village answers for is closed without a check."""
    return event.state != State.HANDLED or event.level <= 2


def _may_ask_help(event: Event) -> bool:
    """Once asked, the township's answer comes first."""
    return event.help_from_id is None and whistling_node(event) is not None


def _was_asked(event: Event) -> bool:
    return event.help_from_id is not None


MAKES_SENSE: dict[str, Callable[[Event], bool]] = {
    "dispatch": _may_dispatch,
    "push_down": _may_push_down,
    "escalate": _may_escalate,
    "escalate_skip": _may_escalate_skip,
    "ask_verify": _may_ask_verify,
    "undo": _may_undo,
    "return_back": _was_given,
    "close": _may_close,
    "excuse": lambda event: bool(excusable(event)),
    "join_done": is_done_but_for_the_lead,
    "score": lambda event: bool(unscored(event)),
    "ask_help": _may_ask_help,
    "answer_help": _was_asked,
}


def makes_sense(move: str, event: Event) -> bool:
    """Whether the move could lead anywhere now."""
    asked = MAKES_SENSE.get(move)
    return asked is None or asked(event)
