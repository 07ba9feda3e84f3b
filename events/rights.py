# SPDX-License-Identifier: Apache-2.0
"""The access table (权限表): which roles, at which kind of unit, may make which move.

Data in the form of code, read by `access.py` alone. Which unit's people are meant by `unit_of`
is `entitled.py`; what else must hold of the event is `sense.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from grids.models import Role

R = Role
Table = dict[str, frozenset[str]]


def _table(**roles: Iterable[str]) -> Table:
    return {kind: frozenset(map(str, names)) for kind, names in roles.items()}


# 'Node clerk' of the domain: who receives, classifies and routes at each tier.
NODES = _table(
    grid=(R.GRID_WORKER, R.GRID_HEAD),
    village=(R.GRID_HEAD, R.VILLAGE_OFFICER),
    township=(R.TOWNSHIP_CLERK, R.TOWNSHIP_CHIEF),
    county=(R.COUNTY_DISPATCHER, R.COUNTY_CHIEF),
)
OFFICES = _table(
    platform=(R.PLATFORM_OFFICER, R.PLATFORM_HEAD),
    station=(R.STATION_OFFICER,),
    department=(R.DEPARTMENT_OFFICER, R.DEPARTMENT_HEAD),
)
ALL = NODES | OFFICES
BELOW_COUNTY = {kind: roles for kind, roles in NODES.items() if kind != "county"}
PASS_ON = {kind: roles for kind, roles in ALL.items() if kind not in ("grid", "village", "station")}
ABOVE_GRID = {kind: roles for kind, roles in NODES.items() if kind != "grid"}
# 指定人: by an office's head; a station has none, so by its officer; below, by the grid head.
HEADS = _table(
    grid=(R.GRID_HEAD,),
    village=(R.GRID_HEAD,),
    platform=(R.PLATFORM_HEAD,),
    station=(R.STATION_OFFICER,),
    department=(R.DEPARTMENT_HEAD,),
)
COUNTY = {"county": NODES["county"]}
IN_VILLAGE = {kind: NODES[kind] for kind in ("grid", "village")}
REOPENERS = _table(
    township=(R.TOWNSHIP_CLERK, R.TOWNSHIP_CHIEF),
    county=(R.COUNTY_DISPATCHER, R.COUNTY_CHIEF, R.SUPERVISOR),
    village=(R.GRID_HEAD, R.VILLAGE_OFFICER),
)
# The township's command (乡镇指挥室), which whistles; where there are no townships, the county's.
COMMAND = _table(
    township=(R.TOWNSHIP_CLERK, R.TOWNSHIP_CHIEF, R.ENFORCEMENT_COORDINATOR),
    county=(R.COUNTY_DISPATCHER, R.COUNTY_CHIEF),
)
HOLDERS = OFFICES | BELOW_COUNTY
OFFICE_HEADS = _table(platform=(R.PLATFORM_HEAD,), department=(R.DEPARTMENT_HEAD,))
# 值班长 of each node; a grid's is its village's.
DUTY_CHIEFS = _table(village=(R.GRID_HEAD,), township=(R.TOWNSHIP_CHIEF,), county=(R.COUNTY_CHIEF,))
# Who may say the second yes to a forced closing, and who judges an appeal.
SECOND_TO_FORCE = _table(county=(R.COUNTY_CHIEF, R.SUPERVISOR, R.LEADER))
JUDGES = _table(county=(R.SUPERVISOR, R.COUNTY_CHIEF))
DECIDERS = {
    **{kind: NODES[kind] for kind in ("village", "township")},
    "county": NODES["county"] | SECOND_TO_FORCE["county"],
    **{kind: OFFICES[kind] for kind in ("platform", "department")},
}
SUPERVISORS = _table(
    township=(R.TOWNSHIP_CHIEF, R.SUPERVISOR),
    county=(R.SUPERVISOR, R.COUNTY_CHIEF, R.COUNTY_DISPATCHER),
)
# 质量抽查: who looks at closings again, at the county and at each township.
SAMPLERS = _table(
    township=(R.SUPERVISOR,),
    county=(R.SUPERVISOR, R.COUNTY_CHIEF),
)
# A sensitive event is for duty chiefs, and for handlers whose posting says so.
CHIEFS = frozenset({R.GRID_HEAD, R.TOWNSHIP_CHIEF, R.COUNTY_CHIEF})

# Whose reach is much of a county.
WIDE = frozenset({"county", "township"})

ONLY_LOOK = frozenset({R.AUDITOR, R.LEADER, R.ADMINISTRATOR})


@dataclass(frozen=True)
class Rule:
    """One row of the access table: which roles at which kind of unit, standing where.

    `unit_of` names the unit whose people may act now: the holder unless said otherwise.
    `or_reporter_at`: the event's own reporter may too, serving at this kind of unit.
    `or_reporter`: whoever reported it may, too, while it is open.
    """

    roles: Table
    unit_of: str = "holder"
    or_reporter_at: str = ""
    or_reporter: bool = False


ACCESS: dict[str, Rule] = {
    "go": Rule(NODES, "call_chain"),
    "accept": Rule(NODES),
    "ask_verify": Rule(NODES),
    "verify_true": Rule(IN_VILLAGE),
    "verify_false": Rule(IN_VILLAGE),
    "reject": Rule(NODES, "asking_node"),
    "ask_more": Rule(NODES),
    "merge": Rule(NODES),
    "split": Rule(NODES),
    "transfer_out": Rule(NODES),
    "return_to_source": Rule(NODES),
    "bring_back": Rule(NODES),
    "result_received": Rule(NODES),
    "escalate": Rule(BELOW_COUNTY, "escalator"),
    "escalate_skip": Rule(BELOW_COUNTY),
    "push_down": Rule(ABOVE_GRID),
    "dispatch": Rule(PASS_ON),
    # 自办: the county decides and passes on; it mends nothing itself.
    "take": Rule(BELOW_COUNTY),
    "sign": Rule(ALL),
    "return_back": Rule(ALL),
    "revoke": Rule(PASS_ON | {"village": NODES["village"]}, "sender"),
    "undo": Rule(PASS_ON, "giver"),
    "assign_person": Rule(HEADS),
    "support_done": Rule(OFFICES, "support"),
    "whistle": Rule(COMMAND, "whistler"),
    "report_in": Rule(OFFICES, "absent"),
    "join_result": Rule(OFFICES, "at_work"),
    "contest": Rule(OFFICES, "contestant"),
    "excuse": Rule(COMMAND, "commander"),
    "join_done": Rule(OFFICES),
    "score": Rule(COMMAND, "commander"),
    "ask_help": Rule(ALL, "asker", or_reporter_at="grid"),
    "answer_help": Rule(COMMAND, "whistler"),
    "arbitrate": Rule(COUNTY),
    "admit_emergency": Rule(ABOVE_GRID, "holder_or_county"),
    "tell": Rule(ALL),
    "report_outcome": Rule(ALL),
    "correct": Rule(NODES, "routing_node"),
    "note": Rule(ALL, "involved", or_reporter=True),
    "finish": Rule(ALL),
    "request_check": Rule(NODES),
    "check_pass": Rule(IN_VILLAGE),
    "check_fail": Rule(IN_VILLAGE),
    "close": Rule(NODES),
    "reopen": Rule(REOPENERS, "closer"),
    "sample_pass": Rule(SAMPLERS, "supervising"),
    "sample_return": Rule(SAMPLERS, "supervising"),
    "rate": Rule({}, "reporter"),
    "appeal": Rule({}, "reporter"),
    "request_extension": Rule(HOLDERS),
    "request_suspension": Rule(HOLDERS),
    "request_return": Rule(HOLDERS),
    "void": Rule(NODES),
    "force_close": Rule(_table(county=(R.COUNTY_CHIEF,)), "county"),
    "approve_request": Rule(DECIDERS, "decider"),
    "refuse_request": Rule(DECIDERS, "decider"),
    "withdraw_request": Rule(ALL, "requester"),
    "resume": Rule(HOLDERS),
    "supervise": Rule(SUPERVISORS, "above"),
    "sign_supervision": Rule(ALL, "supervised"),
    "reply_supervision": Rule(ALL, "supervised"),
    "release_supervision": Rule(SUPERVISORS, "supervisor"),
    "instruct": Rule(_table(township=(R.LEADER,), county=(R.LEADER, R.COUNTY_CHIEF)), "above"),
    "mark_sensitive": Rule(NODES, "routing_node"),
    "lift_sensitive": Rule(DUTY_CHIEFS, "routing_node"),
    "appeal_overdue": Rule(ALL, "handler"),
    "decide_appeal": Rule(JUDGES, "judge"),
    "resubmit": Rule({}, "reporter"),
    "withdraw": Rule({}, "reporter"),
}

# What the table calls the people of `Rule.unit_of`.
STANDINGS = {
    "holder": _("当前承办单位"),
    "sender": _("派发方和受理节点"),
    "giver": _("最后一次派发的单位"),
    "support": _("协办单位"),
    "asking_node": _("承办节点,或派核查的节点"),
    "routing_node": _("承办节点;在处置单位手里时为派发它的节点"),
    "involved": _("承办、派发、受理、处置、协办单位"),
    "closer": _("结案节点及其上级节点"),
    "escalator": _("承办节点;协同处置时为吹哨乡镇"),
    "whistler": _("事发地的指挥室"),
    "asker": _("当前承办单位"),
    "commander": _("吹哨的指挥室"),
    "absent": _("被吹哨、未报到的单位"),
    "at_work": _("被吹哨、已报到的单位"),
    "contestant": _("被吹哨、已报到的单位"),
    "above": _("承办单位所在的乡镇和县"),
    "handler": _("处置单位"),
    "county": _("本县中心"),
    "judge": _("县中心,且没有审过这次申诉"),
    "decider": _("该申请这一步的审批单位,申请人除外"),
    "requester": _("申请单位"),
    "supervised": _("被督办单位"),
    "supervisor": _("发督办单的单位"),
    "holder_or_county": _("承办节点,或县中心"),
    "call_chain": _("事发地到县的各级节点"),
    "supervising": _("事发地所在的乡镇和县"),
    "reporter": _("上报人本人"),
}
