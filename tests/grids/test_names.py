# SPDX-License-Identifier: Apache-2.0
"""Short names and letters."""

import pytest

from grids.names import initials, short_name, spoken_village


@pytest.mark.parametrize(
    ("name", "kind", "short"),
    [
        ("石桥镇", "township", "石桥"),
        ("章镇镇", "township", "章镇"),
        ("百官街道", "township", "百官"),
        ("上虞区", "county", "上虞"),
        ("罗村", "village", "罗村"),
        ("基湖村委会", "village", "基湖"),
        ("龙山社区", "village", "龙山"),
        ("公安局", "department", "公安局"),
    ],
)
def test_short_names(name: str, kind: str, short: str) -> None:
    assert short_name(name, kind) == short


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("壁下村委会", "壁下村"),
        ("新村村委会", "新村"),
        ("东海社区居委会", "东海社区"),
        ("沙河居委会", "沙河社区"),
        ("龙山社区", "龙山社区"),
        ("村委会", "村委会"),
    ],
)
def test_villages_as_people_say_them(name: str, spoken: str) -> None:
    assert spoken_village(name) == spoken


def test_letters_are_pinyin_initials_and_differ_where_they_must() -> None:
    assert initials("百官") == "BG"
    assert initials("石桥", {"SQ", "SQ2"}) == "SQ3"
    assert initials("No1") == "X"
