# SPDX-License-Identifier: Apache-2.0
"""The rows of an event's life, by subject."""

from duties.models import Urgency
from events.models.after import Rating, Sample
from events.models.asking import Request, Supervision
from events.models.desk import DeskSettings, ExportLog, SavedFilter
from events.models.event import Claimant, Event, Involvement, Outside, Source
from events.models.ledger import Ledger, Step, StepText
from events.models.numbers import Flow, FlowMatter, NumberSeries, Stock
from events.models.owed import Delivery, Receipt, WorkerBeat
from events.models.photos import Attachment, Photo
from events.models.rulings import EmergencyAdmission, Precedent
from events.models.texts import StandardText
from events.models.whistle import Summons, Whistle
from events.models.words import EventWords
from events.models.work import Assignment, Clock, HeldTime

__all__ = [
    "Assignment",
    "Attachment",
    "Claimant",
    "Clock",
    "Delivery",
    "DeskSettings",
    "EmergencyAdmission",
    "Event",
    "EventWords",
    "ExportLog",
    "Flow",
    "FlowMatter",
    "HeldTime",
    "Involvement",
    "Ledger",
    "NumberSeries",
    "Outside",
    "Photo",
    "Precedent",
    "Rating",
    "Receipt",
    "Request",
    "Sample",
    "SavedFilter",
    "Source",
    "StandardText",
    "Step",
    "StepText",
    "Stock",
    "Summons",
    "Supervision",
    "Urgency",
    "Whistle",
    "WorkerBeat",
]
