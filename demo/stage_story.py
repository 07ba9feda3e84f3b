# SPDX-License-Identifier: Apache-2.0
"""The story of the stage (七步故事): a broken culvert, from the report to the close.

What comes next is read from the event as it stands, so a visitor may make any step by hand and
the story notices. Every step is the real action of the person whose turn it is.
"""

import random
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from demo.cast import Stage
from demo.crew import Crew
from demo.player import point_near
from events.actions import MOVES, report_event
from events.models import Event, Step
from events.refusals import Refused
from events.rules import dispatch_targets
from grids.directory import UnitRow, unit_by_id

MATTER, SCENE = "0903", "water"
TEXT = "桥边涵管破了，水漫到村道上，电动车打滑。"
NAMESPACE = uuid.UUID("5d0f8e52-6a0e-4f0f-9a35-2f6c0a1b7c11")


@dataclass(frozen=True)
class Told:
    """One of the seven steps as the page tells it: whose frame, and one sentence."""

    frame: str
    title: Any
    sentence: Any
    moves: tuple[str, ...] = ()


STEPS: tuple[Told, ...] = (
    Told(
        "phone",
        _("网格员上报"),
        _("林小满巡到桥边，拍一张照片，带上位置，一点就报。"),
        ("submit", "instant_close"),
    ),
    Told("wall", _("县大屏看见"), _("一秒之内，县里的大屏亮起这一件，数字同时加一。")),
    Told(
        "desk",
        _("镇里受理派发"),
        _("镇指挥室陈静受理，按责任清单派给平安法治平台。"),
        ("accept", "dispatch", "take"),
    ),
    Told("desk", _("平台签收"), _("平台王平签收，时限从派发时就在走。"), ("sign",)),
    Told("desk", _("处置反馈"), _("王平修好涵管，拍下修好的样子再反馈。"), ("finish",)),
    Told(
        "phone",
        _("回到网格核查"),
        _("谁报的谁去看：林小满到现场拍照，说办好了才算好。"),
        ("request_check", "check_pass"),
    ),
    Told("wall", _("结案"), _("核查通过就结案，大屏上的在办少一件，今日办结多一件。"), ("close",)),
)
REPORT, SEEN, ROUTE, SIGN, FINISH, CHECK, CLOSE = range(1, 8)
STEP_OF_STATE = {
    "reported": ROUTE,
    "accepted": ROUTE,
    "dispatched": SIGN,
    "processing": FINISH,
    "handled": CHECK,
    "checking": CHECK,
    "pending_close": CLOSE,
}


class NotInStory(Exception):
    """The event went a way that the story does not know."""


def find_event(stage: Stage, event_id: int | None, since: datetime) -> Event | None:
    """The story's event: the one named, or whatever its reporter has reported since."""
    mine = Event.objects.filter(reporter__username="lin", county_id=stage.county.id)
    if event_id is not None:
        return mine.filter(pk=event_id).first()
    return mine.filter(reported_at__gte=since).order_by("pk").first()


def next_step(event: Event | None) -> int | None:
    """Which step is next; None when the story is over or the event went elsewhere."""
    return REPORT if event is None else STEP_OF_STATE.get(event.state)


def made_steps(event: Event) -> list[dict[str, Any]]:
    """The ledger's lines of the event, each under its step: who, and which number."""
    names = {move: place for place, told in enumerate(STEPS, 1) for move in told.moves}
    lines = list(Step.objects.filter(event_id=event.pk, move__in=names).order_by("seq"))
    people = User.objects.in_bulk({line.by_id for line in lines if line.by_id})
    return [
        {
            "step": names[line.move],
            "seq": line.seq,
            "move": str(MOVES[line.move].label) if line.move in MOVES else "",
            "by": people[line.by_id].display_name if line.by_id in people else "",
            "at": line.at.isoformat(),
        }
        for line in lines
    ]


class Teller:
    """Makes the next step as the person whose turn it is."""

    def __init__(self, stage: Stage) -> None:
        self.crew, self.stage = Crew(stage.county), stage

    def go_on(self, event: Event | None, *, nonce: str) -> Event:
        """One step further. The same nonce twice is one report."""
        if event is None:
            return self._report(nonce)
        step = next_step(event)
        if step is None:
            raise NotInStory
        while step is not None and next_step(event) == step:
            before = event.state
            event = self._move(event)
            if event.state == before:
                raise NotInStory
        return event

    def who(self, event: Event | None) -> User:
        """Whose turn it is."""
        if event is None:
            return self.crew.person_of(self.stage.grid)
        return self.crew.person_of(unit_by_id(event.holder_id), trusted=event.sensitive)

    def _report(self, nonce: str) -> Event:
        by = self.who(None)
        lon, lat = point_near(self.stage.grid, random.Random(nonce))
        photo = self.crew.picture(by, "before", SCENE, 0)
        key = uuid.uuid5(NAMESPACE, nonce)
        fields = {"matter": MATTER, "text": TEXT, "lon": lon, "lat": lat, "photos": [photo]}
        return report_event(by=by, client_uuid=key, **fields).event

    def _move(self, event: Event) -> Event:
        holder = unit_by_id(event.holder_id)
        by = self.who(event)
        move, fields = self._choice(event, holder, by)
        action = MOVES[move].action
        assert action is not None  # every declared move has one
        try:
            return action(event, by=by, if_version=event.version, **fields).event
        except Refused as refused:
            raise NotInStory from refused

    def _choice(self, event: Event, holder: UnitRow, by: User) -> tuple[str, dict[str, Any]]:
        after = [self.crew.picture(by, "after", SCENE, 0)]
        if holder.kind in ("grid", "village") and event.state in ("reported", "accepted"):
            return ("accept" if event.state == "reported" else "take"), {}
        if event.state in ("reported", "accepted"):
            return self._route(event, holder)
        made: dict[str, tuple[str, dict[str, Any]]] = {
            "dispatched": ("sign", {}),
            "processing": ("finish", {"result": "涵管已更换，水退了", "photos": after}),
            "handled": ("request_check", {}),
            "checking": ("check_pass", {"photos": after, "text": "到现场看过，修好了"}),
            "pending_close": ("close", {"reply": "已修好，谢谢反映"}),
        }
        return made[event.state]

    def _route(self, event: Event, holder: UnitRow) -> tuple[str, dict[str, Any]]:
        targets = dispatch_targets(holder)
        # As the story tells it, wherever that is possible.
        told = self.stage.platform if self.stage.platform in targets else None
        target = told or self.crew.office_for(event, holder)
        return ("take", {}) if target is None else ("dispatch", {"to": target.code})
