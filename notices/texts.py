# SPDX-License-Identifier: Apache-2.0
"""The words of messages (消息文字): what ships, which placeholders there are, what a county's own
words must hold. No I/O.

No text names a person: number, matter, unit and state are all that a message may say, and of a
sensitive event not even those.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

# What a text may name: 编号、事项、单位(现在由谁办)、状态.
PLACEHOLDERS = ("number", "matter", "unit", "state")
# 给诉求人的短信 may hold the clerk's answer (答复), too: it was written for that resident.
ALLOWED = {"notice": PLACEHOLDERS, "claimant_reply": (*PLACEHOLDERS, "reply")}
# Without it nobody knows which event is meant.
NEEDED = "number"
_PLACEHOLDER = re.compile(r"{(\w+)}")
Word = str | Promise


@dataclass(frozen=True)
class Words:
    """A title and a body; `asks` says that something is expected of whoever reads it.

    What asks for nothing stays in the inbox and on the phone: no e-mail, no SMS.
    """

    title: Word
    body: Word
    asks: bool = False


# -- for people who work here ---------------------------------------------------------------------
NOTICES: dict[str, Words] = {
    "reported": Words(_("新报来的事"), _("{matter} {number},{unit}待受理"), asks=True),
    "accepted": Words(_("您报的事已受理"), _("{matter} {number} 由{unit}受理")),
    "rejected": Words(_("您报的事没有受理"), _("{matter} {number} 不予受理,理由见事件")),
    "asked_more": Words(_("请补充再报"), _("{matter} {number} 缺内容,补充后再报"), asks=True),
    "closed": Words(_("您报的事已结案"), _("{matter} {number} 已结案")),
    "escalated": Words(_("下级报上来的事"), _("{matter} {number} 上报到{unit},待受理"), asks=True),
    "dispatched": Words(_("派来的事"), _("{matter} {number} 派给{unit},请签收"), asks=True),
    "pushed_down": Words(_("上级下派的事"), _("{matter} {number} 下派到{unit},请签收"), asks=True),
    "returned": Words(_("派出的事被退回"), _("{matter} {number} 退回{unit},请改派"), asks=True),
    "to_rule": Words(_("请裁决"), _("{matter} {number} 争议退回,请裁决由谁主办"), asks=True),
    "admission_waiting": Words(
        _("有紧急准入待批"), _("{matter} {number} 申请紧急准入,请另一位值班长审批"), asks=True
    ),
    "admission_approved": Words(
        _("紧急准入批准了"), _("{matter} {number} 的紧急准入已批准,可以下派"), asks=True
    ),
    "finished": Words(_("派出的事已办"), _("{matter} {number} 已处置,待{unit}核查"), asks=True),
    "check_requested": Words(_("请去看看办得怎样"), _("{matter} {number} 请{unit}核查"), asks=True),
    "to_close": Words(_("核查过了,待结案"), _("{matter} {number} 待{unit}结案"), asks=True),
    "rework": Words(_("核查没通过,要返工"), _("{matter} {number} 退回{unit}返工"), asks=True),
    "reopened": Words(_("结了的事要重办"), _("{matter} {number} 由{unit}重办"), asks=True),
    "sample_returned": Words(_("抽查没过,要重办"), _("{matter} {number} 由{unit}重办"), asks=True),
    "merged": Words(_("您报的事已并案"), _("{matter} {number} 与先报的并案办理,一并答复")),
    "passed_out": Words(_("您报的事已转出"), _("{matter} {number} 已转由有权单位办理")),
    "appealed": Words(_("有人申诉"), _("{matter} {number} 不予受理被申诉,请{unit}复核"), asks=True),
    "verify_asked": Words(_("请去核实"), _("{matter} {number} 请{unit}核实是否属实"), asks=True),
    "verified": Words(_("核实有了结果"), _("{matter} {number} 已核实,待{unit}受理"), asks=True),
    "escalated_over": Words(_("越级上报"), _("{matter} {number} 越级报到{unit}")),
    "support_asked": Words(_("请协办"), _("{matter} {number} 请贵单位协办,主办{unit}"), asks=True),
    "supported": Words(_("协办单位办完了"), _("{matter} {number} 有协办单位完成协办")),
    "named": Words(_("指定您办"), _("{matter} {number} 指定由您办"), asks=True),
    "help_asked": Words(_("请求吹哨"), _("{matter} {number} {unit}请求吹哨"), asks=True),
    "help_answered": Words(_("吹哨请求有了答复"), _("{matter} {number} 的吹哨请求有了答复")),
    "whistled": Words(_("吹哨,请报到"), _("{matter} {number} 请按时到场,牵头{unit}"), asks=True),
    "excused": Words(_("免到"), _("{matter} {number} 贵单位不用到场")),
    "whistle_absent": Words(
        _("有单位没报到"), _("{matter} {number} 有单位没有按时报到"), asks=True
    ),
    "supervised_urge": Words(_("催办"), _("{matter} {number} 被催办,请抓紧"), asks=True),
    "supervised_yellow": Words(
        _("黄牌督办"), _("{matter} {number} 黄牌督办,请签收回复"), asks=True
    ),
    "supervised_red": Words(_("红牌督办"), _("{matter} {number} 红牌督办,请签收回复"), asks=True),
    "supervision_replied": Words(_("督办有了回复"), _("{matter} {number} {unit}已回复督办")),
    "supervision_sent_back": Words(
        _("督办回复被退回"), _("{matter} {number} 督办回复不到位,请重报"), asks=True
    ),
    "instructed": Words(_("有批示"), _("{matter} {number} 有新批示"), asks=True),
    "request_waiting": Words(_("有申请待审批"), _("{matter} {number} 有申请待您审批"), asks=True),
    "request_approved": Words(_("申请批准了"), _("{matter} {number} 的申请已批准")),
    "request_refused": Words(_("申请没有批准"), _("{matter} {number} 的申请没有批准"), asks=True),
    "request_fell": Words(_("申请作废"), _("{matter} {number} 已转走,申请不再有效")),
    "resumed": Words(
        _("挂账结束,继续办"), _("{matter} {number} 挂账结束,由{unit}继续办"), asks=True
    ),
    "appeal_waiting": Words(_("有申诉待审"), _("{matter} {number} 的超时申诉待您审核"), asks=True),
    "appeal_decided": Words(_("申诉有了结果"), _("{matter} {number} 的超时申诉有了结果")),
    "bad_rating": Words(_("诉求人不满意"), _("{matter} {number} 诉求人评价不满意"), asks=True),
    "draft_expired": Words(_("补充过期作废"), _("{matter} {number} 过期没有补充,已作废")),
    "performance_due": Words(
        _("协议到期,请回访"), _("{matter} {number} 有协议条款到期,请核对是否履行"), asks=True
    ),
    "ring": Words(_("特急!谁去?"), _("{matter} {number},能去的请按“我去”"), asks=True),
    "ring_county": Words(
        _("特急,下面没人应答"), _("{matter} {number} 三分钟没人应答,请县值班处置"), asks=True
    ),
    "lamp.yellow": Words(_("快到时限"), _("{matter} {number} 快到时限,在{unit}")),
    "lamp.orange": Words(_("马上到时限"), _("{matter} {number} 马上到时限,在{unit}"), asks=True),
    "lamp.red": Words(_("超时了"), _("{matter} {number} 超时,在{unit}"), asks=True),
    "lamp.over_half": Words(
        _("超时过半"), _("{matter} {number} 超时已达时限的一半,在{unit}"), asks=True
    ),
    "lamp.over_whole": Words(
        _("超时一倍"), _("{matter} {number} 超时已达整个时限,在{unit}"), asks=True
    ),
    # Of a door that brought no words of its own.
    "moved": Words(_("有新进展"), _("{matter} {number}:{state}")),
}
SENSITIVE = Words(_("敏感事件"), _("敏感事件,请到工作台"), asks=True)

# -- for residents who asked ----------------------------------------------------------------------
CLAIMANTS: dict[str, Words] = {
    "closed": Words(
        _("办理结果"), _("您反映的事(编号 {number})已办结。{reply}如有疑问请联系{unit}。")
    ),
    "note": Words(_("办理进展"), _("您反映的事(编号 {number})有新进展:{reply}")),
    "moved_on": Words(_("办理进展"), _("您反映的事(编号 {number})已转{unit}办理。")),
}
# A resident knows the own matter; the line says neither what it is nor who deals with it.
SENSITIVE_CLAIMANT = Words(_("办理进展"), _("您反映的事有了进展,请联系受理的工作人员。"))
KINDS: dict[str, dict[str, Words]] = {"notice": NOTICES, "claimant_reply": CLAIMANTS}


def shipped(kind: str, code: str) -> Words:
    """The words that ship for this code; a code without any gets the plainest."""
    known = KINDS[kind]
    return known.get(code) or known.get("moved") or CLAIMANTS["moved_on"]


def sensitive_words(kind: str) -> Words:
    """All that may be said of a sensitive event."""
    return SENSITIVE if kind == "notice" else SENSITIVE_CLAIMANT


def fill(text: Word, facts: Mapping[str, str]) -> str:
    """The text with its placeholders filled; one that no fact fills stays empty."""
    return _PLACEHOLDER.sub(lambda found: facts.get(found[1], ""), str(text))


def check_text(kind: str, code: str, title: str, body: str) -> dict[str, list[str]]:
    """What is wrong with a county's own words, by field: {} is nothing.

    A placeholder nobody fills would be sent as it stands; a body without the number would leave
    its reader guessing.
    """
    errors: dict[str, list[str]] = {}
    if code not in KINDS.get(kind, {}):
        errors["code"] = [_t("没有这种消息")]
    for name, text in (("title", title), ("body", body)):
        wrong = _wrong_in(text, ALLOWED.get(kind, PLACEHOLDERS))
        if wrong:
            errors[name] = [wrong]
    if "body" not in errors and NEEDED not in _PLACEHOLDER.findall(body):
        errors["body"] = [_t("正文里要有 {number}(编号)")]
    return errors


def _wrong_in(text: str, known: Sequence[str]) -> str:
    unknown = [name for name in _PLACEHOLDER.findall(text) if name not in known]
    if unknown:
        allowed = " ".join(f"{{{name}}}" for name in known)
        return _t("没有占位符 %(wrong)s,可用的有:%(allowed)s") % {
            "wrong": " ".join(f"{{{name}}}" for name in unknown),
            "allowed": allowed,
        }
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        return _t("花括号只用来写占位符,如 {number}")
    return ""
