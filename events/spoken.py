# SPDX-License-Identifier: Apache-2.0
"""What a message, call note or letter says by itself: places and phone numbers. Pure guesses,
shown to a person who decides.
"""

import re

from grids.directory import UnitRow, ancestors_of, subtree_of
from grids.queries import Post

MOST_PLACES = 8
MOST_PHONES = 5
PLACE_KINDS = {"township": 1, "village": 2, "grid": 3, "micro_grid": 4}
_PHONE = re.compile(
    r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)"
    r"|(?<!\d)(0\d{2,3})[- ]?(\d{7,8})(?!\d)"
)
_SUFFIX = re.compile(r"(?:街道|社区|镇|乡|村|居委会|村委会)$")


def phones_in(text: str) -> list[str]:
    """The phone numbers (电话) in a text, each once: 138… plain, landlines as 0575-8…."""
    found = []
    for match in _PHONE.finditer(text):
        parts = [part for part in match.groups() if part]
        found.append("-".join(parts) if len(parts) == 2 else "".join(parts))
    return list(dict.fromkeys(found))[:MOST_PHONES]


def places_in(text: str, county: UnitRow, posts: tuple[Post, ...]) -> list[UnitRow]:
    """The units of a county that a text names (地点), likeliest first.

    Two villages may share a name: the one whose township is named too comes first, then the one
    under the reader's own posting. A place inside another that is named stands for both.
    """
    named = {
        unit.id: (unit, name)
        for unit in subtree_of(county)
        if unit.kind in PLACE_KINDS and (name := _spoken_name(unit, text))
    }
    outer = {above.id for unit, _name in named.values() for above in ancestors_of(unit)}
    own = tuple(post.acts_for.path for post in posts)

    def likelihood(unit: UnitRow, name: str) -> tuple[int, bool, int, int]:
        above = sum(each.id in named for each in ancestors_of(unit))
        return (above, unit.path.startswith(own), len(name), PLACE_KINDS[unit.kind])

    rows = [pair for pair in named.values() if pair[0].id not in outer]
    rows.sort(key=lambda pair: (likelihood(*pair), pair[0].code), reverse=True)
    return [unit for unit, _name in rows[:MOST_PLACES]]


def _spoken_name(unit: UnitRow, text: str) -> str:
    """The name by which the text calls the unit: its whole name, or without 村, 镇, 社区."""
    for name in (unit.name, unit.short_name, _SUFFIX.sub("", unit.name)):
        if len(name) >= 2 and name in text:
            return name
    return ""
