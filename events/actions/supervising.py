# SPDX-License-Identifier: Apache-2.0
"""Pressed from above (督办、批示): an order to the unit that holds it, its reply, its end."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from duties.clocks import add_limit
from duties.queries import process_limit
from events.actions.moving import Moving
from events.actions.protocol import move
from events.fields import Choice, Choose, Flag, Moment, Text
from events.models import Event, Supervision
from events.refusals import BadFields
from grids.directory import unit_by_id

Kind, State = Supervision.Kind, Supervision.State
# A graver order takes the place of a lighter one, never the contrary.
GRAVITY = ("", Kind.URGE, Kind.YELLOW, Kind.RED)


def graver_kinds(event: Event | None) -> list[Choice]:
    """What may still be ordered: an order takes the place of a lighter one only."""
    lighter = GRAVITY.index(event.supervised if event is not None else "")
    return [(kind, label) for kind, label in Kind.choices if GRAVITY.index(kind) > lighter]


@move(
    "supervise",
    _("督办"),
    Choose("kind", _("督办方式"), required=True, choices=graver_kinds),
    Text("text", _("督办要求"), required=True),
    Moment("reply_by", _("何时前回复"), ahead=True, hint=_("不填按督办回复时限")),
)
def supervise(m: Moving, *, kind: str, text: str, reply_by: datetime | None) -> None:
    """督办: an order that names the unit that holds the event; it signs and replies in time."""
    assert m.unit is not None  # only units have the right to supervise
    if kind not in Kind.values:
        raise BadFields({"kind": [_t("没有这个选项")]})
    if kind not in dict(graver_kinds(m.event)):
        raise BadFields({"kind": [_t("已有同级或更重的督办单未解除")]})
    if reply_by is not None and reply_by <= m.now:
        raise BadFields({"reply_by": [_t("要在现在以后")]})
    due = reply_by or reply_due(m)
    m.event.supervise()
    order = m.orders.issue(kind, by=m.by, from_unit=m.unit, unit=m.holder, due=due)
    codes: dict[str, Any] = {"order": str(order.pk), "kind": kind, "target": m.holder.code}
    line = m.line("supervise", m.event.state, texts={"text": text}, **codes)
    order.line = line.id
    m.tell(line, f"supervised_{kind}", unit=m.holder)


@move("sign_supervision", _("签收督办单"))
def sign_supervision(m: Moving) -> None:
    """签收督办单: by the unit that it names."""
    order = m.orders.open()
    order.signed_at = m.now
    m.event.sign_supervision()
    m.orders.change(order, State.SIGNED)
    m.line("sign_supervision", m.event.state, order=str(order.pk))


@move("reply_supervision", _("回复督办单"), Text("text", _("办理情况"), required=True, most=4000))
def reply_supervision(m: Moving, *, text: str) -> None:
    """回复督办单: what was done about it; late once late."""
    order = m.orders.open()
    m.event.reply_supervision()
    order.replied_at = m.now
    order.replied_late |= m.now > order.reply_due_at
    line = m.line("reply_supervision", m.event.state, texts={"text": text}, order=str(order.pk))
    order.reply_line = line.id
    m.orders.change(order, State.REPLIED, replied_by=m.by.pk)
    m.tell(line, "supervision_replied", person=order.by_id)


@move(
    "release_supervision",
    _("解除督办"),
    Flag("send_back", _("回复不到位,退回重报")),
    Text("reason", _("说明")),
)
def release_supervision(m: Moving, *, send_back: bool, reason: str) -> None:
    """解除督办: it presses no more; or the reply is sent back, and a new limit runs for it."""
    order = m.orders.open()
    if send_back:
        if order.state != State.REPLIED:
            raise BadFields({"send_back": [_t("还没有回复,不能退回")]})
        if not reason:
            raise BadFields({"reason": [_t("退回要说明哪里不到位")]})
    m.event.release_supervision()
    line = m.line(
        "release_supervision",
        m.event.state,
        texts={"reason": reason},
        order=str(order.pk),
        sent_back=send_back or None,
    )
    order.back_line = line.id
    if send_back:
        order.sent_back_count += 1
        order.reply_due_at = reply_due(m)
        m.orders.change(order, State.SENT_BACK)
        m.tell(line, "supervision_sent_back", unit=unit_by_id(order.unit_id))
    else:
        m.orders.end(order, State.RELEASED)


@move("instruct", _("批示"), Text("text", _("批示"), required=True))
def instruct(m: Moving, *, text: str) -> None:
    """批示: a leader's word on it, that every later holder finds on it."""
    m.event.instruct()
    m.event.instructed = True
    line = m.line("instruct", m.event.state, texts={"text": text})
    m.tell(line, "instructed", unit=m.holder)


def reply_due(m: Moving) -> datetime:
    """督办回复: within the county's limit from now on."""
    limit, unit = process_limit("supervise", m.event.county_id, m.event.urgency)
    return add_limit(m.now, limit, unit, m.clocks.calendar)
