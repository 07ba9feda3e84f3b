# SPDX-License-Identifier: Apache-2.0
"""Who decides what is asked for (审批), and whether there is still ground for it. No query.

What waits stands on the event row itself (`Event.open_requests`, `Event.open_order`), so that a
list of fifty rows knows its moves without asking.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from events.lifecycle import AT_WORK, OPEN_STATES, State
from events.models import Event, Request
from events.rights import DUTY_CHIEFS, JUDGES, NODES, OFFICE_HEADS, PASS_ON, SECOND_TO_FORCE
from events.rules import next_node_up
from grids.directory import UnitRow, node_above, unit_by_id
from grids.queries import Post

Asked = dict[str, Any]
Kind = Request.Kind

# In which states there is ground for what was asked; elsewhere it is withdrawn by rule.
GROUND: dict[str, Collection[str]] = {
    Kind.EXTENSION: AT_WORK,
    Kind.SUSPENSION: AT_WORK,
    Kind.RETURN: (State.DISPATCHED, State.PROCESSING),
    Kind.VOID: (State.REPORTED, State.ACCEPTED),
    Kind.FORCE_CLOSE: OPEN_STATES,
    Kind.OVERDUE: (State.CLOSED, State.ARCHIVED),
}
# What the county or the node itself asks is not bound to whom it was given.
UNBOUND = frozenset({Kind.FORCE_CLOSE, Kind.OVERDUE})


@dataclass(frozen=True)
class Deciders:
    """Whose decision it is: these roles at that unit."""

    unit: UnitRow
    roles: frozenset[str]


def requests_of(event: Event) -> list[Asked]:
    """What waits for a decision (申请), appeals apart."""
    return [asked for asked in event.open_requests if asked["kind"] != Kind.OVERDUE]


def appeals_of(event: Event) -> list[Asked]:
    """The appeal against an overdue (超时申诉) that waits for a decision."""
    return [asked for asked in event.open_requests if asked["kind"] == Kind.OVERDUE]


def is_asked(event: Event, kind: str) -> bool:
    """Whether the same waits already."""
    return any(asked["kind"] == kind for asked in event.open_requests)


def order_ends(event: Event, name: str) -> set[int]:
    """One end of the open order (督办单): the unit it names, or the one that issued it."""
    return {event.open_order[name]} if event.open_order else set()


def may_decide(asked: Asked, user_id: int, posts: Iterable[Post]) -> bool:
    """谁申请谁不批: a decider who has neither asked nor said an earlier yes."""
    return user_id not in asked["spoken"] and any(
        post.acts_for.id == asked["decider"] and post.role in asked["roles"] for post in posts
    )


def has_ground(asked: Asked, event: Event) -> bool:
    """Whether what was asked may still be decided: neither sent on, taken back nor ended since.

    An event that turned sensitive since may be out of its deciders' sight.
    """
    if event.state not in GROUND[asked["kind"]] or event.sensitive != asked["sensitive"]:
        return False
    same = (asked["assignment"], asked["holder"]) == (event.assignment_id, event.holder_id)
    return same or asked["kind"] in UNBOUND


def head_of(unit: UnitRow) -> Deciders | None:
    """The first level: the head of the office that asks, where its kind has one."""
    return Deciders(unit, OFFICE_HEADS[unit.kind]) if unit.kind in OFFICE_HEADS else None


def granters_of(kind: str, event: Event, senders: Sequence[UnitRow]) -> Deciders:
    """The second level: the dispatchers of the node that sent it, for a suspension its chief.

    `senders` from first to last. What nobody sent is the node's above; of a joint handling (吹哨)
    the township that whistled decides. Of a sensitive event the chief of the node whose office it
    is: nobody else may read it.
    """
    holder = unit_by_id(event.holder_id)
    if event.sensitive:
        node = _whistler(event) or node_above(holder) or holder
        return Deciders(node, DUTY_CHIEFS[node.kind])
    if kind == Kind.RETURN:
        sender = senders[-1]
        return Deciders(sender, (NODES | PASS_ON)[sender.kind])
    nodes = [row for row in senders if row.is_node]
    node = _whistler(event) or (nodes[-1] if nodes else node_above(holder) or holder)
    if kind == Kind.SUSPENSION and node.kind != "county":
        return Deciders(node, DUTY_CHIEFS[node.kind])
    return Deciders(node, NODES[node.kind])


def second_to_void(event: Event, asker_roles: Collection[str]) -> Deciders:
    """作废: the duty chief of the node; where the chief asks, the one above.

    A grid's chief is its village's; a sensitive event stays with the chiefs of its own node.
    """
    node = unit_by_id(event.holder_id)
    if node.kind == "grid":
        node = next_node_up(node) or node
    roles = DUTY_CHIEFS[node.kind]
    if roles & set(asker_roles) and not event.sensitive:
        node = next_node_up(node) or node
    return Deciders(node, DUTY_CHIEFS[node.kind])


def second_to_force(event: Event) -> Deciders:
    """强制结案: a second chief of the county, a supervisor or a leader there."""
    return Deciders(unit_by_id(event.county_id), SECOND_TO_FORCE["county"])


def judges_of(event: Event) -> Deciders:
    """超时申诉: supervisors and chiefs of the county, two of them one after the other."""
    return Deciders(unit_by_id(event.county_id), JUDGES["county"])


def _whistler(event: Event) -> UnitRow | None:
    if event.state != State.JOINT or event.commander_id is None:
        return None
    return unit_by_id(event.commander_id)
