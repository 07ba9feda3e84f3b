# SPDX-License-Identifier: Apache-2.0
"""The county of all tests is what its picture says."""

from types import SimpleNamespace

from grids.directory import enclosing, node_above, unit_by_code
from grids.queries import postings_of, reach_paths, units_in_reach
from tests.county import SHIQIAO


def test_units_stand_where_the_picture_says(county: SimpleNamespace) -> None:
    grid = unit_by_code("339901100201001")
    assert grid is not None
    assert grid.path == "339901000000/339901100000/339901100201/339901100201001/"
    township = enclosing(grid, "township")
    assert township is not None and township.code == SHIQIAO and township.initials == "SQ"
    station = unit_by_code("339901100S01")
    assert station is not None
    above = node_above(station)
    assert above is not None and above.code == SHIQIAO
    assert station.line_id == county.department.id


def test_people_serve_in_their_units(county: SimpleNamespace) -> None:
    (post,) = postings_of(county.chen)
    assert post.unit.code == "339901100C" and post.acts_for.code == SHIQIAO
    assert reach_paths(county.chen) == ("339901000000/339901100000/",)
    assert units_in_reach(county.lin).get().code == county.grid.code
