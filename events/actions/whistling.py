# SPDX-License-Identifier: Apache-2.0
"""吹哨: a township calls units together under a lead, lets them go, scores them, and answers who
asks it for a whistle.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from duties.clocks import add_limit
from duties.queries import process_limit
from events.actions.moving import Moving
from events.actions.protocol import move
from events.actions.routing import answering_offices, drop_ruling
from events.fields import Choose, Moment, Number, Text, UnitCode, UnitCodes, YesNo
from events.gathering import callable_units, excusable, unscored, whistling_node
from events.models import Event, Summons, Whistle
from events.refusals import BadFields
from events.rules import LEVEL_OF_KIND, read_along
from grids.directory import UnitRow, enclosing, unit_by_id
from grids.queries import live_postings

MOST_UNITS = 20
# Nobody gathers later than this; what is planned further ahead is no whistle.
FURTHEST = timedelta(days=30)


def units_to_call(event: Event) -> list[UnitRow]:
    node = whistling_node(event)
    return callable_units(node) if node else []


def units_to_excuse(event: Event) -> list[UnitRow]:
    return [unit_by_id(pk) for pk in sorted(excusable(event))]


def units_to_score(event: Event) -> list[UnitRow]:
    return [unit_by_id(pk) for pk in sorted(unscored(event))]


@move(
    "whistle",
    _("吹哨"),
    Choose("kind", _("哨声种类"), required=True, choices=Whistle.Kind.choices),
    UnitCode(
        "lead",
        _("牵头单位"),
        required=True,
        offered=units_to_call,
        suggested=answering_offices,
    ),
    UnitCodes("departments", _("报到单位"), required=True, offered=units_to_call),
    Text("place", _("集合地点"), most=200),
    Moment("gather_at", _("集合时间"), ahead=True, hint=_("不填按哨声种类的时限")),
)
def whistle(
    m: Moving,
    *,
    kind: str,
    lead: UnitRow,
    departments: list[UnitRow],
    place: str,
    gather_at: datetime | None,
) -> None:
    """吹哨: named units under a lead; each reports in by the gathering time. The township answers
    for the event from now on, unless the county gave it down."""
    township = whistling_node(m.event)
    assert township is not None  # access asks that somebody may whistle
    units = _called(m, township, lead, departments)
    came_from, at = m.event.state, _gathering_time(m, kind, gather_at)
    m.clocks.stop("dispatch")
    drop_ruling(m)
    m.event.whistle()
    _take_command(m, township)
    m.assign(lead)
    m.clocks.start_handling(m.standard)
    blown = Whistle(event=m.event, kind=kind, by=m.by, place=place, gather_at=at, called_at=m.now)
    blown.township_id, blown.lead_id = township.id, lead.id
    m.gathering.call(blown, lead, units)
    for unit in units:
        m.clocks.start_gathering(unit.id, at)
    _let_read_along(m, township, units)
    m.line(
        "whistle",
        came_from,
        texts={"place": place},
        kind=kind,
        lead=lead.code,
        units=[unit.code for unit in units],
        gather_at=at.isoformat(),
    )


@move(
    "excuse",
    _("免到"),
    UnitCode("department", _("单位"), required=True, offered=units_to_excuse),
    Text("reason", _("为什么免到"), required=True),
)
def excuse(m: Moving, *, department: UnitRow, reason: str) -> None:
    """免到: the township lets a called unit go; its part counts as neither done nor missing."""
    if department.id not in excusable(m.event):
        raise BadFields({"department": [_t("只能免去还在等的报到单位,牵头单位不能免")]})
    m.clocks.stop_gathering(department.id)
    m.gathering.change(department.id, Summons.Status.EXCUSED)
    m.event.excuse()
    m.line("excuse", "joint", texts={"reason": reason}, department=department.code)


@move(
    "score",
    _("评分"),
    UnitCode("department", _("单位"), required=True, offered=units_to_score),
    Number("points", _("分数(1–5)"), required=True, least=1, most=5),
    Text("text", _("评语")),
)
def score(m: Moving, *, department: UnitRow, points: int, text: str) -> None:
    """评分: the township scores a unit's part after the whistle is done; units, never people."""
    if department.id not in unscored(m.event):
        raise BadFields({"department": [_t("只能给办完了、还没评过的单位评分")]})
    came_from = m.event.state
    m.gathering.change(department.id, Summons.Status.SCORED, points=points)
    m.event.score()
    m.line("score", came_from, texts={"text": text}, department=department.code, points=points)


@move("ask_help", _("请求吹哨"), Text("reason", _("为什么要吹哨"), required=True))
def ask_help(m: Moving, *, reason: str) -> None:
    """求助(请求吹哨): the holder, or the reporting grid worker, asks the township for a whistle."""
    assert m.unit is not None  # only people of a unit have the right to ask
    came_from = m.event.state
    m.event.ask_help()
    m.event.help_from_id = m.unit.id
    m.line("ask_help", came_from, texts={"reason": reason})


@move(
    "answer_help",
    _("答复求助"),
    YesNo("approved", _("同意吹哨吗"), required=True, yes=_("同意"), no=_("不同意")),
    Text("reason", _("说明"), hint=_("不同意时必填")),
)
def answer_help(m: Moving, *, approved: bool, reason: str) -> None:
    """答复求助: yes (then the township whistles), or no with a reason."""
    if not approved and not reason:
        raise BadFields({"reason": [_t("不同意要说明理由")]})
    assert m.event.help_from_id is not None  # access asks that somebody waits for it
    came_from, asked = m.event.state, unit_by_id(m.event.help_from_id)
    m.event.answer_help()
    m.event.help_from_id = None
    m.line(
        "answer_help",
        came_from,
        texts={"reason": reason},
        approved=approved,
        asked=asked.code,
    )


def _called(
    m: Moving, township: UnitRow, lead: UnitRow, departments: list[UnitRow]
) -> list[UnitRow]:
    """The units to call, the lead first, each once; only such as may be called here."""
    allowed = {row.id for row in callable_units(township)}
    if lead.id not in allowed:
        raise BadFields({"lead": [_t("只能请本乡镇的平台、站所和县级部门")]})
    if any(unit.id not in allowed for unit in departments):
        raise BadFields({"departments": [_t("只能请本乡镇的平台、站所和县级部门")]})
    units = list({unit.id: unit for unit in [lead, *departments]}.values())
    if len(units) > MOST_UNITS:
        raise BadFields({"departments": [_t("一次最多请 %(most)d 个单位") % {"most": MOST_UNITS}]})
    if m.event.sensitive:
        _check_trusted(units)
    return units


def _check_trusted(units: list[UnitRow]) -> None:
    """敏感: only units where somebody may read it are called, else they come and see nothing."""
    posts = live_postings().filter(unit_id__in=[unit.id for unit in units], sensitive=True)
    trusted = set(posts.values_list("unit_id", flat=True))
    missing = [unit.name for unit in units if unit.id not in trusted]
    if missing:
        names = "、".join(missing)
        raise BadFields(
            {"departments": [_t("敏感事件只能请有敏感岗位的单位:%(names)s") % {"names": names}]},
            code="not_trusted",
        )


def _gathering_time(m: Moving, kind: str, gather_at: datetime | None) -> datetime:
    """When to be there: as agreed, else the kind's own limit (county data); an emergency is never
    later than that."""
    limit, unit = process_limit(f"whistle_{kind}", m.event.county_id, m.event.urgency)
    latest = add_limit(m.now, limit, unit, m.clocks.calendar)
    if gather_at is None:
        return timezone.localtime(latest)
    if not m.now < gather_at <= m.now + FURTHEST:
        raise BadFields({"gather_at": [_t("集合时间要在现在之后、30 天之内")]})
    if kind == Whistle.Kind.EMERGENCY and gather_at > latest:
        raise BadFields({"gather_at": [_t("应急处置要在规定时间内报到,不能约得更晚")]})
    return timezone.localtime(gather_at)


def _take_command(m: Moving, township: UnitRow) -> None:
    """The township leads from here: what it or those below it had given on ends."""
    event = m.event
    m.hold(township)
    m.supersede_under(township)
    event.commander_id, event.help_from_id = township.id, None
    event.level = max(event.level, LEVEL_OF_KIND[township.kind])
    node = unit_by_id(event.node_id) if event.node_id else township
    if node.path.startswith(township.path):
        event.node_id = township.id


def _let_read_along(m: Moving, township: UnitRow, units: list[UnitRow]) -> None:
    """The called units hold it with the lead; the event's platform and village read along, and
    who stands behind a called station."""
    m.involved |= {unit.id: True for unit in units}
    village = enclosing(unit_by_id(m.event.place_id), "village")
    behind = [village.id] if village else []
    behind += [
        row.id
        for row in callable_units(township)
        if row.kind == "platform" and row.platform == m.event.platform
    ]
    for unit in units:
        behind += read_along(unit)
    for unit_id in behind:
        m.involved.setdefault(unit_id, False)
