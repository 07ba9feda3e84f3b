# SPDX-License-Identifier: Apache-2.0
"""Done, looked at, closed, and taken up again (处置反馈、核查、结案、重办)."""

import uuid

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from duties.queries import sample_percents
from events.actions.answering import claimants_told
from events.actions.handling import (
    has_a_judge,
    keep_lateness,
    nearest_checker,
    nearest_judge,
    take_part,
)
from events.actions.merging import close_followers
from events.actions.moving import Moving
from events.actions.placing import point_text
from events.actions.protocol import move
from events.actions.reckoning import standard_of
from events.actions.record import Line
from events.fields import Degrees, Flag, PhotoIds, Text, UnitCode
from events.models import Assignment, Claimant, Event, Sample
from events.refusals import BadFields
from events.rules import (
    check_unit,
    closes_itself,
    is_drawn,
    last_node,
    may_check,
    next_node_up,
)
from grids.directory import UnitRow, unit_by_id

Status = Assignment.Status
# 办结凭据 that a photo carries.
SHOWN_BY_PHOTO = ("photo_pair", "paper", "reading")


def checkers(event: Event) -> list[UnitRow]:
    found = nearest_checker(event, check_unit(event, unit_by_id(event.place_id)))
    return [found] if found else []


def shows_after(event: Event) -> bool:
    """Whether what was done must be shown; of a false alarm there is nothing to show."""
    return standard_of(event).evidence in SHOWN_BY_PHOTO and event.outcome != "false_alarm"


def checked_by_photo(event: Event) -> bool:
    return standard_of(event).check == "photo"


@move(
    "finish",
    _("办结反馈"),
    Text("result", _("处置结果"), required=True, most=4000),
    PhotoIds("photos", _("处置后照片"), needed=shows_after),
    Flag("closing_condition", _("已达到结案条件")),
)
def finish(
    m: Moving, *, result: str, photos: list[uuid.UUID], closing_condition: bool | None
) -> None:
    """处置反馈: the handler says it is done, with the evidence the standard asks for.

    The last node of the chain holds it then. A standard without a check closes at once.
    """
    if m.matter.must_reclassify:
        # Here and not at closing: once it is handled nobody can correct it any more.
        raise BadFields({"matter": [_t("“其他”要先更正为具体事项再办结")]}, code="must_reclassify")
    if shows_after(m.event) and not photos:
        raise BadFields({"photos": [_t("这类事项要有处置后的照片")]})
    m.event.finish()
    apply_handled(m)
    line = m.line(
        "finish",
        "processing",
        texts={"result": result},
        closing_condition=closing_condition,
    )
    m.attach(photos, "after", line)
    if m.standard.check == "none":
        apply_close(m, by_rule=True)


@move("request_check", _("派核查"), UnitCode("to", _("由谁核查"), offered=checkers))
def request_check(m: Moving, *, to: UnitRow | None) -> None:
    """派核查: to the grid where it lies, else its village, never to who had a hand in it; where
    nobody is left, straight to closing."""
    unit = to or next(iter(checkers(m.event)), None)
    if to and not (may_check(m.event, to) and has_a_judge(m.event, to, "check_pass")):
        raise BadFields({"to": [_t("核查要交给辖区内不是处置方的网格或村社")]})
    m.event.request_check(on_site=unit is not None)
    if unit is not None:
        m.hold(unit)
    else:
        m.hold(nearest_judge(m.event, _closing_desk(m)))
        m.clocks.stop("check")
        m.clocks.start_process("close", m.standard)
    m.line("request_check", "handled", target=unit.code if unit else None)


@move(
    "check_pass",
    _("核查通过"),
    PhotoIds("photos", _("核查照片"), needed=checked_by_photo),
    Text("text", _("核查情况")),
    Degrees("lon", _("经度")),
    Degrees("lat", _("纬度"), bound=90.0),
)
def check_pass(
    m: Moving, *, photos: list[uuid.UUID], text: str, lon: float | None, lat: float | None
) -> None:
    """核查通过: seen at the place. Closes at once, but for level 4 and what was reworked."""
    _check_evidence(m, photos, text)
    m.clocks.stop("check")
    m.event.check_pass()
    itself, desk = closes_itself(m.event), _closing_desk(m)
    m.hold(desk if itself else nearest_judge(m.event, desk))
    if not itself:
        m.clocks.start_process("close", m.standard)
    line = m.line("check_pass", "checking", texts={"text": text, "point": point_text(lon, lat)})
    m.attach(photos, "check", line)
    if itself:
        apply_close(m, by_rule=True)


@move(
    "check_fail",
    _("核查不通过"),
    Text("reason", _("哪里没办好"), required=True),
    PhotoIds("photos", _("核查照片"), needed=checked_by_photo),
)
def check_fail(m: Moving, *, reason: str, photos: list[uuid.UUID]) -> None:
    """核查不通过(返工): back to the handler, with what is left of the limit or half of it."""
    if checked_by_photo(m.event) and not photos:
        raise BadFields({"photos": [_t("请拍一张现在的样子")]})
    m.clocks.stop("check")
    m.event.rework_count += 1
    m.event.check_fail()
    apply_rework(m)
    line = m.line("check_fail", "checking", texts={"reason": reason})
    m.attach(photos, "check", line)


@move("close", _("结案"), Text("reply", _("给诉求人的答复"), most=4000))
def close(m: Moving, *, reply: str) -> None:
    """结案: by the acceptor, who did not handle it; whoever asked gets this reply."""
    apply_close(m, texts={"reply": reply})


@move("reopen", _("重办"), Text("reason", _("为什么重办"), required=True))
def reopen(m: Moving, *, reason: str) -> None:
    """重办: the closing did not hold; back to the handler with a new limit."""
    m.outcome.end_sample(m.event, Sample.Status.LAPSED)
    m.event.reopen()
    take_up(m)
    m.line("reopen", "closed", texts={"reason": reason})


# -- shared; they neither lock nor record -------------------------------------------------------


def apply_handled(m: Moving) -> None:
    """The holder has handled it: its limit stops, the last node of the chain holds it."""
    handler = m.holder
    keep_lateness(m.event, m.clocks.stop("handle", "sign"))
    m.event.handler_id, m.event.handler_user = handler.id, m.by
    take_part(m.event, m.by)
    if m.event.assignment_id:
        m.touch_assignment(Status.DONE)
    senders = [unit_by_id(given.from_unit_id) for given in m.chain]
    m.hold(last_node(senders, handler))
    if m.standard.check != "none":
        m.clocks.start_process("check", m.standard)


def apply_close(m: Moving, *, texts: dict[str, str] | None = None, by_rule: bool = False) -> None:
    """Close; a share of what is closed is drawn by lot to be looked at again (质量抽查)."""
    came_from = m.event.state
    m.event.close()
    percent, _on_the_spot = sample_percents(m.event.county_id)
    seal(m, "close", came_from, texts=texts or {}, by_rule=by_rule, percent=percent)


def seal(
    m: Moving,
    move: str,
    came_from: str,
    *,
    texts: dict[str, str],
    by_rule: bool = False,
    percent: int = 0,
) -> None:
    """What every closing does: all clocks stop, what was given below is done, what was merged
    into it closes too, and each claimant who wants an answer is owed one."""
    m.clocks.stop("check", "close", "handle", "shadow")
    m.ends_all_as = Status.DONE
    m.event.closed_at, m.event.lapses_at = m.now, m.clocks.up_at("archive")
    m.event.closed_by = None if by_rule else m.by
    lot = lot_of(m.event, percent)
    line = m.line(move, came_from, texts=texts, by_rule=by_rule, lot=lot)
    draw(m, line, lot)
    owe_answers(m, [m, *close_followers(m, texts.get("reply", ""))])


def lot_of(event: Event, percent: int) -> int | None:
    """The share that the lot is drawn with; None where it passes the event over: who looks at
    samples may not read a sensitive one."""
    return None if event.sensitive or not percent else percent


def draw(m: Moving, line: Line, lot: int | None) -> None:
    """质量抽查: whether the lot falls upon this closing."""
    m.event.sampled = ""
    if lot is not None and is_drawn(line.id, lot):
        m.event.sampled = Sample.Status.DRAWN
        m.outcome.drawn = Sample(event=m.event, line=line.id, percent=lot, drawn_at=m.now)


def owe_answers(m: Moving, closed: list[Moving]) -> None:
    """答复: each claimant who wants one is answered by himself, within the time for it."""
    waiting = [each for each in closed if each.event.wants_reply]
    for each in waiting:
        each.clocks.start_process("reply", each.standard)
    if waiting:
        m.told += claimants_told({each.event.pk: each.lines[-1] for each in waiting}, "closed")


def take_up(m: Moving) -> None:
    """A closing did not hold (重办、抽查退回): back to who handled it, with a whole new limit."""
    m.clocks.stop("reply")
    m.event.rework_count += 1
    # What was judged was the lateness until now, not that of the new limit.
    m.event.overdue_exempt = False
    m.event.closed_at = m.event.closed_by = m.event.lapses_at = None
    if m.event.handler_id is None:
        m.event.handler_id = m.event.holder_id
    apply_rework(m, whole=True)


def apply_rework(m: Moving, *, whole: bool = False) -> None:
    """Give it back to the one who handled: who judged it holds it no longer."""
    assert m.event.handler_id is not None  # what was finished has a handler
    if m.event.assignment_id:
        m.take_up_again()
    m.hold(unit_by_id(m.event.handler_id))
    if whole:
        m.clocks.start_handling(m.standard)
    else:
        m.clocks.restart_handling(m.standard)


def _closing_desk(m: Moving) -> UnitRow:
    """The node that answers for it closes it (受理节点), unless a node above did the work (我去):
    no subordinate judges it. A grid or village that did it itself does not judge its own: then the
    node above closes. So for a sensitive event at any node, because nobody there but its chief,
    who handled it, reads it."""
    node = unit_by_id(m.event.node_id or m.event.holder_id)
    handler = unit_by_id(m.event.handler_id) if m.event.handler_id else None
    if handler is not None and handler.is_node and node.path.startswith(handler.path):
        node = handler
    small = node.kind in ("grid", "village") or m.event.sensitive
    if node == handler and small:
        return next_node_up(node) or node
    return node


def _check_evidence(m: Moving, photos: list[uuid.UUID], text: str) -> None:
    """A photo where the standard asks for one, and where it asks a claimant but there is none."""
    by_photo = checked_by_photo(m.event)
    if m.standard.check == "claimant" and not photos:
        by_photo = not Claimant.objects.filter(event_id=m.event.pk).exists()
    if by_photo and not photos:
        raise BadFields({"photos": [_t("请在原地拍一张照片")]})
    if not photos and not text:
        raise BadFields({"text": [_t("请写下核查情况,或附照片")]})
