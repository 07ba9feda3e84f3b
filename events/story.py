# SPDX-License-Identifier: Apache-2.0
"""The ledger lines of an event as its reader may see them (经过): who, when, what was said.

Residents' names, phones and exact points stand beside the chain too; they never go out here.
"""

import json
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.actions import MOVES
from events.models import Attachment, Event, Step, StepText
from events.queries import BesideLines
from events.representation import masked_text, unit_answer
from events.standing import Standing

# Kinds of texts that a step shows, in this order.
SHOWN = (
    *("place", "text", "result", "clause", "reason", "tried", "plan", "instruction", "number"),
    *("reply", "person"),
)
# What a sensitive event's reporter is told in words: what is missing, and why not.
TOLD_REPORTER = frozenset({"ask_more", "reject"})
LABELS = {
    "submit": gettext_lazy("上报"),
    "instant_close": gettext_lazy("即采即办"),
    "erase": gettext_lazy("删除个人信息"),
    "lamp": gettext_lazy("亮灯"),
    "remind": gettext_lazy("时限提醒"),
    "absent": gettext_lazy("到时未报到"),
    "ring": gettext_lazy("无人应答,叫县值班"),
    "recompute": gettext_lazy("时限重算"),
    "suspend": gettext_lazy("挂账"),
    "end_as_void": gettext_lazy("作废"),
    "end_by_force": gettext_lazy("强制结案"),
    "auto_archive": gettext_lazy("自动归档(未评价)"),
    "expire": gettext_lazy("逾期未补充,作废"),
}


def line_answer(line: Step, beside: BesideLines, event: Event, reader: Standing) -> dict[str, Any]:
    """One ledger line. Of a sensitive event a mere reporter sees the moves, not who and why."""
    told = reader.reads_fully(event) or line.by_id == reader.user.pk
    answer = {
        "seq": line.seq,
        "at": line.at,
        "move": line.move,
        "label": label_of(line.move),
        "from": line.from_state,
        "to": line.to_state,
        "by": None,
        "unit": None,
        "text": "",
        "photos": [],
        "codes": {},
        "hash": bytes(line.hash).hex(),
        "prev_hash": bytes(line.prev_hash).hex(),
    }
    if told:
        answer |= {
            "by": beside.people.get(line.by_id) if line.by_id else None,
            "unit": unit_answer(line.unit_id),
            "photos": _photos(line.line, beside, papers=reader.handles(event)),
            "codes": json.loads(bytes(line.content)).get("codes", {}),
        }
    if told or line.move in TOLD_REPORTER:
        words = words_of(beside.texts.get(line.line, []))
        plain = line.by_id == reader.user.pk
        answer["text"] = words if plain else masked_text(words)
    return answer


def label_of(move: str) -> str:
    """The move's name in the reader's language."""
    known = MOVES.get(move)
    return str(known.label if known else LABELS.get(move, move))


def words_of(texts: list[StepText]) -> str:
    """What was said at a line; an erased text leaves a mark, not a gap."""
    by_kind = {text.kind: text for text in texts}
    said = [by_kind[kind] for kind in SHOWN if kind in by_kind]
    words = [_("已删除") if text.body is None else text.body for text in said]
    return "\n".join(dict.fromkeys(words))


def _photos(line: UUID, beside: BesideLines, *, papers: bool) -> list[str]:
    shown: list[Attachment] = beside.photos.get(line, [])
    return [str(each.photo_id) for each in shown if papers or each.klass != Attachment.Klass.PAPER]
