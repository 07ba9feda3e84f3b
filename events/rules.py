# SPDX-License-Identifier: Apache-2.0
"""Pure rules of an event's life: lamps, who can be sent to, who checks, what is sensitive.

No I/O: units come from the process's own directory, times are passed in.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from duties.clocks import Calendar, add_limit, share_of, used_seconds
from duties.directory import MatterRow, StandardRow
from duties.queries import calendar_of, process_limit
from grids.directory import (
    UnitRow,
    ancestors_of,
    children_of,
    enclosing,
    node_above,
    subtree_of,
    unit_by_id,
)

if TYPE_CHECKING:
    from events.models import Event

# Five or more people asking for one thing is a group (群体), and a group is sensitive.
SENSITIVE_HEADCOUNT = 5
# 撤销派发: so long whoever dispatched may take it back as if it had not been; nothing that the
# dispatch owes to anybody leaves before that is over.
UNDO_WINDOW = timedelta(seconds=10)
TOLD_AFTER = timedelta(seconds=11)
# Clocks that run while nobody here owes the next step (补充、转出跟踪、答复): they turn no lamp
# and make no event late; what they say is shown with them.
UNJUDGED = frozenset({"resubmit", "shadow", "reply"})
LAMP_ORDER = ("none", "paused", "green", "yellow", "orange", "red")
# What people are told of, from mild to grave (4.4). After red, when half of the limit, and then the
# whole of it, has passed once more since it was due.
WARNINGS = ("", "yellow", "orange", "red", "over_half", "over_whole")
OVERDUE_PERCENTS = (50, 100)
LEVEL_OF_KIND = {"grid": 1, "micro_grid": 1, "village": 2, "township": 3, "county": 4}
OFFICE_KINDS = ("platform", "station", "department")


class Lit(Protocol):
    """What a lamp needs of a running clock."""

    yellow_at: datetime
    orange_at: datetime
    due_at: datetime

    @property
    def is_paused(self) -> bool: ...


class Running(Lit, Protocol):
    """What a rule needs of a running clock."""

    limit: int
    unit: str


class Timed(Protocol):
    """What a rule needs of a clock to tell whose time it was."""

    unit: str
    due_at: datetime
    paused_at: datetime | None
    resumed_at: datetime | None


def lamp_of(clock: Lit, now: datetime) -> str:
    """The lamp (四色灯) of one running clock: by the share of its limit that is used; one
    that is paused (挂账) is never late."""
    if clock.is_paused:
        return "paused"
    if now >= clock.due_at:
        return "red"
    if now >= clock.orange_at:
        return "orange"
    return "yellow" if now >= clock.yellow_at else "green"


def worst_lamp(clocks: Iterable[Lit], now: datetime) -> str:
    """An event shows the worst lamp of its running clocks; none runs, none shows."""
    return max((lamp_of(clock, now) for clock in clocks), key=LAMP_ORDER.index, default="none")


def overdue_steps(clock: Running, calendar: Calendar) -> list[datetime]:
    """When half of the limit, and the whole of it, has passed once more since it was due, in the
    clock's own time: what is late by a week of working days is not late on Sunday."""
    since, limit, unit = clock.due_at, clock.limit, clock.unit
    return [share_of(since, limit, unit, calendar, percent) for percent in OVERDUE_PERCENTS]


def warning_of(clocks: Iterable[Running], now: datetime, calendar: Calendar) -> int:
    """How far it has come, as an index of `WARNINGS`: the worst of the running clocks."""
    worst = 0
    for clock in clocks:
        lamp = lamp_of(clock, now)
        level = WARNINGS.index(lamp) if lamp in WARNINGS else 0
        if lamp == "red":
            level += sum(now >= at for at in overdue_steps(clock, calendar))
        worst = max(worst, level)
    return worst


def next_crossing(clocks: Iterable[Running], now: datetime, calendar: Calendar) -> datetime | None:
    """When the next lamp changes or the next reminder of what is overdue is owed, if nobody moves
    the event."""
    times: list[datetime] = []
    for clock in (clock for clock in clocks if not clock.is_paused):
        times += (clock.yellow_at, clock.orange_at, clock.due_at)
        if now >= clock.due_at:
            times += overdue_steps(clock, calendar)
    return min((at for at in times if at > now), default=None)


def share_of_time(
    clock: Timed, began: datetime, until: datetime, calendar: Calendar
) -> tuple[int, int]:
    """What one holder used of a limit, and how much of that was too late (各单位用时), in seconds:
    used in the limit's own kind of time, late by the clock. While it was paused (挂账) neither."""
    ran = [(began, until)]
    if clock.paused_at is not None:
        on = clock.resumed_at or until
        ran = [(began, min(until, clock.paused_at)), (max(began, on), until)]
    used = sum(used_seconds(start, end, clock.unit, calendar) for start, end in ran)
    late = sum(
        (end - max(start, clock.due_at)).total_seconds()
        for start, end in ran
        if end > max(start, clock.due_at)
    )
    return used, int(late)


def is_sensitive(matter: MatterRow, headcount: int | None, *, secret: bool) -> bool:
    """敏感: by its matter, by five or more people, or by a reporter who asks for secrecy."""
    return matter.sensitive or secret or (headcount or 0) >= SENSITIVE_HEADCOUNT


def had_a_hand(event: "Event", user_id: int) -> bool:
    """Whether somebody handled it, or helped to (协办、协同): they never judge it (谁办谁不核)."""
    return user_id == event.handler_user_id or user_id in event.handled_by


def routes_on(unit: UnitRow) -> bool:
    """Whether a signing unit passes events on (county, township, village) or starts work."""
    return unit.kind in ("county", "township", "village")


def next_node_up(unit: UnitRow) -> UnitRow | None:
    """Whom a node reports up to; a county has nobody above it here."""
    return node_above(unit) if unit.is_node else None


def village_code(place: UnitRow) -> str:
    """The code the tallies count a place by: its village, else the unit itself."""
    village = enclosing(place, "village")
    return village.code if village else place.code


def township_code(place: UnitRow) -> str:
    """The township a place lies in, else its county (a county may have no townships)."""
    found = enclosing(place, "township") or enclosing(place, "county")
    return found.code if found else place.code


def dispatch_targets(unit: UnitRow) -> list[UnitRow]:
    """To whom a unit may dispatch (派发): offices of its own; an office, its own stations.

    A department also reaches the stations of its line (条) inside the townships.
    """
    own = offices_under(unit)
    if unit.kind == "department" and unit.county_id is not None:
        county = unit_by_id(unit.county_id)
        own += [row for row in subtree_of(county) if row.line_id == unit.id and row not in own]
    return own


def push_targets(unit: UnitRow) -> list[UnitRow]:
    """To whom a node may push down (下派): the nodes directly below it."""
    return [row for row in children_of(unit.id) if row.is_node]


def towards_the_place(event: "Event") -> dict[int, str]:
    """Those below the holder under which it happened, with the word for that (事发地)."""
    below = push_targets(unit_by_id(event.holder_id))
    return {row.id: _("事发地") for row in below if event.place_path.startswith(row.path)}


def ruling_targets(event: "Event") -> list[UnitRow]:
    """To whom the county may give what was disputed (裁决): its departments and offices, and the
    nodes above the place below the county, grids not, with their offices."""
    county = unit_by_id(event.county_id)
    found = offices_under(county)
    for node in reversed(ancestors_of(unit_by_id(event.place_id), include_self=True)):
        if node.kind in ("township", "village"):
            found += [node, *offices_under(node)]
    return list(dict.fromkeys(row for row in found if row.active))


def leads_by_precedent(event: "Event") -> dict[int, str]:
    """Units that were ruled to lead like events, with the words for the last ruling (先例).

    Like: the same matter under the same condition, where the precedent is one. Read beside the
    event (`events.queries.with_all`); the newest precedent of a unit is named.
    """
    found: dict[int, str] = {}
    for row in getattr(event, "precedent_rows", None) or []:
        like = row["standard"] in (None, event.standard_id)
        if like and event.place_path.startswith(row["scope"]):
            found.setdefault(row["lead"], _("先例 %(number)s") % {"number": row["number"]})
    return found


def read_along(unit: UnitRow) -> list[int]:
    """Who reads along when a station has an event: its platform (块) and its department (条)."""
    if unit.kind != "station":
        return []
    above = [row.id for row in ancestors_of(unit) if row.kind in ("platform", "department")]
    return above + ([unit.line_id] if unit.line_id else [])


def last_node(units_down: Sequence[UnitRow], handler: UnitRow) -> UnitRow:
    """Who holds what has been handled: the last node of the chain above the handler.

    `units_down` are the senders from first to last. A node that took it itself holds it; a grid
    is a node only where nobody sent it.
    """
    if handler.is_node and (not units_down or routes_on(handler)):
        return handler
    nodes = [row for row in units_down if row.is_node]
    above = nodes[-1] if nodes else node_above(handler)
    return above or handler


def check_unit(event: "Event", place: UnitRow) -> UnitRow | None:
    """Who looks at the result (核查): the grid where it lies, else its village; never the handler
    nor anybody below the handler, because a subordinate does not judge his head.

    None where nobody may: then, and for a sensitive event, the desk that holds it closes it.
    """
    if event.sensitive:
        return None
    handler = unit_by_id(event.handler_id).path if event.handler_id else "?"
    for unit in ancestors_of(place, include_self=True):
        if unit.kind in ("grid", "village") and not unit.path.startswith(handler):
            return unit
    return None


def verify_unit(event: "Event", place: UnitRow) -> UnitRow | None:
    """Who looks before it is filed (核查): the grid where it lies; its village where no grid is
    known. None if that is who asks; and never for a sensitive event, which no grid may read."""
    if event.sensitive:
        return None
    near = enclosing(place, "grid") or enclosing(place, "village")
    return near if near is not None and near.id != event.holder_id else None


def is_grave(event: "Event") -> bool:
    """越级上报 is for what cannot wait or is too great: 特急, or 重大 and 特大."""
    return event.urgency == "critical" or event.severity in ("major", "grave")


def closes_itself(event: "Event") -> bool:
    """Whether a passed check closes the event at once (小事不出村)."""
    return event.level < 4 and not event.sensitive and event.rework_count == 0


def is_bad(satisfaction: int, *, solved: bool) -> bool:
    """差评: not solved, or not satisfied."""
    return not solved or satisfaction <= 2


def is_drawn(line: UUID, percent: int) -> bool:
    """质量抽查: whether the lot falls upon a closing, by the id of its own ledger line.

    The line's id is random and is not known before the line is made, so nobody can tell or choose
    beforehand; it stands in the chain beside the percentage, so anybody can draw it again.
    """
    lot = int.from_bytes(hashlib.sha256(line.bytes).digest()[:8])
    return lot % 100 < percent


def may_close_on_the_spot(standard: StandardRow, role: str) -> bool:
    """即采即办 where `on_spot` allows: "grid" for all of the village, "village" for its cadres."""
    cadres = {"grid_head", "village_officer"}
    allowed = {"never": set[str](), "village": cadres, "grid": cadres | {"grid_worker"}}
    return role in allowed[standard.on_spot]


def offices_under(unit: UnitRow) -> list[UnitRow]:
    """The offices of a node's own (platforms, stations, departments), not of a node below it."""
    found: list[UnitRow] = []
    above = [unit]
    while above:
        above = [row for each in above for row in children_of(each.id) if row.is_office]
        found += above
    return found


def hearing_node(first: UnitRow, *, sensitive: bool) -> UnitRow:
    """Who hears a report first: its first node by level, but a sensitive one never starts at a
    grid, which has no duty chief who might read it."""
    return next_node_up(first) or first if sensitive and first.kind == "grid" else first


def may_check(event: "Event", unit: UnitRow) -> bool:
    """Whether a unit may be asked to look at the result: a grid or village on the desk's own
    ground (or above it), never the handler nor anybody below the handler."""
    desk = unit_by_id(event.holder_id)
    handler = unit_by_id(event.handler_id).path if event.handler_id else "?"
    near = unit.path.startswith(desk.path) or desk.path.startswith(unit.path)
    fitting = unit.kind in ("grid", "village") and near and not event.sensitive
    return fitting and not unit.path.startswith(handler)


def may_still_return(event: "Event", dispatched_at: datetime, now: datetime) -> bool:
    """可退回期: a right until it is signed or so long after the dispatch, whichever comes first."""
    limit, unit = process_limit("return", event.county_id, event.urgency)
    ends = add_limit(dispatched_at, limit, unit, calendar_of(event.county_id))
    return event.state == "dispatched" and now < ends
