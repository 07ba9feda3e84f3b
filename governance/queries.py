# SPDX-License-Identifier: Apache-2.0
"""What walls read (大屏): a unit's snapshot at one ledger number, and the lines after a number.

Numbers and cursor of a snapshot come from one REPEATABLE READ transaction, so they agree.
The lines need none: a chain has no gaps and one statement sees one state of the database.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from duties.directory import matter_by_id
from events.facts import whistle_facts
from events.lifecycle import OPEN_STATES, State
from events.models import Event
from governance.fold import (
    MOST_STEPS,
    RECENT,
    Counts,
    Delta,
    Line,
    Step,
    Tally,
    Territory,
    deltas,
    dumps,
    flow_key,
    no_counts,
    stock_keys,
    unfold,
)
from grids.directory import UnitRow, children_of, subtree_of, unit_by_id

# How far back a screen may come again without a snapshot.
MOST_BEHIND = 2_000
# All open events have a point; a county with more than this has other worries than its map.
MOST_POINTS = 20_000
# A quiet unit's last steps are found by its events, a busy one's among its county's last lines.
NEAR_LINES = 20_000
SCREEN_KINDS = frozenset({"county", "township", "village"})

Point = tuple[Any, ...]
Row = tuple[Any, ...]

_OPEN = ", ".join(f"'{state}'" for state in sorted(OPEN_STATES))
_LINE = """
    SELECT s.seq, s.at, encode(substring(s.hash for 4), 'hex') AS h,
           encode(substring(s.prev_hash for 4), 'hex') AS prev, s.move, s.event_id,
           convert_from(s.content, 'UTF8'), coalesce(e.village_code, ''),
           coalesce(e.sensitive, false), e.lon, e.lat
      FROM {steps} s LEFT JOIN events_event e ON e.id = s.event_id
"""
_LINES = (
    _LINE.format(steps="events_step")
    + """
     WHERE s.county_id = %s AND s.seq > %s ORDER BY s.seq LIMIT %s
"""
)
_RECENT = (
    _LINE.format(steps="events_step")
    + """
     WHERE s.county_id = %s ORDER BY s.seq DESC LIMIT %s
"""
)
# `far` runs only where `near` found too few: then the unit is quiet and has few events.
_RECENT_BELOW = (
    """
    WITH near AS MATERIALIZED (
        SELECT s.* FROM events_step s LEFT JOIN events_event e ON e.id = s.event_id
         WHERE s.county_id = %(county)s AND s.seq > %(seq)s - %(near)s
           AND (e.village_code = ANY(%(codes)s) OR s.move = 'day')
         ORDER BY s.seq DESC LIMIT %(recent)s
    ), far AS (
        (SELECT s.* FROM events_event e JOIN events_step s ON s.event_id = e.id
          WHERE (SELECT count(*) FROM near) < %(recent)s
            AND e.county_id = %(county)s AND e.village_code = ANY(%(codes)s)
            AND s.seq <= %(seq)s - %(near)s
          ORDER BY s.seq DESC LIMIT %(recent)s)
        UNION ALL
        (SELECT s.* FROM events_step s
          WHERE (SELECT count(*) FROM near) < %(recent)s
            AND s.county_id = %(county)s AND s.move = 'day' AND s.seq <= %(seq)s - %(near)s
          ORDER BY s.seq DESC LIMIT %(recent)s)
    ), both_ AS (SELECT * FROM near UNION ALL SELECT * FROM far)
    """
    + _LINE.format(steps="both_")
    + " ORDER BY s.seq DESC LIMIT %(recent)s"
)
_POINTS = f"""
    SELECT e.id, e.lon, e.lat, e.lamp, m.code, e.platform, e.source
      FROM events_event e JOIN duties_matter m ON m.id = e.matter_id
     WHERE e.county_id = %(county)s AND e.state IN ({_OPEN}) AND NOT e.sensitive {{below}}
     ORDER BY array_position(ARRAY['critical', 'urgent', 'normal'], e.urgency::text),
              e.reported_at DESC, e.id DESC
     LIMIT {MOST_POINTS}
"""


@dataclass(frozen=True)
class Head:
    """Where a chain ends: number, first signs of that line's hash, time, ledger day."""

    seq: int
    h: str
    at: datetime | None
    day: date | None


@dataclass(frozen=True)
class Snapshot:
    """All that a screen of one unit shows at one number of its county's ledger."""

    unit: UnitRow
    head: Head
    territory: Territory
    counts: Counts
    points: list[Point]
    recent: list[Step]
    whistles: list[Step]

    @property
    def seq(self) -> int:
        """The ledger number it stands for."""
        return self.head.seq

    @property
    def at(self) -> str | None:
        """When its last line was written."""
        return self.head.at.isoformat() if self.head.at is not None else None

    @property
    def message(self) -> dict[str, Any]:
        """The snapshot as a socket and the API say it."""
        return {
            "type": "snapshot",
            "seq": self.head.seq,
            "h": self.head.h,
            "at": self.at,
            "data": {
                "counts": self.counts,
                "points": self.points,
                "recent": self.recent,
                "alarms": [],
                "whistles": self.whistles,
            },
        }

    @cached_property
    def text(self) -> str:
        """The message as JSON, made once for all screens of the unit."""
        return dumps(self.message)


def zone() -> ZoneInfo:
    """The county's time, which ledger days and hours are told in."""
    return ZoneInfo(settings.TIME_ZONE)


def territory_of(unit: UnitRow) -> Territory:
    """The codes that places in a unit are counted under. From memory; no query when warm.

    A place filed at the unit itself belongs to it and to none of its children.
    """
    children = tuple(row.code for row in children_of(unit.id) if row.is_node)
    # Villages are the smallest that are counted: their grids would all read 0.
    children = () if unit.kind == "village" else children
    child_of = {row.code: _child_of(unit, row, children) for row in subtree_of(unit) if row.is_node}
    return Territory(unit.kind == "county", child_of, children)


def county_of(unit: UnitRow) -> UnitRow:
    """The county whose chain a unit's screen follows."""
    return unit_by_id(unit.county_id) if unit.county_id is not None else unit


def read_snapshot(unit: UnitRow) -> Snapshot:
    """A unit's snapshot (快照) in seven statements, however many rows there are."""
    territory, county = territory_of(unit), county_of(unit)
    with one_moment():
        head = read_head(county.id)
        counts = _read_counts(territory, county.id, head.day)
        codes = None if territory.is_whole else list(territory.child_of)
        points = _read_points(county.id, codes)
        recent = _read_recent(county.id, head, codes)
        whistles = _read_whistles(county.id, codes)
    return Snapshot(unit, head, territory, counts, points, recent, whistles)


def read_head(county_id: int) -> Head:
    """The head of a county's chain; one that has not begun stands at 0. One query."""
    rows = rows_of(
        "SELECT seq, encode(substring(hash for 4), 'hex'), nullif(at, '-infinity'), day"
        " FROM events_ledger WHERE county_id = %s",
        [county_id],
    )
    for seq, h, at, day in rows:
        return Head(seq, h, local_time(at), day)
    seed = hashlib.sha256(f"county {county_id}".encode()).hexdigest()[:8]
    return Head(0, seed, None, None)


def read_lines(county_id: int, after: int, most: int = MOST_STEPS) -> list[Line]:
    """The lines after a number, oldest first. One query."""
    return [_line(row) for row in rows_of(_LINES, [county_id, after, most])]


@dataclass(frozen=True)
class Missed:
    """What a screen has missed since a line, and when that line was written."""

    at: datetime
    deltas: list[Delta]


def read_since(unit: UnitRow, known: int, h: str) -> Missed | None:
    """What a screen missed since line `known` with hash `h`; None if it needs a snapshot.

    A snapshot it is when the line is not of this chain, too far back, or when something was
    taken back since: an erased or hidden event must leave the screen with its past.
    """
    territory, county = territory_of(unit), county_of(unit)
    with one_moment():
        head = read_head(county.id)
        if not 0 <= head.seq - known <= MOST_BEHIND or known < 1:
            return None
        found = read_lines(county.id, known - 1, MOST_BEHIND + 1)
        if not found or (found[0].seq, found[0].h) != (known, h):
            return None
        base, lines = found[0], found[1:]
        if any(line.turned_sensitive or takes_back(line, lines) for line in lines):
            return None
        day = base.at.date()
        counts = _read_counts(territory, county.id, head.day)
        counted = _read_day(territory, county.id, day)
    now = Tally(territory, zone(), counts)
    before = unfold(now, day, counted, lines)
    made = deltas(before, known, lines)
    # Should the two ways of counting ever differ, a snapshot is right.
    return Missed(base.at, made) if before.counts == counts else None


def takes_back(line: Line, lines: Iterable[Line]) -> bool:
    """Whether a line may change what older steps of its event show: erased, or moved elsewhere.

    An event that was only reported within `lines` has no older steps.
    """
    if line.move == "erase":
        return True
    if line.move not in ("correct", "resubmit"):
        return False
    return not any(each.event == line.event and each.move == "submit" for each in lines)


def _child_of(unit: UnitRow, row: UnitRow, children: tuple[str, ...]) -> str:
    below = row.path.removeprefix(unit.path).split("/")[0]
    return below if below in children else ""


def _read_counts(territory: Territory, county_id: int, day: date | None) -> Counts:
    counts = no_counts(territory)
    below, codes = _below(territory, "village")
    for village, platform, state, lamp, n in rows_of(
        "SELECT village, platform, state, lamp, sum(n)::bigint FROM events_stock"
        f" WHERE county_id = %s AND n <> 0 {below} GROUP BY 1, 2, 3, 4",
        [county_id, *codes],
    ):
        add_to(counts, stock_keys(territory, village, platform, state, lamp), n)
    return counts | _read_day(territory, county_id, day)


def _read_day(territory: Territory, county_id: int, day: date | None) -> Counts:
    below, codes = _below(territory, "unit")
    rows = rows_of(
        "SELECT measure, sum(n)::bigint FROM events_flow"
        f" WHERE county_id = %s AND day = %s {below} GROUP BY 1",
        [county_id, day, *codes],
    )
    return {key: n for measure, n in rows if (key := flow_key(measure)) is not None}


def _below(territory: Territory, column: str) -> tuple[str, list[Any]]:
    if territory.is_whole:
        return "", []
    return f"AND {column} = ANY(%s)", [list(territory.child_of)]


def _read_points(county_id: int, codes: list[str] | None) -> list[Point]:
    below = "" if codes is None else "AND e.village_code = ANY(%(codes)s)"
    rows = rows_of(_POINTS.format(below=below), {"county": county_id, "codes": codes})
    return [(pk, round(lon, 6), round(lat, 6), *rest) for pk, lon, lat, *rest in rows]


def _read_recent(county_id: int, head: Head, codes: list[str] | None) -> list[Step]:
    if codes is None:
        rows = rows_of(_RECENT, [county_id, RECENT])
    else:
        known = {"county": county_id, "seq": head.seq, "codes": codes}
        rows = rows_of(_RECENT_BELOW, known | {"near": NEAR_LINES, "recent": RECENT})
    return [_line(row).step for row in rows]


def _read_whistles(county_id: int, codes: list[str] | None) -> list[Step]:
    """The running whistles (吹哨), as the last ledger line of each event says them."""
    joint = Event.objects.filter(county=county_id, state=State.JOINT, sensitive=False)
    here = joint if codes is None else joint.filter(village_code__in=codes)
    said = (
        {"event": event.pk, "number": event.number, "matter": matter_by_id(event.matter_id).code}
        | whistle_facts(event).get("whistle", {})
        for event in here.order_by("pk")
    )
    return [whistle for whistle in said if "kind" in whistle]


def _line(row: Row) -> Line:
    seq, at, h, prev, move, event_id, text, village, is_sensitive, lon, lat = row
    content = json.loads(text)
    facts = content.get("facts", {})
    if is_sensitive and not facts.get("sensitive"):
        facts = _hidden(facts)
    knows_place = lon is not None and not facts.get("sensitive")
    return Line(
        seq=seq,
        at=cast(datetime, local_time(at)),
        h=h,
        prev=prev,
        move=move,
        event=event_id,
        village=village,
        facts=facts,
        stock=tuple(tuple(delta) for delta in content.get("stock", ())),
        flow=content.get("flow"),
        point=(round(lon, 6), round(lat, 6)) if knows_place else None,
    )


def _hidden(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a line older than its event's becoming sensitive: they are hidden as well."""
    return {
        "sensitive": True,
        "state": facts.get("state"),
        "unit": facts.get("village"),
        # A matter's code begins with its major's two digits.
        "major": str(facts.get("matter", ""))[:2],
        "lamp": facts.get("lamp"),
    }


def add_to(counts: Counts, keys: Iterable[str], n: int) -> None:
    """Count `n` more under each key."""
    for key in keys:
        counts[key] = counts.get(key, 0) + n


def local_time(at: datetime | None) -> datetime | None:
    """A time as the county's clocks show it."""
    return at.astimezone(zone()) if at is not None else None


def rows_of(sql: str, values: list[Any] | dict[str, Any]) -> list[Row]:
    """The rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[Row] = cursor.fetchall()
    return rows


@contextmanager
def one_moment() -> Iterator[None]:
    """All reads inside see the same state; where a transaction already runs, that one's."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
