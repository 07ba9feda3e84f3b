# SPDX-License-Identifier: Apache-2.0
"""The rows of the registers, by subject."""

from registers.models.logs import ReadingLog, RecordChange
from registers.models.records import Dwelling, Organisation, Person, PersonTag, Place, Record
from registers.models.tables import CareTag, PlaceKind

__all__ = [
    "CareTag",
    "Dwelling",
    "Organisation",
    "Person",
    "PersonTag",
    "Place",
    "PlaceKind",
    "ReadingLog",
    "Record",
    "RecordChange",
]
