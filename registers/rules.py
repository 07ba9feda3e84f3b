# SPDX-License-Identifier: Apache-2.0
"""What numbers of people and organisations must look like. Pure."""

import re
from datetime import date

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
# GB 32100: no I, O, S, V, Z, which look like figures.
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_PHONE = re.compile(r"1[3-9]\d{9}|(?:0\d{2,3})?[2-9]\d{6,7}(?:\d{1,4})?")
_FIRST_YEAR = 1900


def is_credit_code(code: str) -> bool:
    """统一社会信用代码: 18 signs of which the last is the check sign (GB 32100-2015)."""
    if len(code) != 18 or any(sign not in _CREDIT_SIGNS for sign in code):
        return False
    values = (_CREDIT_SIGNS.index(sign) for sign in code[:17])
    total = sum(value * weight for value, weight in zip(values, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_SIGNS[(31 - total % 31) % 31] == code[17]


def is_id_number(number: str) -> bool:
    """公民身份号码: 17 figures with a date of birth, and the check sign (GB 11643-1999)."""
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return False
    total = sum(int(sign) * weight for sign, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11] == number[17] and born_on(number) is not None


def born_on(id_number: str) -> date | None:
    """The date of birth an identity number names, or None where it names none."""
    try:
        day = date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None
    return day if day.year >= _FIRST_YEAR else None


def plain_phone(text: str) -> str | None:
    """The figures of a phone number, or None where it is none; 0575-… and +86 … are read."""
    figures = re.sub(r"[\s\-—()()]", "", text)
    figures = re.sub(r"^(\+86|0086)", "", figures)
    return figures if _PHONE.fullmatch(figures) else None
