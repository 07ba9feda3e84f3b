# SPDX-License-Identifier: Apache-2.0
"""One case (案件) as the formulas see it, and the period they count over. Pure; times are aware."""

from dataclasses import dataclass
from datetime import datetime

from events.lifecycle import OPEN_STATES, State

# Never work of anybody's: taken back, void, somebody else's, or another event's.
NOT_VALID = frozenset({State.DRAFT, State.VOIDED, State.MERGED, State.REJECTED})
NO_OFFICE = "none"
CLOSED = frozenset({State.CLOSED, State.ARCHIVED})


@dataclass(frozen=True, slots=True)
class Period:
    """[begin, end): from the first moment to before the last; `now` tells what is due by today."""

    begin: datetime
    end: datetime
    now: datetime

    def holds(self, at: datetime | None) -> bool:
        """Whether a moment lies in the period."""
        return at is not None and self.begin <= at < self.end


@dataclass(frozen=True, slots=True)
class Case:
    """The facts of one event that indicators need. Units and majors are codes, minutes are whole.

    `office` is the platform or department that handled it or has it now, `NO_OFFICE` for none.
    `due_at` is the time limit of handling after extensions, without the time it was paused;
    `handled_at` is when handling stopped for the last time. Counts leave out what was undone
    (撤销) within ten seconds of its dispatch.
    """

    event_id: int
    state: str
    reported_at: datetime
    village: str = ""
    township: str = ""
    platform: str = ""
    office: str = ""
    major: str = ""
    source: str = ""
    urgency: str = "normal"
    sensitive: bool = False
    filed_at: datetime | None = None
    first_action_at: datetime | None = None
    due_at: datetime | None = None
    handled_at: datetime | None = None
    closed_at: datetime | None = None
    handling_minutes: int | None = None
    on_the_spot: bool = False
    force_closed: bool = False
    overdue_exempt: bool = False
    extended: bool = False
    rework_count: int = 0
    dispatched: int = 0
    returned: int = 0
    signed_in_time: int = 0
    first_lead_finished: bool = False
    first_check_passed: bool | None = None
    repeats: bool = False
    supervised: int = 0
    supervised_unanswered: int = 0
    samples: int = 0
    samples_passed: int = 0
    whistles: int = 0
    summoned: int = 0
    arrived_in_time: int = 0
    solved: bool | None = None
    satisfaction: int | None = None

    @property
    def is_valid(self) -> bool:
        """Whether it was somebody's work at all (有效上报)."""
        return self.state not in NOT_VALID

    @property
    def is_filed(self) -> bool:
        """Whether it was accepted under a standard, or mended on the spot (已立案)."""
        return self.is_valid and self.filed_at is not None

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes the next step."""
        return self.state in OPEN_STATES

    @property
    def is_closed(self) -> bool:
        """Whether it came to its close (已结案)."""
        return self.state in CLOSED

    @property
    def done_at(self) -> datetime | None:
        """When the work itself was done: handling stopped, or it closed without handling."""
        return self.handled_at or self.closed_at

    def is_late(self, now: datetime) -> bool:
        """Whether the limit was missed: done after it, or still open past it (原始超期)."""
        if self.due_at is None:
            return False
        return (self.done_at or now) > self.due_at
