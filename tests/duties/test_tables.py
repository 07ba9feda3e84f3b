# SPDX-License-Identifier: Apache-2.0
"""The tables that ship: counted, complete, and no limit left in one piece that should be two."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from duties.models import CheckBy, Evidence, LimitUnit, OnSpot, ProcessLimit, Urgency
from duties.tables import TableRefused, digest_of, names_in, parse_stages, rows_of
from grids.models import Platform
from grids.tables import offices

# Matters whose limit in the published lists is not one number.
SPLIT = {
    *("0110", "0111", "0304", "0309", "0403", "0412", "0504", "0506", "0510", "0607", "0608"),
    *("0702", "0703", "0704", "0705", "0706", "0707", "0708", "0709", "0710", "0712", "0808"),
    *("0901", "0903", "0904", "1002", "1007", "1101", "1102"),
}
SOURCE = Path(__file__).resolve().parents[3] / "shared/data/taxonomy/matters.csv"


def test_twelve_majors_and_122_matters() -> None:
    rows = rows_of("matters")
    majors = [row["code"] for row in rows if len(row["code"]) == 2]
    matters = Counter(row["code"][:2] for row in rows if len(row["code"]) == 4)
    assert majors == [f"{number:02}" for number in range(1, 13)]
    assert sum(matters.values()) == 122 and set(matters) == set(majors)
    assert len({row["code"] for row in rows}) == len({row["name"] for row in rows}) == 134


def test_every_matter_has_standards_numbered_from_one_and_every_standard_has_stages() -> None:
    numbers: dict[str, list[int]] = {}
    for row in rows_of("standards"):
        numbers.setdefault(row["matter"], []).append(int(row["no"]))
        assert parse_stages(row["stages"])
        assert row["condition"] and row["closing_condition"]
        assert row["on_spot"] in OnSpot and row["evidence"] in Evidence
        assert row["check"] in CheckBy and row["urgency"] in {"", *Urgency}
    codes = {row["code"] for row in rows_of("matters") if len(row["code"]) == 4}
    assert set(numbers) == codes
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    assert sum(map(len, numbers.values())) == 150


def test_limits_that_are_not_one_number_were_split() -> None:
    assert len(SPLIT) == 29
    pieces: Counter[str] = Counter()
    for row in rows_of("standards"):
        pieces[row["matter"]] += len(parse_stages(row["stages"]))
    # 24 hours with a remark: one number after all.
    assert {code for code in SPLIT if pieces[code] < 2} == {"1007"}


@pytest.mark.parametrize(
    ("matter", "stages"),
    [
        ("0110", ["plan 15 natural_day; result 60 natural_day"]),
        ("0304", ["contact 10 urgent_minute; arrive 30 urgent_minute"]),
        ("0309", ["make_safe 4 urgent_hour; result 15 work_day"]),
        ("0601", ["result 2 natural_day"]),
        ("0701", ["result 2 urgent_hour"]),
        ("0702", ["result 4 work_hour", "result 2 work_day", "result 5 work_day"]),
        ("0712", ["make_safe 1 urgent_hour; result 3 work_day", "result 2 urgent_hour"]),
        ("0901", ["make_safe 1 urgent_hour; result 5 work_day"]),
        ("1102", ["plan 7 work_day; result 60 natural_day"]),
    ],
)
def test_limits_stand_as_published(matter: str, stages: list[str]) -> None:
    assert [r["stages"] for r in rows_of("standards") if r["matter"] == matter] == stages


def test_evidence_and_check_follow_the_major() -> None:
    wanted = {"02": ("paper", "visit")}
    wanted |= dict.fromkeys(("01", "10", "11", "12"), ("claimant", "claimant"))
    for row in rows_of("standards"):
        if row["matter"] != "0304":
            told = wanted.get(row["matter"][:2], ("photo_pair", "photo"))
            assert (row["evidence"], row["check"]) == told, row["matter"]


def test_only_others_must_be_reclassified() -> None:
    assert [r["code"] for r in rows_of("matters") if r["must_reclassify"] == "1"] == ["1299"]


def test_every_matter_has_three_to_eight_ways_to_say_it() -> None:
    for row in rows_of("matters"):
        if len(row["code"]) == 4:
            words = row["keywords"].split()
            assert 3 <= len(words) <= 8 and len(set(words)) == len(words), row["code"]
            assert all(len(word) >= 2 for word in words), row["code"]


def test_every_matter_has_a_platform_a_station_and_a_department_that_counties_have() -> None:
    names = {kind: {o.name for o in offices() if o.kind == kind} for kind in ("station",)}
    departments = {office.name for office in offices() if office.kind == "department"}
    matters = {row["code"]: row for row in rows_of("matters")}
    duties = rows_of("duties")
    assert {duty["matter"] for duty in duties} == {code for code in matters if len(code) == 4}
    lacking = []
    for duty in duties:
        assert (
            duty["platform"] == matters[duty["matter"]]["platform"] and duty["platform"] in Platform
        )
        assert duty["station"] in names["station"], duty
        if not departments & set(names_in(duty["department"])):
            lacking.append(duty["matter"])
    # Power, telephone and industry are nobody's here: the county centre decides.
    assert lacking == ["0704", "0907", "1105"]


def test_process_limits_and_reasons_are_well_formed() -> None:
    for row in rows_of("process_limits"):
        assert row["kind"] in ProcessLimit.Kind and row["unit"] in LimitUnit
        assert int(row["limit"]) > 0 and row["urgency"] in {"", *Urgency}
    moves = {row["move"] for row in rows_of("reasons")}
    assert {"reject", "return_back", "request_return", "request_suspension"} <= moves


@pytest.mark.parametrize(
    "text", ["", "result", "result 0 work_day", "result 2 weeks", "done 2 work_day"]
)
def test_a_stage_that_is_not_one_is_refused(text: str) -> None:
    with pytest.raises(TableRefused):
        parse_stages(text)


def test_a_stage_named_twice_is_refused() -> None:
    with pytest.raises(TableRefused):
        parse_stages("result 1 work_day; result 2 work_day")


def test_the_digest_tells_a_changed_row() -> None:
    assert digest_of({"a": "1", "b": ""}) == digest_of({"b": "", "a": "1"})
    assert digest_of({"a": "1", "b": ""}) != digest_of({"a": "", "b": "1"})


@pytest.mark.skipif(not SOURCE.exists(), reason="the source table is not here")
def test_our_copy_says_what_the_source_says() -> None:
    with SOURCE.open(encoding="utf-8-sig", newline="") as table:
        source = {row["code"]: row for row in csv.DictReader(table)}
    ours = {row["code"]: row for row in rows_of("matters") if len(row["code"]) == 4}
    assert ours.keys() == source.keys()
    for code, row in source.items():
        mine = ours[code]
        assert (mine["name"], mine["platform"], mine["urgency"], mine["sensitive"]) == (
            row["name"],
            row["platform"],
            row["urgency"],
            row["sensitive"],
        )
        assert mine["level"] == row["handling_level"] and mine["basis"] == row["basis"]


@pytest.mark.skipif(not SOURCE.exists(), reason="the source table is not here")
def test_single_limits_and_on_spot_are_the_sources() -> None:
    units = {"EH": "urgent_hour", "H": "work_hour", "D": "work_day"}
    units |= {"ED": "natural_day", "CD": "natural_day"}
    with SOURCE.open(encoding="utf-8-sig", newline="") as table:
        for row in csv.DictReader(table):
            first = next(r for r in rows_of("standards") if r["matter"] == row["code"])
            assert first["on_spot"] == row["on_spot"], row["code"]
            if row["code"] not in SPLIT:
                number, unit = row["limit"].split()
                assert first["stages"] == f"result {number} {units[unit]}", row["code"]
