# SPDX-License-Identifier: Apache-2.0
"""Reads of fieldwork: logs with what they show, a campaign's numbers and the lists behind them."""

from collections import defaultdict

from django.db.models import Count, Q, QuerySet

from fieldwork.models import Campaign, CampaignTarget, LogEvent, LogKind, WorkLog
from fieldwork.rules import Coverage, GridCount, covered
from grids.directory import UnitRow, children_of, subtree_of, unit_by_id
from registers.access import GRID_KINDS
from registers.queries import today

ABOUT = ("person__dwelling", "dwelling", "place", "organisation")


def log_kinds() -> list[LogKind]:
    """The kinds in use, in order. One query."""
    return list(LogKind.objects.filter(active=True))


def with_log(rows: QuerySet[WorkLog]) -> QuerySet[WorkLog]:
    """With all that a log shows: one join, and one query for photos."""
    return rows.select_related("by", "kind", "campaign", "grown__event", *ABOUT).prefetch_related(
        "photos"
    )


def with_target(rows: QuerySet[CampaignTarget]) -> QuerySet[CampaignTarget]:
    """With the records that targets are. One join."""
    return rows.select_related(*ABOUT)


def grid_ids(area: UnitRow) -> list[int]:
    """The grids of a unit, itself if it is one. No query."""
    return [row.id for row in subtree_of(area) if row.kind in GRID_KINDS]


def scope_of(campaign: Campaign) -> list[UnitRow]:
    """The units a campaign asks. One query."""
    return [unit_by_id(pk) for pk in campaign.units.order_by("path").values_list("pk", flat=True)]


def targets_of(campaign: Campaign, area: UnitRow) -> QuerySet[CampaignTarget]:
    """The targets of a campaign within a unit."""
    return CampaignTarget.objects.filter(campaign=campaign, grid__in=grid_ids(area))


def logs_of(campaign: Campaign, area: UnitRow) -> QuerySet[WorkLog]:
    """The logs of a campaign within a unit."""
    return WorkLog.objects.filter(campaign=campaign, grid__in=grid_ids(area))


def coverage(campaign: Campaign, area: UnitRow) -> tuple[Coverage, list[Coverage]]:
    """How far a unit is, and the units directly below it that are asked. Four queries.

    The same rows are behind `targets_of` and `logs_of`, so that a number equals its list.
    """
    scope = scope_of(campaign)
    grids = [
        row
        for row in subtree_of(area)
        if row.kind in GRID_KINDS and any(row.path.startswith(each.path) for each in scope)
    ]
    counts = _grid_counts(campaign, grids)
    below = [row for row in children_of(area.id) if row.is_node or row.kind in GRID_KINDS]
    asked = [
        row
        for row in below
        if any(row.path.startswith(e.path) or e.path.startswith(row.path) for e in scope)
    ]
    return covered([area], counts)[0], covered(asked, counts)


def _grid_counts(campaign: Campaign, grids: list[UnitRow]) -> list[GridCount]:
    ids = [row.id for row in grids]
    targets: dict[int, tuple[int, int]] = {
        row["grid"]: (row["n"], row["done"])
        for row in CampaignTarget.objects.filter(campaign=campaign, grid__in=ids)
        .values("grid")
        .annotate(n=Count("pk"), done=Count("pk", filter=Q(done_at__isnull=False)))
    }
    logs = WorkLog.objects.filter(campaign=campaign, grid__in=ids)
    heard = set(logs.filter(day=today()).values_list("grid", flat=True))
    events: dict[int, int] = defaultdict(int)
    for grid in LogEvent.objects.filter(log__in=logs).values_list("log__grid", flat=True):
        events[grid] += 1
    return [
        GridCount(row, *targets.get(row.id, (0, 0)), heard=row.id in heard, events=events[row.id])
        for row in grids
    ]
