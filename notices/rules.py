# SPDX-License-Identifier: Apache-2.0
"""Who must hear of which step (谁该知道): the whole table on one page, printed in docs/messages.md.

Few messages: whoever made the step hears nothing of it, a step whose next one follows at once
is not told, and a desk that has a live queue is told only of what somebody sent it by name.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from events import owed
from events.lifecycle import State
from events.models import Delivery, Event
from events.rights import NODES, OFFICES
from grids.directory import unit_by_id

CHANNEL = "notice"
REPORTER, HOLDER = "reporter", "holder"
# Their people work with the phone in hand and watch no queue.
ON_FOOT = frozenset({"grid", "village"})
ANSWERING = NODES | OFFICES


@dataclass(frozen=True)
class Hears:
    """After `move`, `who` gets `template`; only in these states and at these kinds of units.

    `who`: the reporter, or whoever at the unit that now holds the event (待办单位) works on events.
    """

    move: str
    who: str
    template: str
    state: str = ""
    kinds: frozenset[str] = frozenset()


TABLE: tuple[Hears, ...] = (
    Hears("submit", HOLDER, "reported", State.REPORTED, ON_FOOT),
    Hears("resubmit", HOLDER, "reported", State.REPORTED, ON_FOOT),
    Hears("accept", REPORTER, "accepted"),
    Hears("reject", REPORTER, "rejected"),
    Hears("ask_more", REPORTER, "asked_more"),
    Hears("escalate", HOLDER, "escalated", State.REPORTED),
    Hears("push_down", HOLDER, "pushed_down"),
    Hears("dispatch", HOLDER, "dispatched"),
    Hears("return_back", HOLDER, "returned"),
    # What closes at once (无需核查) is told as closed, not as done.
    Hears("finish", HOLDER, "finished", State.HANDLED),
    Hears("request_check", HOLDER, "check_requested", State.CHECKING),
    Hears("request_check", HOLDER, "to_close", State.PENDING_CLOSE),
    Hears("check_pass", HOLDER, "to_close", State.PENDING_CLOSE),
    Hears("check_fail", HOLDER, "rework"),
    Hears("close", REPORTER, "closed"),
    Hears("reopen", HOLDER, "reopened"),
)


def register_all() -> None:
    """Have the table asked at every line of its moves."""
    owed.register(dict.fromkeys(row.move for row in TABLE), who_hears)


def who_hears(event: Event, line: owed.Told) -> Iterable[Delivery]:
    """The deliveries that this line owes by the table. Reads nothing.

    `once` names the event's version: a move of several lines (逐级上报) tells a person once.
    """
    holder = unit_by_id(event.holder_id)
    for row in TABLE:
        if row.move != line.move or (row.state and row.state != event.state):
            continue
        if row.kinds and holder.kind not in row.kinds:
            continue
        delivery = Delivery(
            channel=CHANNEL, template=row.template, once=f"{row.template}.{event.version}"
        )
        if row.who == REPORTER:
            delivery.to_user_id = event.reporter_id
        else:
            delivery.to_unit_id = holder.id
            delivery.roles = " ".join(sorted(ANSWERING.get(holder.kind, ())))
        yield delivery
