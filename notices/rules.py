# SPDX-License-Identifier: Apache-2.0
"""Who must hear of which step (谁该知道): the whole table on one page, printed in docs/messages.md.

Few messages: whoever made the step hears nothing of it, a step whose next one follows at once
is not told, and a desk that has a live queue is told only of what somebody sent it by name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from events import owed
from events.lifecycle import State
from events.models import Delivery, Event
from events.models.event import Ruling
from events.rights import NODES, OFFICES
from grids.directory import UnitRow, enclosing, unit_by_code, unit_by_id
from grids.models import Role

CHANNEL = "notice"
# Who hears. Any other word is a code of the line that names units (协办、被吹哨的单位…).
REPORTER, ASSIGNEE, HOLDER, TOWNSHIP = "reporter", "assignee", "holder", "township"
# Who rules whose a disputed one is (裁决), and the county's duty chiefs (县值班长).
RULER, CHIEFS = "ruler", "chiefs"
# Their people work with the phone in hand and watch no queue.
ON_FOOT = frozenset({"grid", "village"})
ANSWERING = NODES | OFFICES


@dataclass(frozen=True)
class Hears:
    """After `move`, `who` gets `template`; only in this state and at these kinds of units.

    `who` is the reporter, the person named (指定人), the unit that now holds the event, the
    township it lies in, the county's people who rule or approve, or the units that the line
    names under this code. At a unit those hear
    whose role works on events.
    """

    move: str
    who: str
    template: str
    state: str = ""
    kinds: frozenset[str] = frozenset()
    # Codes that the line must, or must not, hold.
    told: str = ""
    untold: str = ""


TABLE: tuple[Hears, ...] = (
    Hears("submit", HOLDER, "reported", State.REPORTED, ON_FOOT),
    Hears("resubmit", HOLDER, "reported", State.REPORTED, ON_FOOT),
    Hears("accept", REPORTER, "accepted"),
    Hears("reject", REPORTER, "rejected"),
    Hears("ask_more", REPORTER, "asked_more"),
    Hears("ask_verify", HOLDER, "verify_asked", State.VERIFYING),
    Hears("verify_true", HOLDER, "verified", State.REPORTED),
    Hears("verify_false", HOLDER, "verified", State.REPORTED),
    Hears("escalate", HOLDER, "escalated", State.REPORTED),
    Hears("escalate_skip", HOLDER, "escalated", State.REPORTED),
    Hears("push_down", HOLDER, "pushed_down"),
    Hears("dispatch", HOLDER, "dispatched"),
    Hears("dispatch", "supports", "support_asked"),
    Hears("admit_emergency", CHIEFS, "admission_waiting", untold="approved"),
    Hears("admit_emergency", HOLDER, "admission_approved", told="approved"),
    Hears("assign_person", ASSIGNEE, "named"),
    Hears("return_back", HOLDER, "returned", untold="ruling"),
    Hears("return_back", RULER, "to_rule", told="ruling"),
    Hears("support_done", HOLDER, "supported"),
    Hears("ask_help", TOWNSHIP, "help_asked"),
    Hears("answer_help", "asked", "help_answered"),
    Hears("whistle", "units", "whistled"),
    Hears("excuse", "department", "excused"),
    # What closes at once (无需核查) is told as closed, not as done.
    Hears("finish", HOLDER, "finished", State.HANDLED),
    Hears("request_check", HOLDER, "check_requested", State.CHECKING),
    Hears("request_check", HOLDER, "to_close", State.PENDING_CLOSE),
    Hears("check_pass", HOLDER, "to_close", State.PENDING_CLOSE),
    Hears("check_fail", HOLDER, "rework"),
    Hears("close", REPORTER, "closed"),
    Hears("reopen", HOLDER, "reopened"),
    Hears("sample_return", HOLDER, "sample_returned"),
    Hears("merge", REPORTER, "merged"),
    Hears("transfer_out", REPORTER, "passed_out"),
    Hears("result_received", REPORTER, "closed"),
    Hears("appeal", HOLDER, "appealed"),
)


def register_all() -> None:
    """Have the table asked at every line of its moves."""
    owed.register(dict.fromkeys(row.move for row in TABLE), who_hears)
    owed.register(["note"], residents_hear)


def residents_hear(event: Event, line: owed.Told) -> Iterable[Delivery]:
    """告诉诉求人: a note that is meant for them goes to the residents who asked for a reply."""
    if line.codes.get("tell_resident") and event.wants_reply:
        yield Delivery(channel="claimant_reply", template="note")


def who_hears(event: Event, line: owed.Told) -> Iterable[Delivery]:
    """The deliveries that this line owes by the table. Reads nothing.

    `once` names the event's version: a move of several lines (逐级上报) tells a person once.
    """
    for row in TABLE:
        if row.move != line.move or not _applies(row, event, line):
            continue
        for delivery in _to_person(row, event) or _to_units(row, event, line):
            delivery.channel, delivery.template = CHANNEL, row.template
            delivery.once = f"{row.template}.{event.version}"
            yield delivery


def _applies(row: Hears, event: Event, line: owed.Told) -> bool:
    if row.state and row.state != event.state:
        return False
    return not (row.told and not line.codes.get(row.told)) and not line.codes.get(row.untold)


def _to_person(row: Hears, event: Event) -> list[Delivery]:
    if row.who == REPORTER:
        return [Delivery(to_user_id=event.reporter_id)]
    if row.who == ASSIGNEE:
        return [Delivery(to_user_id=event.assignee_id)]
    return []


def _to_units(row: Hears, event: Event, line: owed.Told) -> Iterator[Delivery]:
    if row.who in (RULER, CHIEFS):
        any_dispatcher = row.who == RULER and event.ruling == Ruling.COUNTY
        role = Role.COUNTY_DISPATCHER if any_dispatcher else Role.COUNTY_CHIEF
        yield Delivery(to_unit_id=event.county_id, roles=role.value)
        return
    for unit in _units(row.who, event, line):
        if not row.kinds or unit.kind in row.kinds:
            roles = " ".join(sorted(ANSWERING.get(unit.kind, ())))
            yield Delivery(to_unit_id=unit.id, roles=roles)


def _units(who: str, event: Event, line: owed.Told) -> list[UnitRow]:
    if who == HOLDER:
        return [unit_by_id(event.holder_id)]
    if who == TOWNSHIP:
        found = enclosing(unit_by_id(event.place_id), "township")
        return [found] if found else []
    named = line.codes.get(who) or []
    codes = [named] if isinstance(named, str) else named
    return [unit for code in codes if (unit := unit_by_code(code)) is not None]
