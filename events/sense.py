# SPDX-License-Identifier: Apache-2.0
"""Whether a move makes sense now (这一步有没有意义): facts of the row that its state does not tell,
such as whether there is somebody to send it to. A move that is not named always does. No query.
"""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events import moment
from events.approvals import is_asked
from events.gathering import (
    escalating_unit,
    excusable,
    is_done_but_for_the_lead,
    unscored,
    whistling_node,
)
from events.lifecycle import State
from events.models import Event, Request, Source, Supervision
from events.rules import (
    dispatch_targets,
    is_grave,
    may_still_return,
    next_node_up,
    push_targets,
    verify_unit,
)
from grids.directory import unit_by_id

MOST_EXTENSIONS = 2


def _may_dispatch(event: Event) -> bool:
    """A node passes on from `accepted`; once it is sent or worked on, only an office does."""
    holder = unit_by_id(event.holder_id)
    if awaits_ruling(event):
        return False
    if event.state in (State.DISPATCHED, State.PROCESSING) and not holder.is_office:
        return False
    return bool(dispatch_targets(holder))


def _may_push_down(event: Event) -> bool:
    return not awaits_ruling(event) and bool(push_targets(unit_by_id(event.holder_id)))


def _may_escalate(event: Event) -> bool:
    """What the county ruled on does not go up to the county again."""
    above = next_node_up(escalating_unit(event))
    return above is not None and not (event.ruling == "made" and above.kind == "county")


def _may_escalate_skip(event: Event) -> bool:
    return is_grave(event) and _may_escalate(event)


def _may_ask_verify(event: Event) -> bool:
    return verify_unit(event, unit_by_id(event.place_id)) is not None


def _may_undo(event: Event) -> bool:
    given = event.assignment
    return given is not None and given.undo_until is not None and moment.now() <= given.undo_until


def _may_return(event: Event) -> bool:
    """退回 is a right only until `sign` or until its time is up, and never after a ruling."""
    given = event.assignment
    if given is None or given.ruled or given.status != "pending_sign":
        return False
    return given.return_until is None or moment.now() < given.return_until


def awaits_ruling(event: Event) -> bool:
    """Whether a disputed event waits for the county to say whose it is (待裁决)."""
    return event.ruling in ("chief", "county")


def _may_admit(event: Event) -> bool:
    """There is a node below to be given it."""
    return bool(push_targets(unit_by_id(event.holder_id)))


def _may_close(event: Event) -> bool:
    """From `handled` only what a grid or village answers for is closed without a check."""
    return event.state != State.HANDLED or event.level <= 2


def _may_ask_help(event: Event) -> bool:
    """Once asked, the township's answer comes first."""
    return event.help_from_id is None and whistling_node(event) is not None


def _was_asked(event: Event) -> bool:
    return event.help_from_id is not None


def _may_extend(event: Event) -> bool:
    """申请延期: before it is overdue, twice at most; a refusal does not count."""
    return event.extensions < MOST_EXTENSIONS and _may_ask(event, Request.Kind.EXTENSION)


def _may_suspend(event: Event) -> bool:
    """申请挂账: before it is overdue, and once."""
    return not event.was_suspended and _may_ask(event, Request.Kind.SUSPENSION)


def _may_request_return(event: Event) -> bool:
    """申请退回: of what was given, once the right to return has lapsed."""
    given = event.assignment
    if given is None or not _is_decidable(event) or is_asked(event, Request.Kind.RETURN):
        return False
    return event.state != State.DISPATCHED or not may_still_return(
        event, given.dispatched_at, moment.now()
    )


def _may_ask(event: Event, kind: str) -> bool:
    is_late = event.due_at is not None and event.due_at <= moment.now()
    return not is_late and _is_decidable(event) and not is_asked(event, kind)


def _is_decidable(event: Event) -> bool:
    """Of a sensitive event only an office's chief above reads it, so only an office may ask."""
    return not event.sensitive or unit_by_id(event.holder_id).is_office


def _may_supervise(event: Event) -> bool:
    """督办: one order at a time; a graver one takes its place."""
    return event.supervised != Supervision.Kind.RED


def _order_in(*states: str) -> Callable[[Event], bool]:
    return lambda event: event.open_order.get("state") in states


def _leads_nobody(event: Event) -> bool:
    """What others were merged into goes on; whoever ends it otherwise splits them off first."""
    return event.follower_count == 0


def _came_from_a_system(event: Event) -> bool:
    return event.source in (Source.HOTLINE, Source.HALL, Source.OTHER)


def _may_appeal(event: Event) -> bool:
    """Once, and where there is a node above the one that rejected it."""
    return not event.appealed and next_node_up(unit_by_id(event.holder_id)) is not None


def _waits_for_sample(event: Event) -> bool:
    return event.sampled == "drawn"


def _is_critical(event: Event) -> bool:
    return event.urgency == "critical"


MAKES_SENSE: dict[str, Callable[[Event], bool]] = {
    "reject": _leads_nobody,
    "ask_more": _leads_nobody,
    "return_to_source": _came_from_a_system,
    "go": _is_critical,
    "report_outcome": _is_critical,
    "dispatch": _may_dispatch,
    "push_down": _may_push_down,
    "escalate": _may_escalate,
    "escalate_skip": _may_escalate_skip,
    "ask_verify": _may_ask_verify,
    "undo": _may_undo,
    "return_back": _may_return,
    "arbitrate": awaits_ruling,
    "whistle": lambda event: not awaits_ruling(event),
    "admit_emergency": _may_admit,
    "close": _may_close,
    "excuse": lambda event: bool(excusable(event)),
    "join_done": is_done_but_for_the_lead,
    "score": lambda event: bool(unscored(event)),
    "ask_help": _may_ask_help,
    "answer_help": _was_asked,
    "request_extension": _may_extend,
    "request_suspension": _may_suspend,
    "request_return": _may_request_return,
    "void": lambda event: _leads_nobody(event) and not is_asked(event, Request.Kind.VOID),
    "force_close": lambda event: not is_asked(event, Request.Kind.FORCE_CLOSE),
    "supervise": _may_supervise,
    "sign_supervision": _order_in("issued"),
    "reply_supervision": _order_in("signed", "sent_back"),
    "release_supervision": lambda event: bool(event.open_order),
    "mark_sensitive": lambda event: not event.sensitive,
    "lift_sensitive": lambda event: event.sensitive,
    "appeal_overdue": lambda event: event.closed_late and not event.overdue_appealed,
    "sample_pass": _waits_for_sample,
    "sample_return": _waits_for_sample,
    "appeal": _may_appeal,
}


def makes_sense(move: str, event: Event) -> bool:
    """Whether the move could lead anywhere now."""
    asked = MAKES_SENSE.get(move)
    return asked is None or asked(event)


def why_not(move: str, event: Event) -> tuple[str, str | Promise] | None:
    """A code and a sentence of its own for a move that its time has passed; None: the usual."""
    given = event.assignment
    if move != "return_back" or given is None:
        return None
    if given.ruled:
        return "ruled", _("这是裁决后的派发,不能再退回,请先办理")
    return "return_lapsed", _("已经签收或过了可退回期,请用“申请退回”,由派发方同意")
