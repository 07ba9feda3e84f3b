# SPDX-License-Identifier: Apache-2.0
"""The only writers. `MOVES` lists every move by name, in the order of the life cycle."""

from events.actions import (
    admitting,
    aftermath,
    appealing,
    closing,
    critical,
    joining,
    merging,
    naming,
    noting,
    outside,
    requesting,
    returning,
    routing,
    secrecy,
    skipping,
    supervising,
    supporting,
    undoing,
    verifying,
    whistling,
)
from events.actions.protocol import MOVES, Done, Move
from events.actions.report import report_event
from events.rights import ACCESS

__all__ = [
    "MOVES",
    "Done",
    "Move",
    "admitting",
    "aftermath",
    "appealing",
    "closing",
    "critical",
    "joining",
    "merging",
    "naming",
    "noting",
    "outside",
    "report_event",
    "requesting",
    "returning",
    "routing",
    "secrecy",
    "skipping",
    "supervising",
    "supporting",
    "undoing",
    "verifying",
    "whistling",
]

if MOVES.keys() != ACCESS.keys():
    raise RuntimeError(f"moves without access rule or action: {MOVES.keys() ^ ACCESS.keys()}")
