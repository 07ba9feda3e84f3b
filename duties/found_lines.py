# SPDX-License-Identifier: Apache-2.0
"""The duty list as people look through it (查看责任清单): the lines of a county that fit what is
asked, with the words for a page. From process memory, no query."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from duties.directory import MatterRow, StandardRow, matter_by_id, snapshot
from duties.listing import duties_in_force
from duties.models import Duty
from grids.directory import UnitRow, county_key, unit_by_code

# 现行 shows what holds today, 全部版本 what held before and what begins later, too.
IN_FORCE, ALL_VERSIONS = "now", "all"


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; an empty word asks for nothing."""

    words: str = ""
    clause: str = ""
    condition: str = ""
    versions: str = IN_FORCE

    @classmethod
    def of(cls, said: Mapping[str, str]) -> "Asked":
        """Read it from an address; an unknown choice is the first."""
        versions = ALL_VERSIONS if said.get("versions") == ALL_VERSIONS else IN_FORCE
        words, clause, condition = (
            said.get(name, "").strip()[:60] for name in ("words", "clause", "condition")
        )
        return cls(words, clause, condition, versions)


@dataclass(frozen=True)
class Shown:
    """A line with the names of what it points to."""

    duty: Duty
    matter: MatterRow
    standard: StandardRow | None
    place: str
    holds: bool

    @property
    def is_own(self) -> bool:
        """Whether the county wrote it itself."""
        return self.duty.county_id is not None


def found_lines(county: UnitRow, asked: Asked) -> list[Shown]:
    """Return the lines of a county's list that fit, in the order of the list."""
    return [line for line in _lines(county, asked.versions) if _fits(line, asked)]


def _lines(county: UnitRow, versions: str) -> Iterator[Shown]:
    held = duties_in_force(county)
    now = {duty.pk for duty in held}
    rows = held if versions == IN_FORCE else sorted(_every_version(county), key=_place_in_list)
    for duty in rows:
        matter = matter_by_id(duty.matter_id)
        standard = next((s for s in matter.standards if s.no == duty.standard_no), None)
        yield Shown(duty, matter, standard, _place(duty, county), duty.pk in now)


def _every_version(county: UnitRow) -> Iterator[Duty]:
    for rows in snapshot().duties.values():
        yield from (duty for duty in rows if duty.county_id in (None, county.id))


def _place_in_list(duty: Duty) -> tuple[str, int, str, bool, int]:
    code = matter_by_id(duty.matter_id).code
    return (code, duty.standard_no or 0, duty.scope, duty.county_id is None, -duty.version)


def _place(duty: Duty, county: UnitRow) -> str:
    code = duty.scope.strip("/").split("/")[-1]
    unit = unit_by_code(code) if code and county_key(code) == county.code else None
    return unit.name if unit else code


def _fits(line: Shown, asked: Asked) -> bool:
    duty, standard = line.duty, line.standard
    units = (duty.station, duty.department, *duty.supports, *duty.hears)
    shown = (line.matter.code, line.matter.name, duty.get_platform_display(), line.place, *units)
    condition = (str(standard.no), standard.condition) if standard else ()
    return (
        _has(asked.words, *map(str, shown))
        and _has(asked.clause, duty.clause, duty.basis)
        and _has(asked.condition, *condition)
    )


def _has(word: str, *texts: str) -> bool:
    return not word or any(word.casefold() in text.casefold() for text in texts)
