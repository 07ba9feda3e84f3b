# SPDX-License-Identifier: Apache-2.0
"""A standard is replaced or ended, never changed."""

from types import SimpleNamespace

import pytest

from duties.actions.standards import StandardRefused, end_standard, replace_standard
from duties.directory import matter_by_code, standard_by_id
from duties.models import FilingStandard, Matter
from duties.tables import StageDraft

pytestmark = pytest.mark.usefixtures("tables")


def draft(code: str, no: int) -> FilingStandard:
    return FilingStandard(
        matter=Matter.objects.get(code=code),
        no=no,
        condition="井盖响",
        closing_condition="不响",
        evidence="photo_pair",
        check_by="photo",
    )


def test_a_new_version_takes_the_old_ones_place(county: SimpleNamespace) -> None:
    before = FilingStandard.objects.get(matter__code="0702", no=2, active=True)
    stages = [StageDraft("arrive", 1, "work_day"), StageDraft("result", 3, "work_day")]
    replace_standard(draft("0702", 2), stages, by=county.admin)
    matter = matter_by_code("0702")
    assert matter is not None
    assert [(s.no, s.version) for s in matter.standards] == [(1, 1), (2, 2), (3, 1)]
    assert [stage.kind for stage in matter.standards[1].stages] == ["arrive", "result"]
    assert standard_by_id(before.pk).condition == "井盖弹跳、异响"


def test_a_new_number_is_added(county: SimpleNamespace) -> None:
    replace_standard(draft("0702", 4), [StageDraft("result", 1, "work_day")], by=county.admin)
    matter = matter_by_code("0702")
    assert matter is not None and [s.no for s in matter.standards] == [1, 2, 3, 4]


def test_a_standard_without_a_stage_is_refused(county: SimpleNamespace) -> None:
    with pytest.raises(StandardRefused):
        replace_standard(draft("0702", 2), [], by=county.admin)
    assert FilingStandard.objects.filter(matter__code="0702", active=True).count() == 3


def test_the_last_standard_of_a_matter_stays(county: SimpleNamespace) -> None:
    one, two, three = FilingStandard.objects.filter(matter__code="0702", active=True)
    end_standard(one, by=county.admin)
    end_standard(two, by=county.admin)
    with pytest.raises(StandardRefused):
        end_standard(three, by=county.admin)
    matter = matter_by_code("0702")
    assert matter is not None and [s.no for s in matter.standards] == [3]
