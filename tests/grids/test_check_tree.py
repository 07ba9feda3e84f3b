# SPDX-License-Identifier: Apache-2.0
"""`check_tree` finds every way in which a tree can contradict itself."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from grids.integrity import tree_faults
from grids.models import Unit


def test_a_sound_tree_has_no_faults(
    county: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("check_tree")
    assert "sound" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"path": "339901000000/wrong/"}, "path"),
        ({"level": 7}, "level"),
        ({"lft": F("rght")}, "empty"),
        ({"lft": 1}, "outside its parent's"),
        ({"tree_id": 99}, "another tree"),
    ],
)
def test_a_fault_is_named(county: SimpleNamespace, change: dict[str, Any], words: str) -> None:
    Unit.objects.filter(pk=county.grid.pk).update(**change)
    assert any(words in fault for fault in tree_faults())
    with pytest.raises(CommandError, match="fault"):
        call_command("check_tree")


def test_sisters_that_overlap_and_circles_are_named(county: SimpleNamespace) -> None:
    first = Unit.objects.get(pk=county.grid.pk)
    Unit.objects.filter(pk=county.grid2.pk).update(lft=first.lft, rght=first.rght)
    assert any("overlaps" in fault for fault in tree_faults())
    Unit.objects.filter(pk=county.village.pk).update(parent=county.grid.pk)
    assert any("below itself" in fault for fault in tree_faults())
