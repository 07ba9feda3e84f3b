# SPDX-License-Identifier: Apache-2.0
"""A visit is logged (记日志), or a grid says that it looked and found nothing (零报告, one tap)."""

import uuid
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.actions.photos import forget_photos
from events.fields import Choose, Moment, Number, PhotoIds, Text, clean
from events.models import Photo
from events.refusals import BadFields
from fieldwork.access import campaign_for, working_grid
from fieldwork.actions.receipts import Kept, digests_of, keep_once
from fieldwork.models import Campaign, CampaignTarget, LogKind, LogPhoto, WorkLog
from fieldwork.queries import scope_of
from fieldwork.rules import KEPT_DAYS, is_running, tapped_on
from grids.directory import UnitRow
from grids.queries import Post
from registers.access import record_for
from registers.columns import REGISTERS

REGISTER_CHOICES = tuple((each.name, each.label) for each in REGISTERS.values())
LOG_FIELDS = (
    Text("grid", _("网格"), required=True, most=24),
    Text("kind", _("类型"), most=20),
    Text("text", _("情况"), most=1000),
    Number("campaign", _("专项排查"), most=2**53),
    Number("target", _("排查对象"), most=2**53),
    Choose("register", _("底数"), choices=REGISTER_CHOICES),
    Number("record", _("记录"), most=2**53),
    Text("faults", _("有问题的检查项"), most=400),
    PhotoIds("photos", _("照片")),
    Moment("client_time", _("手机时间")),
)
ZERO_FIELDS = (
    Text("grid", _("网格"), required=True, most=24),
    Number("campaign", _("专项排查"), most=2**53),
    Moment("client_time", _("手机时间")),
)
VISIT, INSPECTION = "visit", "inspection"


def log_work(*, by: User, client_uuid: uuid.UUID, **raw: Any) -> Kept[WorkLog]:
    """记日志: where, what kind, about which record or target, a few words; once per uuid. It is of
    the day it was written on the phone, however late that finds a network."""

    def make() -> WorkLog:
        values = clean(LOG_FIELDS, raw)
        grid, post = working_grid(by, values["grid"])
        log = WorkLog(by=by, client_uuid=client_uuid, body_digest=digests[0], grid_id=grid.id)
        log.text, log.client_time = values["text"], values["client_time"]
        log.unit_id, log.day = post.acts_for.id, _day_seen(log.client_time)
        log.campaign = _campaign(by, values["campaign"], grid, log.day)
        log.kind = _kind(values["kind"] or (INSPECTION if log.campaign else VISIT))
        log.faults = _faults(log.campaign, values["faults"])
        _put_about(log, by, grid, values)
        log.save(force_insert=True)
        _attach(log, values["photos"])
        _tick(log)
        return log

    digests = digests_of("log", raw)
    return keep_once(WorkLog, by, client_uuid, digests, make)


def report_zero(*, by: User, client_uuid: uuid.UUID, **raw: Any) -> Kept[WorkLog]:
    """今日无异常: once a day for a grid and a campaign, whoever of the grid taps it. It counts for
    the day it was tapped, however late the phone finds a network."""
    now, digests = timezone.localtime(), digests_of("zero", raw)

    def asked() -> tuple[UnitRow, Post, Campaign | None, datetime | None, date]:
        values = clean(ZERO_FIELDS, raw)
        grid, post = working_grid(by, values["grid"])
        day = _day_of(values["client_time"], now)
        return grid, post, _campaign(by, values["campaign"], grid, day), values["client_time"], day

    def make() -> WorkLog:
        grid, post, campaign, client_time, day = asked()
        return WorkLog.objects.create(
            by=by,
            client_uuid=client_uuid,
            body_digest=digests[0],
            unit_id=post.acts_for.id,
            grid_id=grid.id,
            kind=_kind(INSPECTION),
            campaign=campaign,
            zero=True,
            day=day,
            client_time=client_time,
        )

    def already() -> WorkLog | None:
        grid, _post, campaign, _time, day = asked()
        rows = WorkLog.objects.filter(zero=True, grid_id=grid.id, day=day)
        return rows.filter(campaign=campaign).first()

    return keep_once(WorkLog, by, client_uuid, digests, make, already)


def forget_person(person_id: int) -> None:
    """A person was erased: what logs said at that visit, and its photos, go as well."""
    logs = WorkLog.objects.filter(person_id=person_id, erased_at__isnull=True)
    shown = LogPhoto.objects.filter(log__in=logs).values("photo")
    # What an event shows is erased with the event.
    forget_photos(Photo.objects.filter(pk__in=shown, attachments=None))
    LogPhoto.objects.filter(log__in=logs).delete()
    logs.update(text="", erased_at=timezone.now())
    CampaignTarget.objects.filter(person_id=person_id).update(label="", address="")


def _day_of(tapped: datetime | None, now: datetime) -> date:
    day = tapped_on(tapped and timezone.localtime(tapped), now)
    if day is None:
        said = _t("零报告只收最近 %(n)d 天的,也不能早报") % {"n": KEPT_DAYS}
        raise BadFields({"client_time": [said]})
    return day


def _day_seen(tapped: datetime | None) -> date:
    """By the phone's clock, as far as it may be right; else the day it arrives."""
    now = timezone.localtime()
    return tapped_on(tapped and timezone.localtime(tapped), now) or now.date()


def _campaign(by: User, pk: int | None, grid: UnitRow, day: date) -> Campaign | None:
    """A campaign that runs on that day and asks this grid."""
    if pk is None:
        return None
    campaign = campaign_for(by, pk)
    if not any(grid.path.startswith(row.path) for row in scope_of(campaign)):
        raise BadFields({"campaign": [_t("这次排查不含这个网格")]})
    if not is_running(campaign.from_on, campaign.to_on, day):
        raise BadFields({"campaign": [_t("这次排查不在期内")]}, code="campaign_over")
    return campaign


def _kind(code: str) -> LogKind:
    kind = LogKind.objects.filter(code=code, active=True).first()
    if kind is None:
        raise BadFields({"kind": [_t("没有这个选项")]})
    return kind


def _faults(campaign: Campaign | None, given: str) -> list[str]:
    """Items of the campaign's checklist that are not in order."""
    codes = [part.strip() for part in given.split(",") if part.strip()]
    known = {item["code"] for item in campaign.checklist} if campaign else set()
    if set(codes) - known:
        raise BadFields({"faults": [_t("没有这个选项")]})
    return sorted(set(codes))


def _put_about(log: WorkLog, by: User, grid: UnitRow, values: dict[str, Any]) -> None:
    """The target, with its record; or a record of the grid's own register."""
    if values["target"] is not None:
        target = CampaignTarget.objects.filter(pk=values["target"], grid_id=grid.id).first()
        if target is None or log.campaign is None or target.campaign_id != log.campaign.pk:
            raise BadFields({"target": [_t("这次排查没有这个对象")]})
        log.target = target
        for name in REGISTERS:
            setattr(log, f"{name}_id", getattr(target, f"{name}_id"))
    elif values["register"]:
        record = record_for(by, values["register"], values["record"] or 0)
        if record.grid_id != grid.id:
            raise BadFields({"record": [_t("这条底数不在这个网格")]})
        setattr(log, values["register"], record)


def _attach(log: WorkLog, ids: list[uuid.UUID]) -> None:
    """One's own photos, in one go."""
    owned = set(Photo.objects.filter(pk__in=ids, owner=log.by).values_list("pk", flat=True))
    if len(owned) < len(ids):
        raise BadFields({"photos": [_t("只能附上自己拍的照片")]})
    LogPhoto.objects.bulk_create(LogPhoto(log=log, photo_id=pk) for pk in ids)


def _tick(log: WorkLog) -> None:
    """The target was looked at; the first time counts."""
    if log.target_id is not None:
        targets = CampaignTarget.objects.filter(pk=log.target_id, done_at__isnull=True)
        targets.update(done_at=timezone.now())
