# SPDX-License-Identifier: Apache-2.0
"""A county from the divisions table: its tree, its offices, its grids, its estimated map."""

from collections.abc import Sequence

from accounts.models import User
from grids.actions.kinds import load_kinds
from grids.actions.planting import Planted, plant_county
from grids.actions.tree import add_unit
from grids.layout import draft_county
from grids.models import Unit
from grids.rules import TreeRefused
from grids.tables import Division, county_outline, offices, shipped_divisions, township_points


def build_county(
    code: str, by: User | None = None, *, divisions: Sequence[Division] | None = None
) -> Planted:
    """Make or update a county's whole tree (整县建树) from a divisions table.

    Without `divisions`, from the table of Zhejiang that ships with the product. Run twice it
    changes nothing. `code` may be the six digits alone. Provinces and cities above are a small
    tree of their own.
    """
    code = code.ljust(12, "0")
    rows = shipped_divisions() if divisions is None else divisions
    own = [row for row in rows if row.code[:6] == code[:6] and row.kind not in ("province", "city")]
    own.sort(key=lambda row: row.kind != "county")
    if not own or own[0].code != code or own[0].kind != "county":
        raise TreeRefused(f"no county {code} in the table")
    _add_above(code, rows)
    drafts = draft_county(own, offices(), county_outline(code), township_points(code))
    return plant_county(code, drafts, by=by)


def _add_above(code: str, rows: Sequence[Division]) -> None:
    """Add the province and the city of a county, where the table has them."""
    load_kinds()
    by_code = {row.code: row for row in rows if row.kind in ("province", "city")}
    parent: Unit | None = None
    for above in (f"{code[:2]}0000000000", f"{code[:4]}00000000"):
        row = by_code.get(above)
        if row is None:
            return
        known = Unit.objects.filter(code=above).first()
        parent = known or add_unit(code=above, name=row.name, kind=row.kind, parent=parent, by=None)
