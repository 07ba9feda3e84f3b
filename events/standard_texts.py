# SPDX-License-Identifier: Apache-2.0
"""What forms offer to say (常用语): a county's own sentences, those that ship until it has any.

They are content, said in the county's language and kept in the ledger's texts, so they are not
translated with the page.
"""

from events.models import StandardText

# By move; "" is offered in every form.
SHIPPED: dict[str, tuple[str, ...]] = {
    "": ("情况属实,请按职责办理。", "请抓紧办理,按时反馈。"),
    "dispatch": ("请到现场核实后处置,并上传前后照片。", "涉及群众安全,请优先处置。"),
    "push_down": ("请就近上门查看,当日反馈。",),
    "return_back": ("不属本单位职责,建议由主管单位办理。", "地点不明,请补充具体位置。"),
    "reject": ("经核实不在受理范围,已告知诉求人。",),
    "ask_more": ("请补充现场照片和具体位置。",),
    "escalate": ("超出本级职权,请上级协调。", "涉及多个部门,本级难以单独处置。"),
    "finish": ("已到现场处置完毕,恢复正常。", "已联系诉求人,诉求人表示满意。"),
    "check_fail": ("现场仍未处置到位,请返工。",),
    "close": ("已办结并答复诉求人。",),
    "note": ("已电话联系诉求人。", "已到现场,正在处置。"),
    "supervise": ("临近时限仍未办结,请立即办理并说明原因。",),
    "instruct": ("请相关单位依法依规妥善处理,结果报我。", "举一反三,排查同类问题。"),
}


def texts_for(county_id: int | None) -> list[dict[str, str]]:
    """What is offered in a county, in its order. One query."""
    own = list(StandardText.objects.filter(county=county_id).order_by("rank", "pk"))
    if own:
        return [{"move": each.move, "text": each.text} for each in own]
    return [{"move": move, "text": text} for move, texts in SHIPPED.items() for text in texts]
