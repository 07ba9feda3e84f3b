# SPDX-License-Identifier: Apache-2.0
"""Short names of units and the pinyin letters that begin an event's number."""

from collections.abc import Container

from grids.tables import pinyin_letters

_ENDINGS = {
    "county": ("区", "县", "市"),
    "township": ("街道办事处", "街道", "镇", "乡"),
    "village": ("村民委员会", "居民委员会", "村委会", "居委会", "社区", "村"),
}
_COMMITTEES = (
    ("村民委员会", "村"),
    ("居民委员会", "社区"),
    ("村委会", "村"),
    ("居委会", "社区"),
)
_SHORTEST = 2
_MOST_LETTERS = 4


def short_name(name: str, kind: str) -> str:
    """Return the name people say: 石桥镇 -> 石桥, but 章镇镇 -> 章镇 and 罗村 -> 罗村."""
    for ending in _ENDINGS.get(kind, ()):
        if name.endswith(ending) and len(name) - len(ending) >= _SHORTEST:
            return name[: -len(ending)]
    return name[:30]


def spoken_village(name: str) -> str:
    """Return a village as people say it: 壁下村委会 -> 壁下村, 东海社区居委会 -> 东海社区."""
    for ending, instead in _COMMITTEES:
        if name.endswith(ending) and len(name) - len(ending) >= 1:
            stem = name[: -len(ending)]
            return stem if stem.endswith(("村", "社区")) else f"{stem}{instead}"
    return name


def initials(text: str, taken: Container[str] = ()) -> str:
    """Return capital pinyin initials: 石桥 -> SQ, SQ2 where SQ is taken already."""
    letters = pinyin_letters()
    base = "".join(letters.get(sign, "") for sign in text)[:_MOST_LETTERS] or "X"
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}{number}"
    return found
