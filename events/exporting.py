# SPDX-License-Identifier: Apache-2.0
"""What is listed, as an Excel file (导出): masked more than on the screen, since a file leaves the
house; of a sensitive event its village and major alone. The filter stands in a note.

No cell can become a formula: text is written as text and marked as such.
"""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from accounts.masks import mask_name
from accounts.sheets import xlsx_cell
from duties.directory import matter_by_id
from duties.models import Urgency
from events.lifecycle import State
from events.models import Event, Source, Supervision
from events.models.event import Lamp
from events.queries import QUEUES
from events.representation import masked_text
from events.standing import Standing
from grids.directory import enclosing, unit_by_id
from grids.models import Platform

MOST_ROWS = 10_000
HEADINGS: tuple[tuple[str | Promise, int], ...] = (
    (_("编号"), 18),
    (_("状态"), 12),
    (_("大类"), 14),
    (_("事项"), 20),
    (_("平台"), 12),
    (_("来源"), 10),
    (_("紧急程度"), 10),
    (_("等级"), 6),
    (_("上报时间"), 17),
    (_("时限"), 17),
    (_("灯"), 8),
    (_("承办"), 22),
    (_("村社"), 18),
    (_("网格"), 20),
    (_("地点"), 28),
    (_("内容"), 50),
    (_("报告人"), 10),
    (_("退回次数"), 8),
    (_("办结时间"), 17),
)


def as_xlsx(events: Iterable[Event], reader: Standing, words: list[str]) -> bytes:
    """A sheet of the events and one that says what it is; rows are written as they are read."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_t("事件"))
    sheet.freeze_panes = "B2"
    for number, (_heading, width) in enumerate(HEADINGS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    head = [_bold(sheet, str(heading)) for heading, _width in HEADINGS]
    head[0].comment = Comment("\n".join(words), _t("筛选"), height=160, width=320)
    sheet.append(head)
    for event in events:
        sheet.append([xlsx_cell(sheet, value) for value in _values(event, reader)])
    about = book.create_sheet(_t("说明"))
    about.column_dimensions["A"].width = 80
    for line in words:
        about.append([xlsx_cell(about, line)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filter_words(asked: dict[str, Any]) -> list[str]:
    """The filter in words, a line for each part."""
    found = []
    for name, (label, said) in _PARTS.items():
        value = asked.get(name)
        if value in (None, "", [], False) and not (name == "open" and value is False):
            continue
        found.append(f"{label}: {said(value)}")
    return found or [_t("没有筛选")]


def _values(event: Event, reader: Standing) -> Iterator[Any]:
    yield from _open(event) if not event.sensitive else _veiled(event, reader)


def _open(event: Event) -> tuple[Any, ...]:
    matter = matter_by_id(event.matter_id)
    return (
        event.number,
        State(event.state).label,
        matter.major_name,
        matter.name,
        Platform(event.platform).label,
        Source(event.source).label,
        Urgency(event.urgency).label,
        event.level,
        event.reported_at,
        event.due_at,
        Lamp(event.lamp).label,
        unit_by_id(event.holder_id).name,
        _village(event),
        unit_by_id(event.place_id).name,
        masked_text(event.address),
        masked_text(event.text),
        mask_name(getattr(event, "reporter_name", "")),
        event.returned_count,
        event.closed_at,
    )


def _veiled(event: Event, reader: Standing) -> tuple[Any, ...]:
    """敏感: village and major to whoever may read it, to its reporter the state alone."""
    empty: list[Any] = [""] * len(HEADINGS)
    empty[0], empty[1] = _t("敏感"), State(event.state).label
    if reader.reads_fully(event):
        empty[2], empty[12] = matter_by_id(event.matter_id).major_name, _village(event)
    return tuple(empty)


def _village(event: Event) -> str:
    village = enclosing(unit_by_id(event.place_id), "village")
    return village.name if village else ""


def _bold(sheet: Any, text: str) -> Any:
    cell = xlsx_cell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _labels(kind: Any) -> Any:
    return lambda values: "、".join(str(kind(value).label) for value in values)


def _matters(ids: list[int]) -> str:
    names = [matter_by_id(pk).name for pk in ids]
    more = _t("等 %(n)d 项") % {"n": len(names)} if len(names) > 5 else ""
    return "、".join(names[:5]) + more


def _moment(value: datetime) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


_PARTS: dict[str, tuple[str | Promise, Any]] = {
    "queue": (_("队列"), lambda key: str(QUEUES[key].label)),
    "state": (_("状态"), _labels(State)),
    "open": (_("在办"), lambda value: _t("是") if value else _t("否")),
    "matter": (_("事项"), _matters),
    "platform": (_("平台"), _labels(Platform)),
    "unit": (_("单位"), lambda unit: unit.name),
    "holder": (_("承办"), lambda unit: unit.name),
    "source": (_("来源"), _labels(Source)),
    "urgency": (_("紧急程度"), _labels(Urgency)),
    "lamp": (_("灯"), _labels(Lamp)),
    "supervised": (_("督办"), _labels(Supervision.Kind)),
    "mine": (_("待我办"), lambda _value: _t("是")),
    "reporter": (_("我上报的"), lambda _value: _t("是")),
    "reported_after": (_("上报不早于"), _moment),
    "reported_before": (_("上报早于"), _moment),
    "near": (_("附近"), lambda at: f"{at[0]}, {at[1]} ± {at[2]:g} m"),
    "q": (_("查找"), str),
}
