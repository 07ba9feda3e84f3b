# SPDX-License-Identifier: Apache-2.0
"""Points scattered and cells cut: inside, in order, without gaps, the same every time."""

import pytest
import shapely

from grids.geometry import cells, centre, clean, divide, scatter, settle

# A ring with a hole and an island: neither convex nor in one piece.
AREA = shapely.union(shapely.box(0, 0, 4, 4) - shapely.box(1, 1, 3, 3), shapely.box(5, 0, 6, 1))


def test_scattered_points_lie_inside_and_come_again() -> None:
    points = scatter(AREA, 30, "seed")
    assert len(set(points)) == 30
    assert shapely.contains_xy(AREA, [x for x, _ in points], [y for _, y in points]).all()
    assert points == scatter(AREA, 30, "seed") != scatter(AREA, 30, "other")


@pytest.mark.parametrize("count", [1, 2, 17])
def test_cells_fill_the_area(count: int) -> None:
    parts = divide(AREA, count, "seed")
    assert len(parts) == count
    assert sum(cell.area for _, cell in parts) == pytest.approx(AREA.area)
    assert all(shapely.distance(cell, shapely.Point(point)) == 0 for point, cell in parts)


def test_cells_come_in_the_order_of_their_points() -> None:
    west, east = cells(shapely.box(0, 0, 4, 1), [(3.0, 0.5), (1.0, 0.5)])
    assert west.centroid.x == pytest.approx(3) and east.centroid.x == pytest.approx(1)


def test_points_outside_missing_or_double_are_placed_inside() -> None:
    settled = settle(AREA, [(0.5, 0.5), (2.0, 2.0), None, (0.5, 0.5)], "seed")
    assert [estimated for _, estimated in settled] == [False, True, True, True]
    assert settled[0][0] == (0.5, 0.5)
    assert len({point for point, _ in settled}) == 4
    assert all(shapely.covers(AREA, shapely.Point(point)) for point, _ in settled)


def test_a_centre_lies_inside_even_if_the_centroid_does_not() -> None:
    assert shapely.covers(AREA, shapely.Point(centre(AREA)))


def test_what_is_not_an_area_is_dropped() -> None:
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    assert clean(bow_tie).is_valid and clean(bow_tie).area == pytest.approx(2)
    mixed = shapely.GeometryCollection(
        [shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (2, 2)])]
    )
    assert clean(mixed).geom_type == "Polygon"
