# SPDX-License-Identifier: Apache-2.0
"""A report becomes an event (上报), is completed by its reporter (补充后再报), or is mended and
closed on the spot (即采即办)."""

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from duties.directory import MatterRow, StandardRow
from duties.queries import sample_percents
from duties.rules import first_node, level_of, urgency_of
from events import moment
from events.access import check_may_report
from events.actions.closing import draw, lot_of, owe_answers
from events.actions.handling import take_part
from events.actions.moving import Moving
from events.actions.noting import known_matter, put_anew, put_at, refile
from events.actions.placing import PLACE_FIELDS, Place, find_place, own_county, point_text
from events.actions.protocol import Done, move, read
from events.actions.receipts import name_event, take_receipt
from events.actions.routing import escalate_by_rule
from events.fields import Choose, Flag, Group, Groups, Moment, Number, PhotoIds, Text, clean
from events.models import Claimant, Event, Source, Urgency
from events.models.event import Severity
from events.refusals import BadFields, NotAllowed
from events.rules import hearing_node, is_sensitive, may_close_on_the_spot, village_code
from grids.directory import UnitRow, enclosing, unit_by_id
from grids.queries import postings_of

SPOT_FIELDS = (
    Text("text", _("怎么办好的"), required=True, most=4000),
    PhotoIds("photos_before", _("处置前照片")),
    PhotoIds("photos_after", _("处置后照片")),
)
CLAIMANT_FIELDS = (
    Text("name", _("姓名"), most=40),
    Text("phone", _("电话"), most=20),
    Flag("wants_reply", _("要回复")),
    Flag("secret", _("要求保密")),
)
REPORT_FIELDS = (
    Text("matter", _("事项"), required=True, most=8),
    *PLACE_FIELDS,
    Text("text", _("内容"), most=4000),
    PhotoIds("photos", _("照片")),
    Moment("client_time", _("手机时间")),
    Choose("severity", _("严重程度"), choices=Severity.choices),
    Choose("urgency", _("紧急程度"), choices=Urgency.choices),
    Choose("source", _("来源"), choices=Source.choices),
    Text("source_number", _("来源编号"), most=64),
    Moment("source_due", _("来源时限")),
    Groups("claimants", _("诉求人"), fields=CLAIMANT_FIELDS),
    Number("headcount", _("人数"), least=0, most=100_000),
    Flag("on_behalf", _("代人上报")),
    Group("done_on_the_spot", _("已当场办好"), fields=SPOT_FIELDS),
)


WHEN_AND_HOW_MANY = ("source_due", "client_time", "headcount")


@transaction.atomic(durable=True)
def report_event(*, by: User, client_uuid: uuid.UUID, **raw: Any) -> Done:
    """上报: one event for one `client_uuid`, at its first node by level and place.

    Fields as `REPORT_FIELDS`. A level-4 matter is escalated by rule in the same transaction.
    """
    repeat = take_receipt(by, client_uuid, "submit", raw)
    if repeat is not None:
        return Done(read(repeat), replayed=True)
    check_may_report(by)
    values = clean(REPORT_FIELDS, raw)
    matter = known_matter(values["matter"])
    place = find_place(values, by=by)
    event = _new_event(by, client_uuid, matter, place, values)
    moving = Moving(event, by, _own_unit(by), event.reported_at, is_new=True)
    name_event(by, client_uuid, event.pk)
    if values["done_on_the_spot"]:
        _close_on_the_spot(moving, values)
    else:
        _submit(moving, values)
    moving.settle()
    return Done(event)


RESUBMIT_FIELDS = tuple(
    replace(field, required=False) for field in REPORT_FIELDS if field.name != "done_on_the_spot"
)


@move("resubmit", _("补充后再报"), *RESUBMIT_FIELDS)
def resubmit(m: Moving, **values: Any) -> None:
    """补充后再报: the reporter answers what was asked; it goes back to the node that asked."""
    event, before = m.event, m.standard
    if values["matter"]:
        refile(m, values["matter"])
    texts = {"text": values["text"], "claimants": _people(values)}
    if any(values[name] not in (None, "") for name in ("lon", "lat", "grid", "address")):
        texts |= put_anew(m, values)
    for name in ("text", "urgency", "severity", "source", "source_number", *WHEN_AND_HOW_MANY):
        setattr(event, name, values[name] or getattr(event, name))
    secret = any(each["secret"] for each in values["claimants"])
    if is_sensitive(m.matter, event.headcount, secret=secret):
        m.make_sensitive()
    event.resubmit()
    event.lapses_at = None
    m.clocks.stop("resubmit")
    _run_on(m, before)
    m.clocks.start_process("accept", m.standard)
    line = m.line("resubmit", "draft", texts=texts)
    m.attach(values["photos"], "report", line)
    _add_claimants(m, values)
    escalate_by_rule(m)


def _run_on(m: Moving, before: StandardRow) -> None:
    """A limit of handling that was stopped for it (收回、退回补充) runs on, by the matter of now;
    while the reporter had it, it was no unit's time."""
    m.clocks.run_on(held_since=m.now)
    if m.standard.id != before.id:
        m.clocks.recompute(m.standard, new_standard=True)


def _new_event(
    by: User, client_uuid: uuid.UUID, matter: MatterRow, place: Place, values: dict[str, Any]
) -> Event:
    now = moment.now()
    secret = any(each["secret"] for each in values["claimants"])
    sensitive = is_sensitive(matter, values["headcount"], secret=secret)
    first = first_node(matter, place.unit, matter.standards[0])
    node = hearing_node(first, sensitive=sensitive)
    event = Event(
        number=_next_number(place.unit, now),
        client_uuid=client_uuid,
        county_id=own_county(by).id,
        matter_id=matter.id,
        standard_id=matter.standards[0].id,
        platform=matter.platform,
        source=values["source"] or _source_of(by),
        source_number=values["source_number"],
        source_due=values["source_due"],
        urgency=values["urgency"] or urgency_of(matter, matter.standards[0]),
        severity=values["severity"] or Severity.MINOR,
        level=level_of(matter, matter.standards[0]),
        sensitive=sensitive,
        headcount=values["headcount"],
        reporter=by,
        village_code=village_code(place.unit),
        text=values["text"],
        client_time=values["client_time"],
        holder_id=node.id,
        reported_at=now,
    )
    put_at(event, place)
    event.save(force_insert=True)
    return event


def _submit(m: Moving, values: dict[str, Any]) -> None:
    m.event.submit()
    m.hold(m.holder)
    m.clocks.start_process("accept", m.standard)
    line = m.line("submit", "draft", texts=_texts(m, values))
    m.attach(values["photos"], "report", line)
    _add_claimants(m, values)
    escalate_by_rule(m)


def _close_on_the_spot(m: Moving, values: dict[str, Any]) -> None:
    """即采即办: one person, one line; allowed where the filing standard says so."""
    done = values["done_on_the_spot"]
    posts = postings_of(m.by)
    spot_posts = [
        post
        for post in posts
        if may_close_on_the_spot(m.standard, post.role)
        and m.event.place_path.startswith(post.acts_for.path)
    ]
    if not spot_posts or m.event.sensitive:
        raise NotAllowed(_t("这类事项在这里不能当场办结"))
    before, after = values["photos"] + done["photos_before"], done["photos_after"]
    _check_spot_photos(m, before, after)
    unit = spot_posts[0].acts_for
    m.unit = unit
    m.event.handler_id, m.event.handler_user = unit.id, m.by
    take_part(m.event, m.by)
    m.event.node_id, m.event.on_the_spot = unit.id, True
    m.event.closed_at, m.event.closed_by = m.now, m.by
    m.event.lapses_at = m.clocks.up_at("archive")
    m.event.instant_close()
    m.hold(unit)
    texts = _texts(m, values) | {"result": done["text"]}
    _percent, on_the_spot = sample_percents(m.event.county_id)
    lot = lot_of(m.event, on_the_spot)
    line = m.line("instant_close", "draft", texts=texts, lot=lot)
    draw(m, line, lot)
    m.attach(list(dict.fromkeys(before)), "before", line)
    m.attach(after, "after", line)
    _add_claimants(m, values)
    owe_answers(m, [m])


def _check_spot_photos(m: Moving, before: list[uuid.UUID], after: list[uuid.UUID]) -> None:
    """The evidence the standard asks for; what it looked like before is no proof of after."""
    if m.standard.evidence == "photo_pair" and not (before and after):
        raise BadFields({"done_on_the_spot": [_t("要有处置前和处置后的照片")]})
    if m.standard.evidence in ("paper", "reading") and not after:
        raise BadFields({"done_on_the_spot": [_t("这类事项要有处置后的照片")]})
    if set(before) & set(after):
        raise BadFields({"done_on_the_spot": [_t("处置前和处置后不能是同一张照片")]})


def _texts(m: Moving, values: dict[str, Any]) -> dict[str, str]:
    """What the report said about people and the exact place: beside the chain, salted."""
    return {
        "text": values["text"],
        "point": point_text(m.event.lon, m.event.lat),
        "address": values["address"],
        "claimants": _people(values),
    }


def _people(values: dict[str, Any]) -> str:
    named = (f"{each['name']} {each['phone']}".strip() for each in values["claimants"])
    return "\n".join(each for each in named if each)


def _add_claimants(m: Moving, values: dict[str, Any]) -> None:
    rows = [Claimant(event=m.event, **each) for each in values["claimants"]]
    Claimant.objects.bulk_create(rows)
    m.event.has_claimants |= bool(rows)
    m.event.wants_reply |= any(row.wants_reply for row in rows)


def _own_unit(by: User) -> UnitRow:
    posts = postings_of(by)
    if not posts:
        raise NotAllowed
    return posts[0].acts_for


def _source_of(by: User) -> str:
    """The door a report came by, unless it says so: a grid's people, the hotline, others."""
    roles = {post.role for post in postings_of(by)}
    if roles & {"grid_worker", "grid_head", "village_officer"}:
        return Source.GRID
    return Source.HOTLINE if "hotline_agent" in roles else Source.OTHER


def _next_number(place: UnitRow, now: datetime) -> str:
    """Township initials + day + 4 digits (e.g. SQZ202611240001); more digits when it overflows."""
    town = enclosing(place, "township") or unit_by_id(place.county_id or place.id)
    prefix = f"{town.initials or town.code}{timezone.localtime(now):%Y%m%d}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_numberseries (prefix, last) VALUES (%s, 1)"
            " ON CONFLICT (prefix) DO UPDATE SET last = events_numberseries.last + 1"
            " RETURNING last",
            [prefix],
        )
        row: tuple[int] = cursor.fetchone()
    return f"{prefix}{row[0]:04d}"
