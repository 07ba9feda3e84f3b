# SPDX-License-Identifier: Apache-2.0
"""What changes facts but not the state: correct, note; and taking a report back."""

import uuid
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from duties.directory import MatterRow, is_retired, matter_by_code
from events.actions.handling import keep_lateness
from events.actions.moving import Moving
from events.actions.placing import PLACE_FIELDS, Place, find_place, point_text
from events.actions.protocol import move
from events.actions.reckoning import standard_of
from events.actions.routing import escalate_by_rule, revoke_by_rule
from events.fields import Choice, Choose, Flag, Group, PhotoIds, Text
from events.lifecycle import OPEN_STATES
from events.models import Event, Urgency
from events.refusals import BadFields


def stages_left(event: Event | None) -> list[Choice]:
    """The stages before its result that an open event's standard has (到场、排险…)."""
    every: list[Choice] = [
        ("contact", _("已联系")),
        ("arrive", _("已到场")),
        ("make_safe", _("已排险")),
        ("plan", _("已有方案")),
    ]
    if event is None:
        return every
    own = {stage.kind for stage in standard_of(event).stages if event.state in OPEN_STATES}
    return [choice for choice in every if choice[0] in own]


@move(
    "correct",
    _("更正"),
    Text("matter", _("事项"), most=8),
    Group("place", _("位置"), fields=PLACE_FIELDS),
    Text("grid", _("网格代码"), most=24),
    Choose("urgency", _("紧急程度"), choices=Urgency.choices),
    Text("reason", _("为什么更正"), required=True),
)
def correct(
    m: Moving,
    *,
    matter: str,
    place: dict[str, Any] | None,
    grid: str,
    urgency: str | None,
    reason: str,
) -> None:
    """更正: matter, place or urgency; clocks are computed anew from the original start."""
    if not (matter or place or grid or urgency):
        raise BadFields({"matter": [_t("没有要更正的内容")]})
    before, standard = {"matter": m.matter.code, "urgency": m.event.urgency}, m.standard
    texts = {"reason": reason}
    if matter:
        refile(m, matter)
    if place or grid:
        texts |= put_anew(m, {**(place or {}), "grid": grid or (place or {}).get("grid")})
    m.event.urgency = urgency or m.event.urgency
    m.event.correct()
    after = {"matter": m.matter.code, "urgency": m.event.urgency}
    if before != after:
        m.clocks.recompute(m.standard, new_standard=m.standard.id != standard.id)
    changed = [name for name in before if before[name] != after[name]]
    codes: dict[str, Any] = {f"{name}_was": before[name] for name in changed}
    codes |= {f"{name}_is": after[name] for name in changed}
    if m.event.sensitive:
        # The chain keeps of a sensitive event its major alone, here too.
        codes |= {name: code[:2] for name, code in codes.items() if name.startswith("matter")}
    m.line("correct", m.event.state, texts=texts, **codes)
    revoke_by_rule(m)
    escalate_by_rule(m)


@move(
    "note",
    _("批注"),
    Text("text", _("写下进展"), required=True, most=4000),
    PhotoIds("photos", _("照片")),
    Flag("tell_resident", _("告诉诉求人")),
    Choose("stage", _("达到的环节"), choices=stages_left),
)
def note(
    m: Moving,
    *,
    text: str,
    photos: list[uuid.UUID],
    tell_resident: bool,
    stage: str | None,
) -> None:
    """批注/进展: a ledger line; a stage named here stops that stage's clock."""
    if tell_resident and m.unit is None:
        raise BadFields({"tell_resident": [_t("由办理单位告诉诉求人")]})
    m.event.note()
    if stage:
        _reach_stage(m, stage)
    line = m.line(
        "note",
        m.event.state,
        texts={"text": text},
        tell_resident=tell_resident or None,
        stage=stage,
    )
    m.attach(photos, "note", line)


@move("withdraw", _("撤回上报"))
def withdraw(m: Moving) -> None:
    """撤回上报: by the reporter, while nobody has acted on it."""
    m.clocks.stop("accept")
    m.event.withdraw()
    m.line("withdraw", "reported")


def put_anew(m: Moving, given: dict[str, Any]) -> dict[str, str]:
    """Place an event that lies somewhere already; the texts that stand beside the chain.

    Words alone say more about where it lies and move nothing.
    """
    if not given.get("grid") and given.get("lon") is None and given.get("lat") is None:
        m.event.address = given.get("address") or m.event.address
        return {"address": m.event.address}
    found = find_place(given, by=m.by)
    if found.unit.county_id != m.event.county_id:
        raise BadFields({"grid": [_t("这个网格不在本县")]}, code="outside_county")
    put_at(m.event, found)
    return {"point": point_text(m.event.lon, m.event.lat), "address": m.event.address}


def put_at(event: Event, found: Place) -> None:
    """Place the event; the village that the tallies count it under stays the one of its filing."""
    event.place_id, event.place_path = found.unit.id, found.unit.path
    event.lon, event.lat, event.datum = found.lon, found.lat, found.datum
    event.placed_by = found.placed_by
    event.address = found.address or event.address


def known_matter(code: str) -> MatterRow:
    """The active matter of this code; `matter_retired` if the list has changed since."""
    row = matter_by_code(code)
    if row is None and is_retired(code):
        raise BadFields({"matter": [_t("该事项已停用")]}, code="matter_retired")
    if row is None or not row.standards:
        raise BadFields({"matter": [_t("没有这个事项")]})
    return row


def refile(m: Moving, code: str) -> None:
    """File it under another matter, its first condition; the same matter keeps its condition."""
    row = known_matter(code)
    if row.id != m.event.matter_id:
        m.file_under(row, row.standards[0])


def _reach_stage(m: Moving, stage: str) -> None:
    running = {clock.stage for clock in m.clocks.running if clock.kind == "handle"}
    # The result is reached by `finish` alone.
    if stage not in running or stage not in dict(stages_left(m.event)):
        raise BadFields({"stage": [_t("这个环节现在不在计时")]})
    if m.unit is None or m.unit.id != m.event.holder_id:
        raise BadFields({"stage": [_t("环节由承办单位填写")]})
    keep_lateness(m.event, m.clocks.stop("handle", stage=stage))
