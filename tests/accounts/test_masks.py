# SPDX-License-Identifier: Apache-2.0
"""Masked names, phones and identity numbers."""

import pytest

from accounts.masks import mask_id_number, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张三丰", "张○○"), ("李四", "李○"), ("王", "王"), ("", ""), (" 赵六 ", "赵○")],
)
def test_only_the_family_name_is_left(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812345678", "138****5678"),
        ("057182345678", "057*****5678"),
        ("82345678", "******78"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_the_middle_of_a_phone_is_hidden(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [("330604199001011234", "330***********1234"), ("1234567", "*******")]
)
def test_an_identity_number_keeps_its_ends(number: str, shown: str) -> None:
    assert mask_id_number(number) == shown
