# SPDX-License-Identifier: Apache-2.0
"""The rows of an event's life, by subject."""

from duties.models import Urgency
from events.models.after import Rating, Sample
from events.models.asking import Request, Supervision
from events.models.event import Claimant, Event, Involvement, Outside, Source
from events.models.ledger import Ledger, Step, StepText
from events.models.numbers import Flow, FlowMatter, NumberSeries, Stock
from events.models.owed import Delivery, Receipt, WorkerBeat
from events.models.photos import Attachment, Photo
from events.models.whistle import Summons, Whistle
from events.models.work import Assignment, Clock

__all__ = [
    "Assignment",
    "Attachment",
    "Claimant",
    "Clock",
    "Delivery",
    "Event",
    "Flow",
    "FlowMatter",
    "Involvement",
    "Ledger",
    "NumberSeries",
    "Outside",
    "Photo",
    "Rating",
    "Receipt",
    "Request",
    "Sample",
    "Source",
    "Step",
    "StepText",
    "Stock",
    "Summons",
    "Supervision",
    "Urgency",
    "Whistle",
    "WorkerBeat",
]
