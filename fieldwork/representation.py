# SPDX-License-Identifier: Apache-2.0
"""A log, a campaign, a target as their reader gets them; records of people stay masked."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse

from fieldwork.models import About, Campaign, CampaignTarget, WorkLog
from fieldwork.rules import Coverage, phase_of
from grids.directory import UnitRow, unit_by_id
from registers.columns import REGISTERS
from registers.queries import today
from registers.representation import masked_title


def unit_answer(row: UnitRow) -> dict[str, str]:
    """A unit by code, name and kind."""
    return {"code": row.code, "name": row.name, "kind": row.kind}


def about_answer(row: About, *, mine: bool) -> dict[str, Any] | None:
    """Which record something is about, masked; outside one's reach only that there is one."""
    for name in REGISTERS:
        record = getattr(row, name)
        if record is not None:
            title = masked_title(record) if mine or name not in ("person", "dwelling") else ""
            return {"register": name, "id": record.pk if mine else None, "title": title}
    return None


def target_answer(target: CampaignTarget, reach: Collection[int]) -> dict[str, Any]:
    """A target: a record, or a line of the campaign's own list."""
    about = about_answer(target, mine=target.grid_id in reach)
    address = target.address or _address(target, mine=target.grid_id in reach)
    return {
        "id": target.pk,
        "campaign": target.campaign_id,
        "grid": unit_answer(unit_by_id(target.grid_id)),
        "title": target.label or (about or {}).get("title", ""),
        "address": address,
        "about": about,
        "done": target.done_at is not None,
        "done_at": target.done_at,
    }


def log_answer(log: WorkLog) -> dict[str, Any]:
    """A log as the people of its grid read it."""
    grown = getattr(log, "grown", None)
    photos = [_photo(log, str(each.photo_id)) for each in log.photos.all()]
    return {
        "id": log.pk,
        "client_uuid": str(log.client_uuid),
        "kind": log.kind_id,
        "kind_name": log.kind.name,
        "zero": log.zero,
        "day": log.day,
        "grid": unit_answer(unit_by_id(log.grid_id)),
        "unit": unit_answer(unit_by_id(log.unit_id)),
        "by": str(log.by),
        "text": log.text,
        "about": about_answer(log, mine=True),
        "campaign": log.campaign_id,
        "campaign_title": log.campaign.title if log.campaign else "",
        "target": log.target_id,
        "faults": _fault_words(log),
        "photos": photos,
        "at": log.at,
        "client_time": log.client_time,
        "event": grown.event_id if grown else None,
        "event_number": grown.event.number if grown else "",
    }


def campaign_answer(campaign: Campaign, scope: list[UnitRow]) -> dict[str, Any]:
    """A campaign; whether it runs is said by its dates."""
    return {
        "id": campaign.pk,
        "client_uuid": str(campaign.client_uuid),
        "title": campaign.title,
        "unit": unit_answer(unit_by_id(campaign.unit_id)),
        "units": [unit_answer(row) for row in scope],
        "matter": campaign.matter.code if campaign.matter else None,
        "matter_name": campaign.matter.name if campaign.matter else "",
        "from_on": campaign.from_on,
        "to_on": campaign.to_on,
        "phase": phase_of(campaign.from_on, campaign.to_on, today()),
        "checklist": campaign.checklist,
    }


def coverage_answer(row: Coverage) -> dict[str, Any]:
    """How far a unit is."""
    return {
        "unit": unit_answer(row.unit),
        "targets": row.targets,
        "done": row.done,
        "left": row.targets - row.done,
        "grids": row.grids,
        "heard": row.heard,
        "events": row.events,
        "share": row.share,
    }


def _photo(log: WorkLog, pk: str) -> dict[str, str]:
    return {"id": pk, "url": reverse("worklog-photo", args=[log.pk, pk])}


def _fault_words(log: WorkLog) -> list[str]:
    items = log.campaign.checklist if log.campaign else []
    return [item["label"] for item in items if item["code"] in log.faults]


def _address(row: CampaignTarget, *, mine: bool) -> str:
    """Where a place is may be told to all who see the campaign; a home only within reach."""
    for record in (row.place, row.organisation):
        if record is not None:
            return record.address
    if row.person is not None and mine and row.person.dwelling is not None:
        return row.person.dwelling.address
    return ""
