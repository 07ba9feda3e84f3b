# SPDX-License-Identifier: Apache-2.0
"""What may still be said when it seems over: appeal, rating, looking again (申诉、评价、抽查)."""

from django.utils.translation import gettext_lazy as _

from events.actions.closing import take_up
from events.actions.moving import Moving
from events.actions.protocol import move
from events.fields import Scale, Text, YesNo
from events.models import Rating, Sample
from events.rights import CHIEFS
from events.rules import is_bad, next_node_up
from grids.directory import unit_by_id

SATISFACTION = (
    (1, _("很不满意")),
    (2, _("不满意")),
    (3, _("一般")),
    (4, _("满意")),
    (5, _("很满意")),
)


@move("appeal", _("申诉"), Text("reason", _("为什么应当受理"), required=True))
def appeal(m: Moving, *, reason: str) -> None:
    """申诉: once, by the reporter; the node above the one that rejected it decides anew."""
    above = next_node_up(m.holder)
    assert above is not None  # access asks that there is a node above
    m.event.appeal()
    # Whoever had accepted it before it was rejected answers for it no more.
    m.event.appealed, m.event.node = True, None
    m.hold(above)
    m.clocks.start_process("accept", m.standard)
    m.line("appeal", "rejected", texts={"reason": reason}, to=above.code)


@move(
    "rate",
    _("评价"),
    YesNo("solved", _("解决了吗"), required=True, yes=_("已解决"), no=_("没解决")),
    Scale("satisfaction", _("满意吗"), required=True, steps=SATISFACTION),
    Text("text", _("还想说的")),
)
def rate(m: Moving, *, solved: bool, satisfaction: int, text: str) -> None:
    """评价: in the words of those who asked; it ends the event. A bad one is told to the chief of
    the node that answered for it."""
    m.event.rate()
    m.event.lapses_at = None
    m.outcome.end_sample(m.event, Sample.Status.LAPSED)
    line = m.line(
        "rate",
        "closed",
        texts={"text": text},
        solved=solved,
        satisfaction=satisfaction,
    )
    m.outcome.rating = Rating(
        event=m.event,
        line=line.id,
        by=m.by,
        solved=solved,
        satisfaction=satisfaction,
        at=m.now,
    )
    if is_bad(satisfaction, solved=solved):
        node = m.event.node_id or m.event.holder_id
        m.tell(line, "bad_rating", unit=unit_by_id(node), roles=CHIEFS)


@move("sample_pass", _("抽查合格"))
def sample_pass(m: Moving) -> None:
    """抽查合格: somebody who neither handled nor closed it finds that the closing holds."""
    m.event.sample_pass()
    m.outcome.end_sample(m.event, Sample.Status.PASSED)
    m.line("sample_pass", "closed")


@move("sample_return", _("抽查退回"), Text("reason", _("哪里没有办实"), required=True))
def sample_return(m: Moving, *, reason: str) -> None:
    """抽查退回: closed on paper only (过简闭环、阶段性闭环); it counts as rework."""
    m.outcome.end_sample(m.event, Sample.Status.RETURNED)
    m.event.sample_return()
    take_up(m)
    m.line("sample_return", "closed", texts={"reason": reason})
