# SPDX-License-Identifier: Apache-2.0
"""Is it so? A look at the place before it is filed (立案前核查)."""

import uuid

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from events.actions.moving import Moving
from events.actions.protocol import move
from events.actions.routing import escalate_by_rule
from events.fields import PhotoIds, Text
from events.refusals import BadFields
from events.rules import verify_unit
from grids.directory import unit_by_id


@move("ask_verify", _("派核查"), Text("reason", _("要核实什么"), required=True))
def ask_verify(m: Moving, *, reason: str) -> None:
    """派核查: the grid where it lies is asked whether it is so.

    The time to accept does not run while the grid looks; it starts anew on the answer.
    """
    unit = verify_unit(m.event, unit_by_id(m.event.place_id))
    assert unit is not None  # sense asks that there is somebody to ask
    m.clocks.stop("accept")
    m.event.ask_verify()
    m.event.asker_id = m.event.holder_id
    m.hold(unit)
    m.clocks.start_process("verify", m.standard)
    m.line("ask_verify", "reported", texts={"reason": reason}, target=unit.code)


SEEN = (PhotoIds("photos", _("现场照片")), Text("text", _("看到的情况(没有照片就要写)")))


@move("verify_true", _("核查属实"), *SEEN)
def verify_true(m: Moving, *, photos: list[uuid.UUID], text: str) -> None:
    """核查属实: it is so; the node that asked goes on with it."""
    m.event.verify_true()
    _answer(m, "verify_true", photos, text)


@move("verify_false", _("核查不实"), *SEEN)
def verify_false(m: Moving, *, photos: list[uuid.UUID], text: str) -> None:
    """核查不实: it is not so; the node that asked may reject it, or think otherwise."""
    m.event.verify_false()
    _answer(m, "verify_false", photos, text)


def _answer(m: Moving, name: str, photos: list[uuid.UUID], text: str) -> None:
    """An answer says what was seen, by photo or in words; the asking node has it again."""
    if not photos and not text:
        raise BadFields({"text": [_t("请写下看到的情况,或附照片")]})
    assert m.event.asker_id is not None  # nothing is being looked at without a node that asked
    m.clocks.stop("verify")
    m.hold(unit_by_id(m.event.asker_id))
    m.event.asker = None
    m.clocks.start_process("accept", m.standard)
    line = m.line(name, "verifying", texts={"text": text})
    m.attach(photos, "check", line)
    # What the grid corrected meanwhile may have made it the county's.
    escalate_by_rule(m)
