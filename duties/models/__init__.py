# SPDX-License-Identifier: Apache-2.0
"""Matters, their filing standards, who answers them, the working calendar, limits and reasons.

All of it is data that a county edits (see `duties.actions`); the tables are small and live in
the memory of every process (`duties.directory`). A row with a county overrides the default.
"""

from duties.models.calendar import (
    CalendarDay,
    WorkCalendar,
)
from duties.models.matters import (
    CheckBy,
    Duty,
    DutyDraft,
    Evidence,
    FilingStandard,
    LimitUnit,
    Matter,
    OnSpot,
    Stage,
    Urgency,
)
from duties.models.orders import ClockOrder
from duties.models.process import (
    DutyVersion,
    LampPercent,
    ProcessLimit,
    Reason,
    RulingRule,
    SampleShare,
)

__all__ = [
    "CalendarDay",
    "CheckBy",
    "ClockOrder",
    "Duty",
    "DutyDraft",
    "DutyVersion",
    "Evidence",
    "FilingStandard",
    "LampPercent",
    "LimitUnit",
    "Matter",
    "OnSpot",
    "ProcessLimit",
    "Reason",
    "RulingRule",
    "SampleShare",
    "Stage",
    "Urgency",
    "WorkCalendar",
]
