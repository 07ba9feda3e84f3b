# SPDX-License-Identifier: Apache-2.0
"""Working hours as they are stored ([["08:00", "12:00"], …]) and as clocks read them."""

from itertools import pairwise

# Spans of one day in minutes from midnight, in order.
Hours = tuple[tuple[int, int], ...]

NORMAL_HOURS: Hours = ((8 * 60, 12 * 60), (14 * 60, 18 * 60))
_DAY = 24 * 60


def parse_hours(stored: object) -> Hours:
    """Return the spans of working hours (工作时段); ValueError unless they are in order."""
    if not isinstance(stored, list | tuple) or not stored:
        raise ValueError(stored)
    spans = []
    for span in stored:
        if not isinstance(span, list | tuple) or len(span) != 2:
            raise ValueError(stored)
        spans.append((_minute_of_day(span[0]), _minute_of_day(span[1])))
    edges = [edge for span in spans for edge in span]
    if any(a >= b for a, b in pairwise(edges)):
        raise ValueError(stored)
    return tuple(spans)


def _minute_of_day(text: object) -> int:
    """Return the minute that "HH:MM" names; 24:00 is the end of the day."""
    hours, _colon, minutes = str(text).partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and int(minutes) < 60):
        raise ValueError(text)
    minute = int(hours) * 60 + int(minutes)
    if minute > _DAY:
        raise ValueError(text)
    return minute
