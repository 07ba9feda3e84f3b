# SPDX-License-Identifier: Apache-2.0
"""Short ways for tests to report an event and bring it into a state by the real actions."""

import hashlib
import uuid
from types import SimpleNamespace
from typing import Any

from accounts.models import User
from duties.actions.duty_list import replace_duties
from duties.models import Duty
from events.actions import MOVES, report_event
from events.models import Event, Photo
from grids.queries import forget_posts
from tests.county import point_in

POTHOLE = "0707"  # 道路破损: level 3, on_spot village, photo pair, check by photo
WASTE = "0401"  # 暴露生活垃圾: level 1, on_spot grid
QUARREL = "0101"  # 邻里纠纷: level 2, the claimant's word
ADVICE = "1204"  # 政策咨询
RIVER = "0802"  # 河道污染: level 4, escalated by rule
MINOR_CHILD = "0109"  # 涉未成年人纠纷: sensitive, level 3


class Walk:
    """Reports and moves with little typing: `walk.to("processing")`, `walk.go(event, "sign", by)`.

    The usual way: lin reports a pothole, chen accepts and dispatches to 平安法治's sister
    platform 经济生态's… the order platform, wang signs and finishes, lin checks.
    """

    def __init__(self, county: SimpleNamespace) -> None:
        self.county = county
        self.photos = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.county, name)

    def photo(self, owner: User) -> str:
        """The id of a new photo of somebody's (the row only; files are tested elsewhere)."""
        self.photos += 1
        digest = hashlib.sha256(f"{owner.username} {self.photos}".encode()).hexdigest()
        row = Photo.objects.create(
            owner=owner, sha256=digest, path=f"none/{digest}.jpg", width=8, height=8, size=8
        )
        return str(row.pk)

    def list_for(self, matter: str, **fields: Any) -> Duty:
        """Put the county's own line for a matter in force (责任清单), like the default but for
        these fields."""
        row = Duty.objects.filter(matter__code=matter, county=None).latest("version")
        row.pk, row.version, row.county = None, 1, self.county.county
        for name, value in fields.items():
            setattr(row, name, value)
        replace_duties([row], by=self.county.admin)
        return row

    def report(self, by: User | None = None, **fields: Any) -> Event:
        """A report by lin at the centre of her grid, unless told otherwise."""
        by = by or self.lin
        fields.setdefault("matter", POTHOLE)
        if not fields.keys() & {"lon", "grid", "address"}:
            fields["lon"], fields["lat"] = point_in(self.grid)
        fields.setdefault("text", "桥头路面塌了一块")
        uid = fields.pop("client_uuid", None) or uuid.uuid4()
        done = report_event(by=by, client_uuid=uid, **fields)
        return self.fresh(done.event)

    def go(self, event: Event, move: str, by: User, **fields: Any) -> Event:
        """Make one move and read the event anew."""
        action = MOVES[move].action
        assert action is not None
        forget_posts(by)
        action(event, by=by, **fields)
        return self.fresh(event)

    def fresh(self, event: Event) -> Event:
        return Event.objects.select_related("assignment").get(pk=event.pk)

    def to(self, state: str, **fields: Any) -> Event:
        """An event brought into `state` along the main road."""
        if state in SIDE:
            return SIDE[state](self, **fields)
        event = self.report(**fields)
        for _name, move in ROAD:
            if event.state == state:
                break
            event = move(self, event)
        assert event.state == state
        return event

    def accept(self, event: Event) -> Event:
        return self.go(event, "accept", self.chen)

    def dispatch(self, event: Event) -> Event:
        return self.go(event, "dispatch", self.chen, to=self.platforms["order"].code)

    def sign(self, event: Event) -> Event:
        return self.go(event, "sign", self.wang)

    def finish(self, event: Event) -> Event:
        photos = [self.photo(self.wang)]
        return self.go(event, "finish", self.wang, result="已填平压实", photos=photos)

    def request_check(self, event: Event) -> Event:
        return self.go(event, "request_check", self.chen)

    def check_pass(self, event: Event) -> Event:
        return self.go(event, "check_pass", self.lin, photos=[self.photo(self.lin)])


ROAD = (
    ("accepted", Walk.accept),
    ("dispatched", Walk.dispatch),
    ("processing", Walk.sign),
    ("handled", Walk.finish),
    ("checking", Walk.request_check),
    ("closed", Walk.check_pass),
)


def _pending_close(walk: Walk, **fields: Any) -> Event:
    """What was reworked once waits for the chief after it passed."""
    photos = [walk.photo(walk.lin)]
    checking = walk.to("checking", **fields)
    event = walk.go(checking, "check_fail", walk.lin, reason="还有坑", photos=photos)
    event = walk.request_check(walk.finish(event))
    return walk.check_pass(event)


def _rejected(walk: Walk, **fields: Any) -> Event:
    why = {"reason_code": "not_in_area", "reason": "不在本辖区"}
    return walk.go(walk.report(**fields), "reject", walk.chen, **why)


def _draft(walk: Walk, **fields: Any) -> Event:
    return walk.go(walk.report(**fields), "ask_more", walk.chen, reason="请补一张全景")


def _voided(walk: Walk, **fields: Any) -> Event:
    return walk.go(walk.report(**fields), "withdraw", walk.lin)


def _merged(walk: Walk, **fields: Any) -> Event:
    master = walk.report(**fields)
    return walk.go(walk.report(**fields), "merge", walk.chen, into=master.pk)


def _transferred_out(walk: Walk, **fields: Any) -> Event:
    return walk.go(walk.report(**fields), "transfer_out", walk.chen, system="110", number="JQ-7")


def _archived(walk: Walk, **fields: Any) -> Event:
    event = walk.to("closed", claimants=[{"name": "张三"}], **fields)
    return walk.go(event, "rate", walk.lin, solved=True, satisfaction=5)


SIDE = {
    "merged": _merged,
    "transferred_out": _transferred_out,
    "archived": _archived,
    "pending_close": _pending_close,
    "rejected": _rejected,
    "draft": _draft,
    "voided": _voided,
}
