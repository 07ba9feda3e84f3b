# SPDX-License-Identifier: Apache-2.0
"""How personal data looks where nobody needs all of it (脱敏): lists, logs, walls, exports."""

_HIDDEN = "○"


def mask_name(name: str) -> str:
    """Return a name of which only the family name is left: 张三丰 -> 张○○."""
    name = name.strip()
    return name[:1] + _HIDDEN * (len(name) - 1)


def mask_phone(phone: str) -> str:
    """Return a number of which the middle is hidden: 13812345678 -> 138****5678.

    Of a short number, less than half is shown.
    """
    digits = phone.strip()
    if len(digits) >= 11:
        return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"
    shown = len(digits) // 4
    return "*" * (len(digits) - shown) + (digits[-shown:] if shown else "")


def mask_id_number(number: str) -> str:
    """Return an identity number of which only the ends are left: 330…1234."""
    number = number.strip()
    if len(number) < 8:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"
