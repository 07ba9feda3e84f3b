# SPDX-License-Identifier: Apache-2.0
"""Whose people may act on an event now, by where they stand to it (持有、派发、受理…). No query.

Each name is what `rights.Rule.unit_of` says; each function gives the ids of the units.
"""

from collections.abc import Callable

from events.approvals import appeals_of, order_ends, requests_of
from events.calling import call_chain
from events.gathering import absent, at_work, contestants, escalating_unit, whistling_node
from events.lifecycle import State
from events.models import Event
from events.rules import next_node_up
from grids.directory import UnitRow, ancestors_of, unit_by_id


def senders_of(event: Event) -> set[int]:
    """Who may take the event back: who sent it last, the node that answers for it, and every
    node it came down through between them (下派 goes to the node directly below)."""
    if event.assignment_id is None or event.assignment is None:
        return set()
    last = unit_by_id(event.assignment.from_unit_id)
    top = unit_by_id(event.node_id) if event.node_id else last
    between = (row for row in ancestors_of(last) if row.is_node and row.path.startswith(top.path))
    return {last.id, top.id, *(row.id for row in between)}


def _holder(event: Event) -> set[int]:
    return {event.holder_id}


def _holder_or_county(event: Event) -> set[int]:
    """紧急准入: asked by who holds it, approved in the county."""
    return {event.holder_id, event.county_id}


def _routing_node(event: Event) -> set[int]:
    """更正: the holder node; while an office has it, the node that sent it."""
    holder = unit_by_id(event.holder_id)
    return {event.holder_id} if holder.is_node else senders_of(event)


def _involved(event: Event) -> set[int]:
    """Who may add a note: holder, senders, acceptor, handler, who asked for a look, supports,
    whoever is called by a whistle."""
    units = {event.holder_id, event.node_id, event.handler_id, event.asker_id}
    units |= senders_of(event) | supports_of(event)
    units |= {event.commander_id, *absent(event), *at_work(event)}
    return {unit for unit in units if unit is not None}


def _asking_node(event: Event) -> set[int]:
    """不予受理: the holder node; while a grid looks at it (核查), the node that asked it to."""
    if event.state == State.VERIFYING:
        return {event.asker_id} if event.asker_id is not None else set()
    return {event.holder_id}


def _giver(event: Event) -> set[int]:
    """撤销: the unit whose dispatch was the last."""
    return {event.assignment.from_unit_id} if event.assignment is not None else set()


def supports_of(event: Event) -> set[int]:
    """The units that still owe a supporting result (协办)."""
    return set(event.support_ids)


def _closer(event: Event) -> set[int]:
    """重办: the node that closed it, and every node above that."""
    unit: UnitRow | None = unit_by_id(event.node_id or event.holder_id)
    found = set()
    while unit is not None:
        found.add(unit.id)
        unit = next_node_up(unit)
    return found


def _escalator(event: Event) -> set[int]:
    """上报: the holder; of a joint handling (吹哨) the township that whistled, not its lead."""
    return {escalating_unit(event).id}


def _whistler(event: Event) -> set[int]:
    node = whistling_node(event)
    return {node.id} if node else set()


def _asker(event: Event) -> set[int]:
    """求助: the holder, unless it is the township that would answer."""
    return {event.holder_id} - _whistler(event)


def _commander(event: Event) -> set[int]:
    return {event.commander_id} if event.commander_id else set()


def _above(event: Event) -> set[int]:
    """督办、批示: the township and the county under which whoever holds it stands."""
    over = ancestors_of(unit_by_id(event.holder_id), include_self=True)
    return {row.id for row in over if row.kind in ("township", "county")}


def _handler(event: Event) -> set[int]:
    return set() if event.handler_id is None else {event.handler_id}


def _supervising(event: Event) -> set[int]:
    """质量抽查: the county and the township in which it lies."""
    above = ancestors_of(unit_by_id(event.place_id), include_self=True)
    return {row.id for row in above if row.kind in ("county", "township")}


def _call_chain(event: Event) -> set[int]:
    """我去: every node from the place up to the county."""
    return {row.id for row in call_chain(event)}


ENTITLED: dict[str, Callable[[Event], set[int]]] = {
    "holder": _holder,
    "holder_or_county": _holder_or_county,
    "call_chain": _call_chain,
    "sender": senders_of,
    "giver": _giver,
    "support": supports_of,
    "asking_node": _asking_node,
    "routing_node": _routing_node,
    "involved": _involved,
    "closer": _closer,
    "escalator": _escalator,
    "whistler": _whistler,
    "asker": _asker,
    "commander": _commander,
    "absent": absent,
    "at_work": at_work,
    "contestant": contestants,
    "above": _above,
    "handler": _handler,
    "county": lambda event: {event.county_id},
    "judge": lambda event: {asked["decider"] for asked in appeals_of(event)},
    "decider": lambda event: {asked["decider"] for asked in requests_of(event)},
    "requester": lambda event: {asked["unit"] for asked in requests_of(event)},
    "supervised": lambda event: order_ends(event, "unit"),
    "supervisor": lambda event: order_ends(event, "from_unit"),
    "supervising": _supervising,
}
