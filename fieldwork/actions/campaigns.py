# SPDX-License-Identifier: Apache-2.0
"""A township or the county starts a campaign (发起排查): in these units, from when to when, with
a checklist and targets out of the registers or a list. It ends by its date; nobody closes it."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from duties.directory import matter_by_code
from events.fields import Choose, Field, Group, Invalid, Text, UnitCodes, clean
from events.refusals import BadFields
from fieldwork.access import campaign_for, check_commands, check_runs, commanding
from fieldwork.actions.receipts import Kept, digests_of, keep_once
from fieldwork.models import Campaign, CampaignTarget
from fieldwork.queries import scope_of
from fieldwork.rules import LONGEST_DAYS
from grids.directory import UnitRow, subtree_of
from registers.access import GRID_KINDS
from registers.columns import REGISTERS, Column, Register, read_values
from registers.importing import Line
from registers.models import Organisation
from registers.queries import care_tags, place_kinds, tagged, today

MOST_TARGETS = 20_000
MOST_ITEMS = 12
ASKED_KINDS = frozenset({"township", "village", "grid"})


@dataclass(frozen=True)
class Day(Field):
    """A day, as 2026-12-01."""

    def shape(self, event: Any) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def read(self, raw: Any) -> date:
        try:
            return date.fromisoformat(raw if isinstance(raw, str) else "")
        except ValueError:
            raise Invalid(_t("要填日期,如 2026-12-01")) from None


REGISTER_CHOICES = tuple((each.name, each.label) for each in REGISTERS.values())
TARGET_FIELDS = (
    Choose("register", _("底数"), required=True, choices=REGISTER_CHOICES),
    Text("kind", _("类型"), most=20),
    Text("tag", _("关爱标签"), most=20),
)
CAMPAIGN_FIELDS = (
    Text("title", _("名称"), required=True, most=60),
    Text("matter", _("事项"), most=8),
    UnitCodes("units", _("范围"), required=True),
    Day("from_on", _("起"), required=True),
    Day("to_on", _("止"), required=True),
    Text("checklist", _("检查项"), most=600),
    Group("targets", _("排查对象"), fields=TARGET_FIELDS),
)
# A list of targets that stands in no register.
TARGET_COLUMNS: Sequence[Column] = (
    replace(REGISTERS["place"].column("name"), headings=("名称", "对象", "场所名称", "单位名称")),
    REGISTERS["place"].column("address"),
)


def start_campaign(*, by: User, client_uuid: uuid.UUID, **raw: Any) -> Kept[Campaign]:
    """发起: the targets are those that stand in the registers at this moment."""

    def make() -> Campaign:
        check_commands(by)
        values = clean(CAMPAIGN_FIELDS, raw)
        units = _outermost(values["units"])
        post = commanding(by, units)
        _check_days(values["from_on"], values["to_on"])
        campaign = Campaign.objects.create(
            by=by,
            client_uuid=client_uuid,
            body_digest=digests[0],
            unit_id=post.acts_for.id,
            county_id=post.acts_for.county_id or post.acts_for.id,
            title=values["title"],
            matter_id=_matter_id(values["matter"]),
            from_on=values["from_on"],
            to_on=values["to_on"],
            checklist=_items(values["checklist"]),
        )
        campaign.units.set([row.id for row in units])
        if values["targets"]:
            _draw_targets(campaign, units, values["targets"])
        return campaign

    digests = digests_of("campaign", raw)
    return keep_once(Campaign, by, client_uuid, digests, make)


@transaction.atomic
def add_targets(
    campaign: Campaign, lines: Iterable[Line], *, by: User, dry_run: bool
) -> dict[str, Any]:
    """导入对象: lines of a list; a line that is there already is told as the same."""
    campaign = campaign_for(by, campaign.pk)
    check_runs(by, campaign)
    grids = _grids_by_name(scope_of(campaign))
    known = set(campaign.targets.exclude(label="").values_list("grid_id", "label"))
    rows, told = [], []
    same = 0
    for line in lines:
        try:
            values = read_values(TARGET_COLUMNS, line.values, whole=True)
            grid = _named_grid(line.grid, grids)
        except BadFields as bad:
            text = next(iter(bad.errors.values()))[0]
            told.append({"line": line.number, "what": "error", "text": text})
            continue
        key = (grid.id, values["name"])
        same += key in known
        if key not in known:
            known.add(key)
            rows.append(_line_target(campaign, grid, values))
            told.append({"line": line.number, "what": "add", "text": ""})
    if not dry_run:
        CampaignTarget.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    errors = len(told) - len(rows)
    counts = {"add": len(rows), "change": 0, "same": same, "error": errors}
    return {"dry_run": dry_run, **counts, "lines": told}


def _line_target(campaign: Campaign, grid: UnitRow, values: dict[str, Any]) -> CampaignTarget:
    address = values.get("address") or ""
    return CampaignTarget(campaign=campaign, grid_id=grid.id, label=values["name"], address=address)


def _outermost(rows: list[UnitRow]) -> list[UnitRow]:
    """Without units that lie in another one of the list."""
    if any(row.kind not in ASKED_KINDS for row in rows):
        raise BadFields({"units": [_t("范围只能是乡镇、村社或网格")]})
    return [
        row
        for row in rows
        if not any(row is not other and row.path.startswith(other.path) for other in rows)
    ]


def _check_days(from_on: date, to_on: date) -> None:
    if to_on < from_on:
        raise BadFields({"to_on": [_t("止不能早于起")]})
    if to_on < today():
        raise BadFields({"to_on": [_t("已经过去了")]})
    if to_on - from_on > timedelta(days=LONGEST_DAYS):
        raise BadFields({"to_on": [_t("一次排查最长一年")]})


def _matter_id(code: str) -> int | None:
    if not code:
        return None
    matter = matter_by_code(code)
    if matter is None:
        raise BadFields({"matter": [_t("没有这个事项")]})
    return matter.id


def _items(text: str) -> list[dict[str, str]]:
    """检查项, one a line, as codes that stay and words that show."""
    words = [line.strip() for line in text.splitlines() if line.strip()]
    if len(words) > MOST_ITEMS:
        raise BadFields({"checklist": [_t("最多 %(most)d 项") % {"most": MOST_ITEMS}]})
    return [{"code": f"c{n}", "label": word[:60]} for n, word in enumerate(words, start=1)]


def _draw_targets(campaign: Campaign, units: list[UnitRow], asked: dict[str, Any]) -> None:
    """The records of a register within the units, by kind or tag. Sensitive tags draw no list."""
    register = REGISTERS[asked["register"]]
    grids = {row.id for unit in units for row in subtree_of(unit) if row.kind in GRID_KINDS}
    rows: Any = register.model._default_manager.filter(removed_at__isnull=True, grid__in=grids)
    if asked["kind"]:
        if asked["kind"] not in _kinds_of(register):
            raise BadFields({"targets": ["kind: " + _t("没有这个选项")]})
        rows = rows.filter(kind=asked["kind"])
    if asked["tag"]:
        tag = care_tags(sensitive=False).get(asked["tag"])
        if tag is None or register.name != "person":
            raise BadFields({"targets": [_t("没有这个标签")]})
        rows = tagged(rows, tag, ())
    found = list(rows.order_by("grid_id", "pk").values_list("pk", "grid_id")[: MOST_TARGETS + 1])
    if len(found) > MOST_TARGETS:
        said = _t("对象太多:最多 %(n)d 个,请分乡镇发起") % {"n": MOST_TARGETS}
        raise BadFields({"targets": [said]})
    CampaignTarget.objects.bulk_create(
        (
            CampaignTarget(campaign=campaign, grid_id=grid, **{f"{register.name}_id": pk})
            for pk, grid in found
        ),
        batch_size=1000,
    )


def _kinds_of(register: Register) -> Collection[str]:
    """The kinds that a register tells apart, by code."""
    if register.name == "place":
        return place_kinds().keys()
    return Organisation.Kind.values if register.name == "organisation" else ()


def _grids_by_name(scope: list[UnitRow]) -> dict[str, UnitRow | None]:
    """The grids of the scope by code and name; None for a name that two bear."""
    found: dict[str, UnitRow | None] = {}
    rows = {row.id: row for unit in scope for row in subtree_of(unit) if row.kind in GRID_KINDS}
    for row in rows.values():
        found[row.name] = None if row.name in found else row
    return found | {row.code: row for row in rows.values()}


def _named_grid(name: str, grids: dict[str, UnitRow | None]) -> UnitRow:
    grid = grids.get(name)
    if grid is None:
        said = _t("范围内没有网格“%(grid)s”,或有几个同名") % {"grid": name[:24]}
        raise BadFields({"grid": [said]})
    return grid
