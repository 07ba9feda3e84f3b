# SPDX-License-Identifier: Apache-2.0
"""The only gate to fieldwork: who writes and reads logs, who starts campaigns and sees how far.

Logs belong to the people of the grid, its village and its township, like the registers they speak
of. A campaign is seen by the units it asks and by those above them; a county sees numbers and
targets, not the logs of a grid.
"""

import uuid

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.refusals import NotAllowed, NotFound
from events.models import Photo
from fieldwork.models import Campaign, LogPhoto, WorkLog
from grids.directory import UnitRow, ancestors_of, unit_by_code, unit_by_id
from grids.models import Role
from grids.queries import Post, postings_of
from registers.access import grid_for, grids_under, reading_posts

# 指挥: who may start a campaign in the units below.
COMMAND = {
    "township": frozenset({Role.TOWNSHIP_CLERK, Role.TOWNSHIP_CHIEF}),
    "county": frozenset({Role.COUNTY_DISPATCHER, Role.COUNTY_CHIEF}),
}


def working_grid(user: User, code: str) -> tuple[UnitRow, Post]:
    """The grid somebody works in, and in which posting; `NotFound` outside one's reach."""
    row = grid_for(user, code)
    post = next(each for each in reading_posts(user) if row.path.startswith(each.acts_for.path))
    return row, post


def logs_in_reach(user: User) -> QuerySet[WorkLog]:
    """The logs of the grids somebody works with, and their own."""
    ids = grids_under(reading_posts(user)).keys()
    return WorkLog.objects.filter(Q(grid_id__in=ids) | Q(by=user))


def log_for(user: User, pk: int) -> WorkLog:
    """The log, if it is within reach; `NotFound` otherwise. One query."""
    log = logs_in_reach(user).filter(pk=pk).first()
    if log is None:
        raise NotFound
    return log


def photo_for(user: User, log_id: int, photo_id: uuid.UUID) -> Photo:
    """A photo of a log in reach. Two queries."""
    log = log_for(user, log_id)
    row = LogPhoto.objects.filter(log=log, photo=photo_id).select_related("photo").first()
    if row is None:
        raise NotFound
    return row.photo


def commanding_posts(user: User) -> list[Post]:
    """The postings in which somebody may start a campaign."""
    nobody: frozenset[Role] = frozenset()
    return [
        post for post in postings_of(user) if post.role in COMMAND.get(post.acts_for.kind, nobody)
    ]


def check_commands(user: User) -> None:
    """Refuse whoever commands no unit."""
    if not commanding_posts(user):
        raise NotAllowed


def commanding(user: User, rows: list[UnitRow]) -> Post:
    """The posting that may ask these units; `NotFound` where one lies outside its command."""
    for post in commanding_posts(user):
        if all(row.path.startswith(post.acts_for.path) for row in rows):
            return post
    raise NotFound


def campaigns_in_reach(user: User) -> QuerySet[Campaign]:
    """The campaigns that ask a unit of one's own, or one above or below it."""
    units: set[int] = set()
    below = Q(pk__in=())
    for row in _areas(user):
        units |= {above.id for above in ancestors_of(row)}
        below |= Q(units__path__startswith=row.path)
    asked = Campaign.objects.filter(Q(units__in=units) | below)
    return Campaign.objects.filter(pk__in=asked.values("pk"))


def campaign_for(user: User, pk: int) -> Campaign:
    """The campaign, if it is within reach; `NotFound` otherwise. One query."""
    campaign = campaigns_in_reach(user).filter(pk=pk).select_related("matter", "by").first()
    if campaign is None:
        raise NotFound
    return campaign


def check_runs(user: User, campaign: Campaign) -> None:
    """Refuse who does not command the unit that started the campaign."""
    if campaign.unit_id not in {post.acts_for.id for post in commanding_posts(user)}:
        raise NotAllowed


def area_for(user: User, campaign: Campaign, code: str) -> UnitRow:
    """The unit whose part of a campaign is asked for: within one's own reach and the campaign's.

    Without a code the campaign's unit, or one's own where that lies below it.
    """
    own = unit_by_id(campaign.unit_id)
    reach = _areas(user)
    if not code and any(own.path.startswith(row.path) for row in reach):
        return own
    if not code:
        code = next((row.code for row in reach if row.path.startswith(own.path)), "")
    row = unit_by_code(code) if len(code) <= 24 else None
    if row is None or not row.path.startswith(own.path):
        raise NotFound
    if not any(row.path.startswith(each.path) for each in reach):
        raise NotFound
    return row


def _areas(user: User) -> list[UnitRow]:
    """The parts of the tree somebody acts for, micro-grids included; an office is no area."""
    units = (post.acts_for for post in postings_of(user))
    return [row for row in units if row.is_node or row.kind == "micro_grid"]
