# SPDX-License-Identifier: Apache-2.0
"""Check signs of numbers, phones as people write them, and what a spreadsheet would run."""

import pytest

from accounts.sheets import looks_like_formula
from registers.rules import is_credit_code, is_id_number, plain_phone
from tests.registers.conftest import ID_NUMBER


def test_a_credit_code_is_known_by_its_check_sign() -> None:
    assert is_credit_code("91339901MA0000001N")
    for wrong in ("91339901MA0000001M", "91339901MA000001N", "91339901MAI000001N", "", "9" * 18):
        assert not is_credit_code(wrong), wrong


def test_an_identity_number_has_a_day_and_a_check_sign() -> None:
    assert is_id_number(ID_NUMBER)
    for wrong in ("339901195001010011", ID_NUMBER[:17], "33990119501301001X", "１" * 18, ""):
        assert not is_id_number(wrong), wrong


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("138-0000 1234", "13800001234"),
        ("+86 13800001234", "13800001234"),
        ("0575-85551234", "057585551234"),
        ("85551234", "85551234"),
        ("12345", None),
        ("=1+1", None),
        ("", None),
    ],
)
def test_a_phone_as_people_write_it(written: str, read: str | None) -> None:
    assert plain_phone(written) == read


def test_what_a_spreadsheet_would_run() -> None:
    assert all(map(looks_like_formula, ("=1+1", "+cmd", "-2", "@SUM(1)", "\tx")))
    assert not looks_like_formula("桥头弄3号-1")
