# SPDX-License-Identifier: Apache-2.0
"""The whistle of one event in hand (吹哨): its summonses changed and written together with what
the event's own row says of them.
"""

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from events.gathering import LIVE, joint_of
from events.models import Event, Summons, Whistle
from grids.directory import UnitRow

Status = Summons.Status
_CHANGES = (
    "status",
    "due_at",
    "arrived_at",
    "by_code",
    "with_photos",
    "contested_at",
    "done_at",
    "points",
)


# Written by hand: the whistle and whom it calls in one statement.
_INSERT = """
WITH blown AS (
    INSERT INTO events_whistle (event_id, kind, township_id, lead_id, by_id, place, gather_at,
                                called_at, status)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'open') RETURNING id
)
INSERT INTO events_summons (whistle_id, event_id, unit_id, status, due_at, by_code, with_photos)
SELECT blown.id, %s, unit, 'called', %s, false, false
  FROM blown, unnest(%s::bigint[]) WITH ORDINALITY AS called (unit, place)
 ORDER BY called.place
"""


def _insert(whistle: Whistle, rows: list[Summons]) -> None:
    said = ("event_id", "kind", "township_id", "lead_id", "by_id", "place", "gather_at")
    values = [getattr(whistle, name) for name in (*said, "called_at")]
    units = [row.unit_id for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [*values, whistle.event_id, whistle.gather_at, units])


class Gathering:
    """The event's last whistle with the units it called; read once when first asked for."""

    def __init__(self, event: Event, now: datetime) -> None:
        self.event = event
        self.now = now
        self._rows: list[Summons] | None = None
        self._changed: dict[Summons, None] = {}
        self._touched: Whistle | None = None

    @property
    def rows(self) -> list[Summons]:
        if self._rows is None:
            last = Whistle.objects.filter(event_id=self.event.pk).order_by("-pk").values("pk")[:1]
            rows = Summons.objects.filter(whistle__in=last).select_related("whistle")
            self._rows = list(rows.order_by("pk"))
        return self._rows

    @property
    def whistle(self) -> Whistle:
        return self.rows[0].whistle

    def call(self, whistle: Whistle, lead: UnitRow, units: list[UnitRow]) -> None:
        """Call these units, the lead first."""
        self._rows = [
            Summons(whistle=whistle, event=self.event, unit_id=unit.id, due_at=whistle.gather_at)
            for unit in units
        ]
        self.event.joint = joint_of(whistle.kind, lead, whistle.gather_at, units)

    def change(self, unit_id: int, status: str, **values: Any) -> Summons:
        """Set how a called unit stands."""
        row = next(row for row in self.rows if row.unit_id == unit_id)
        row.status = status
        for name, value in values.items():
            setattr(row, name, value)
        self._changed[row] = None
        assert self.event.joint is not None  # who is called stands on the event's row
        if status == Status.EXCUSED:
            self.event.joint["units"].pop(str(unit_id), None)
        else:
            self.event.joint["units"][str(unit_id)] = status
        return row

    def put_off(self, dues: dict[int, datetime]) -> None:
        """挂账: by when those who have not come yet must be there; they gather then."""
        if not dues:
            return
        for row in self.rows:
            if (due := dues.get(row.unit_id, row.due_at)) != row.due_at:
                row.due_at = due
                self._changed[row] = None
        if self._changed:
            assert self.event.joint is not None  # who is called stands on the event's row
            at = timezone.localtime(max(dues.values()))
            self.whistle.gather_at, self._touched = at, self.whistle
            self.event.joint["gather_at"] = at.isoformat()

    def finish(self) -> None:
        """协同办结: nobody is called any more; what is done waits for its score."""
        self._end(Whistle.Status.DONE)

    def release(self) -> None:
        """解除: the event goes elsewhere, and whoever was called may go."""
        if not self.event.joint:
            return
        if self.whistle.status == Whistle.Status.OPEN:
            for row in [row for row in self.rows if row.status in LIVE]:
                self.change(row.unit_id, Status.ENDED)
            self._end(Whistle.Status.ENDED)
        self.event.joint, self.event.commander_id = None, None

    def write(self) -> None:
        """Write new rows, changed ones, and the end of the whistle."""
        if self._touched is not None:
            self._touched.save(update_fields=["status", "ended_at", "gather_at"])
        if self._rows and self._rows[0]._state.adding:
            _insert(self.whistle, self._rows)
        elif self._changed:
            Summons.objects.bulk_update(self._changed, _CHANGES)

    def _end(self, status: str) -> None:
        whistle = self.whistle
        whistle.status, whistle.ended_at = status, self.now
        self._touched = whistle
