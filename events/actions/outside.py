# SPDX-License-Identifier: Apache-2.0
"""Out of the county's own system and back (转出、收回、对方办结、退回来源)."""

from django.utils.translation import gettext_lazy as _

from events.actions.closing import seal
from events.actions.handling import keep_lateness
from events.actions.moving import Moving
from events.actions.protocol import move
from events.actions.routing import drop_ruling
from events.fields import Choose, Text
from events.models import Assignment, Event, Outside, Source


@move(
    "transfer_out",
    _("转出"),
    Choose("system", _("转给"), required=True, choices=Outside.choices),
    Text("number", _("对方编号"), required=True, most=64),
)
def transfer_out(m: Moving, *, system: str, number: str) -> None:
    """转出: another system answers for it; it leaves the stock and is followed by a shadow clock
    that runs as long as the handle limit would."""
    came_from = m.event.state
    m.event.transfer_out()
    _let_go(m, system, number)
    m.line("transfer_out", came_from, texts={"number": number}, system=_told(m.event))


@move(
    "return_to_source",
    _("退回来源"),
    Text("clause", _("依据(条款)"), required=True, most=200),
    Text("reason", _("说明"), required=True),
)
def return_to_source(m: Moving, *, clause: str, reason: str) -> None:
    """退回来源: to the hotline, hall or system that sent it, with the clause that says so."""
    system = Outside.HOTLINE if m.event.source == Source.HOTLINE else Outside.OTHER
    m.event.return_to_source()
    _let_go(m, system, m.event.source_number)
    m.line("return_to_source", "accepted", texts={"clause": clause, "reason": reason})


@move("bring_back", _("收回"), Text("result", _("对方怎么说")))
def bring_back(m: Moving, *, result: str) -> None:
    """收回: the other side does not do it; the node that let it go receives it anew. The limit of
    its handling, if there was one, has run all the while, and that node had it to follow."""
    m.clocks.run_on()
    m.clocks.stop("shadow")
    m.event.bring_back()
    m.event.outside = m.event.outside_number = ""
    m.clocks.start_process("accept", m.standard)
    m.line("bring_back", "transferred_out", texts={"result": result})


@move(
    "result_received",
    _("对方已办结"),
    Text("result", _("对方的办理结果"), required=True, most=4000),
)
def result_received(m: Moving, *, result: str) -> None:
    """对方办结: the other side's result closes it here, and is what whoever asked is told."""
    m.event.result_received()
    seal(m, "result_received", "transferred_out", texts={"result": result, "reply": result})


def _let_go(m: Moving, system: str, number: str) -> None:
    """Nothing runs here any more but the shadow clock; the holder only follows it."""
    stopped = m.clocks.stop("accept", "dispatch", "handle", "sign", "check", "close")
    keep_lateness(m.event, stopped)
    drop_ruling(m)
    m.ends_all_as = Assignment.Status.SUPERSEDED
    m.event.assignment = None
    m.event.node_id = m.event.holder_id
    m.event.outside, m.event.outside_number = system, number
    m.clocks.start_shadow(m.standard)


def _told(event: Event) -> str | None:
    """The chain does not say where a sensitive event went: that would tell what it is about."""
    return None if event.sensitive else event.outside
