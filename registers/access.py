# SPDX-License-Identifier: Apache-2.0
"""The only gate to the registers: who reads which grids' records, who keeps them, who audits.

People of the grid, of its village and of its township; nobody elsewhere, for whom a record does
not exist (404). Sensitive tags only in a posting that may handle what is sensitive.
"""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from accounts.refusals import NotAllowed, NotFound
from grids.directory import UnitRow, subtree_of, unit_by_id
from grids.models import Role
from grids.queries import Post, postings_of
from registers.columns import REGISTERS, Register
from registers.models import Person, Record

GRID_KINDS = frozenset({"grid", "micro_grid"})
_IN_GRID = frozenset({Role.GRID_WORKER, Role.GRID_HEAD})
_IN_VILLAGE = frozenset({Role.GRID_HEAD, Role.VILLAGE_OFFICER})
_IN_TOWNSHIP = frozenset({Role.TOWNSHIP_CLERK, Role.TOWNSHIP_CHIEF})
# Which roles at which kind of unit read, add and correct what lies under it.
READERS = {
    "micro_grid": _IN_GRID,
    "grid": _IN_GRID,
    "village": _IN_VILLAGE,
    "township": _IN_TOWNSHIP,
}
# Who may import, remove and erase as well: not the grid alone.
KEEPERS = {"village": _IN_VILLAGE, "township": _IN_TOWNSHIP}
# Who sees who read: the auditor, and who keeps the system.
AUDITORS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})


def reading_posts(user: User | AnonymousUser) -> list[Post]:
    """The postings in which somebody works with registers."""
    return _posts(user, READERS)


def keeping_posts(user: User) -> list[Post]:
    """The postings in which somebody may import, remove and erase."""
    return _posts(user, KEEPERS)


def grids_under(posts: Iterable[Post]) -> dict[int, UnitRow]:
    """The grids of these postings by id, from process memory. No query."""
    return {
        row.id: row for post in posts for row in subtree_of(post.acts_for) if row.kind in GRID_KINDS
    }


def records_in_reach(user: User, register: Register) -> QuerySet[Record]:
    """The live records somebody may work with."""
    ids = grids_under(reading_posts(user)).keys()
    rows = register.model._default_manager.filter(removed_at__isnull=True)
    return rows.filter(grid_id__in=ids)


def record_for(user: User, kind: str, pk: int, *, locked: bool = False) -> Record:
    """The record, if it is within reach; `NotFound` otherwise. One query."""
    register = register_of(kind)
    rows = records_in_reach(user, register)
    if locked:
        rows = rows.select_for_update(no_key=True, of=("self",))
    record = rows.filter(pk=pk).first()
    if record is None:
        raise NotFound
    return record


def register_of(kind: str) -> Register:
    """The register of this name; `NotFound` where there is none."""
    if kind not in REGISTERS:
        raise NotFound
    return REGISTERS[kind]


def grid_for(user: User, code: str, *, keeping: bool = False) -> UnitRow:
    """The grid with this code, if records of it may be written; else `NotFound`."""
    posts = keeping_posts(user) if keeping else reading_posts(user)
    for row in grids_under(posts).values():
        if row.code == code:
            return row
    raise NotFound


def check_works_with(user: User) -> None:
    """Refuse whoever has nothing to do with registers."""
    if not reading_posts(user):
        raise NotAllowed


def check_may_keep(user: User, grid_id: int) -> None:
    """Refuse an import, a removal by those who only work with the records of one grid."""
    if grid_id not in grids_under(keeping_posts(user)):
        raise NotAllowed


def may_erase(user: User, grid_id: int) -> bool:
    """Who keeps the records of a grid, and the county's administrator, who cannot read them."""
    county = unit_by_id(grid_id).county_id
    return grid_id in grids_under(keeping_posts(user)) or any(
        post.role == Role.ADMINISTRATOR and post.unit.county_id == county
        for post in postings_of(user)
    )


def person_to_erase(user: User, pk: int, *, locked: bool = False) -> Person:
    """The person, erased ones too, for whoever may erase; `NotAllowed` for other readers of it."""
    rows = Person.objects.select_for_update(no_key=True) if locked else Person.objects.all()
    person = rows.filter(pk=pk).first()
    if person is None:
        raise NotFound
    if not may_erase(user, person.grid_id):
        raise NotAllowed if person.grid_id in grids_under(reading_posts(user)) else NotFound
    return person


def sensitive_grids(user: User) -> frozenset[int]:
    """The grids whose sensitive tags somebody may read and set."""
    return frozenset(grids_under(post for post in reading_posts(user) if post.sensitive))


def audited_counties(user: User) -> set[int]:
    """The counties whose readings somebody may look through."""
    posts = (post for post in postings_of(user) if post.role in AUDITORS)
    return {post.unit.county_id for post in posts if post.unit.county_id is not None}


def _posts(user: User | AnonymousUser, table: dict[str, frozenset[Role]]) -> list[Post]:
    nobody: frozenset[Role] = frozenset()
    return [
        post for post in postings_of(user) if post.role in table.get(post.acts_for.kind, nobody)
    ]
