# SPDX-License-Identifier: Apache-2.0
"""The only gate: who may see an event and who may make which move (tier x role x move).

What you may not see does not exist (404). `check_may` is asked under the lock by every action,
`legal_moves` shows the same answer to the pages.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from accounts.models import User
from events.lifecycle import LEGAL_SOURCES, State
from events.models import Event, Involvement
from events.refusals import MoveNotAllowed, NotAllowed, NotFound
from events.rules import dispatch_targets, next_node_up, offices_under, push_targets
from grids.directory import UnitRow, ancestors_of, unit_by_id
from grids.models import Role
from grids.queries import Post, postings_of

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
IN_VILLAGE = {kind: NODES[kind] for kind in ("grid", "village")}
REOPENERS = _table(
    township=(R.TOWNSHIP_CLERK, R.TOWNSHIP_CHIEF),
    county=(R.COUNTY_DISPATCHER, R.COUNTY_CHIEF, R.SUPERVISOR),
    village=(R.GRID_HEAD, R.VILLAGE_OFFICER),
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
    """

    roles: Table
    unit_of: str = "holder"


ACCESS: dict[str, Rule] = {
    "accept": Rule(NODES),
    "reject": Rule(NODES),
    "ask_more": Rule(NODES),
    "escalate": Rule(BELOW_COUNTY),
    "push_down": Rule(ABOVE_GRID),
    "dispatch": Rule(PASS_ON),
    # 自办: the county decides and passes on; it mends nothing itself.
    "take": Rule(BELOW_COUNTY),
    "sign": Rule(ALL),
    "return_back": Rule(ALL),
    "revoke": Rule(PASS_ON | {"village": NODES["village"]}, "sender"),
    "correct": Rule(NODES, "routing_node"),
    "note": Rule(ALL, "involved"),
    "finish": Rule(ALL),
    "request_check": Rule(NODES),
    "check_pass": Rule(IN_VILLAGE),
    "check_fail": Rule(IN_VILLAGE),
    "close": Rule(NODES),
    "reopen": Rule(REOPENERS, "closer"),
    "resubmit": Rule({}, "reporter"),
    "withdraw": Rule({}, "reporter"),
}


def events_in_reach(user: User) -> QuerySet[Event]:
    """The events somebody may read: by place, by involvement, or their own report.

    A sensitive one only as `trusted_holders` says; its reporter sees it too (`reads_fully` says
    how much). Two ways to the same events: where most of a county is in reach its rows are asked
    one by one in the order of the list; elsewhere the few that are in reach are named first. The
    planner guesses the wrong one of them: it would hash all that a busy unit ever held, or walk
    a whole county for a grid's ten.
    """
    posts = postings_of(user)
    by_place = Q(pk__in=())
    for path in sorted({post.acts_for.path for post in posts if post.acts_for.is_node}):
        by_place |= Q(place_path__startswith=path)
    units = sorted({post.acts_for.id for post in posts} | {post.unit.id for post in posts})
    involved = Involvement.objects.filter(unit_id__in=units)
    trusted = Q(sensitive=True, holder_id__in=sorted(trusted_holders(posts)))
    always = trusted | Q(reporter=user)
    if any(post.acts_for.kind in WIDE for post in posts):
        one = involved.filter(event=OuterRef("pk")).values("pk")[:1]
        is_involved = Q(IsNull(Subquery(one), False))
        return Event.objects.filter(Q(sensitive=False) & (by_place | is_involved) | always)
    ids = Event.objects.filter(by_place).values("pk")
    ids = ids.union(
        involved.values("event_id"), Event.objects.filter(always).values("pk"), all=True
    )
    return Event.objects.filter(Q(sensitive=False) | always, pk__in=ids)


def event_for(user: User, pk: int) -> Event:
    """The event, if it is within reach. One query; `NotFound` otherwise."""
    event = events_in_reach(user).filter(pk=pk).select_related("assignment").first()
    if event is None:
        raise NotFound
    return event


def reads_fully(user: User, event: Event) -> bool:
    """Whether somebody sees more of a sensitive event than their own text and its state."""
    if not event.sensitive:
        return True
    return event.holder_id in trusted_holders(postings_of(user))


def trusted_holders(posts: Iterable[Post]) -> frozenset[int]:
    """The units whose sensitive events somebody may read while those units hold them.

    A `sensitive` posting's own unit; a duty chief's (值班长) node and the offices that stand under
    it and have no duty chief of their own: else an event sent to an office where nobody is
    trusted would be read, and taken back, by nobody.
    """
    found = set()
    for post in posts:
        if post.sensitive or post.role in CHIEFS:
            found.add(post.acts_for.id)
        if post.role in CHIEFS and post.acts_for.is_node:
            found |= {row.id for row in offices_under(post.acts_for)}
    return frozenset(found)


def check_may(user: User, move: str, event: Event) -> Post | None:
    """Whether `user` may make `move` now, and in which posting; None for the reporter's own moves.

    `NotAllowed` if no posting of theirs ever could; `MoveNotAllowed` if it could, but another
    unit holds the event now or the state is another.
    """
    rule = ACCESS[move]
    if rule.unit_of == "reporter":
        _check_reporter(user, move, event)
        return None
    posts = [post for post in postings_of(user) if _has_role(post, rule.roles)]
    if not posts:
        raise NotAllowed
    if not reads_fully(user, event):
        raise NotAllowed
    entitled = ENTITLED[rule.unit_of](event)
    for post in posts:
        if post.acts_for.id in entitled:
            _check_separation(user, post, move, event)
            _check_state(user, move, event)
            return post
    _check_was_involved(posts, event)
    raise _wrong_state(user, event)


def check_may_report(user: User) -> None:
    """Whoever serves in a county may report in it; an auditor and a leader only look."""
    if not any(post.role not in ONLY_LOOK for post in postings_of(user)):
        raise NotAllowed


def legal_moves(user: User, event: Event) -> list[str]:
    """The moves somebody may make now, in the order of the life cycle. No query."""
    return [move for move in ACCESS if _may_now(user, move, event)]


def _may_now(user: User, move: str, event: Event) -> bool:
    rule = ACCESS[move]
    if event.state not in LEGAL_SOURCES[move] or not _makes_sense(move, event):
        return False
    if rule.unit_of == "reporter":
        return event.reporter_id == user.pk and (move != "withdraw" or event.untouched)
    if not reads_fully(user, event):
        return False
    entitled = ENTITLED[rule.unit_of](event)
    return any(
        _has_role(post, rule.roles)
        and post.acts_for.id in entitled
        and _is_separate(user, post, move, event)
        for post in postings_of(user)
    )


def _makes_sense(move: str, event: Event) -> bool:
    """Facts of the row that the state alone does not tell: is there somebody to send it to?"""
    holder = unit_by_id(event.holder_id)
    if move == "dispatch":
        if event.state == State.DISPATCHED and not holder.is_office:
            return False
        if event.state == State.PROCESSING and not holder.is_office:
            return False
        return bool(dispatch_targets(holder))
    if move == "push_down":
        return bool(push_targets(holder))
    if move == "escalate":
        return next_node_up(holder) is not None
    if move == "return_back":
        return event.assignment_id is not None
    if move == "close" and event.state == State.HANDLED:
        return event.level <= 2
    return True


def _check_state(user: User, move: str, event: Event) -> None:
    if event.state not in LEGAL_SOURCES[move] or not _makes_sense(move, event):
        raise _wrong_state(user, event)


def _wrong_state(user: User, event: Event) -> MoveNotAllowed:
    return MoveNotAllowed(state=event.state, moves=legal_moves(user, event))


def _check_reporter(user: User, move: str, event: Event) -> None:
    if event.reporter_id != user.pk:
        raise NotAllowed
    _check_state(user, move, event)
    if move == "withdraw" and not event.untouched:
        raise _wrong_state(user, event)


def _check_was_involved(posts: list[Post], event: Event) -> None:
    """Refuse with 403 a unit that never had anything to do with the event's next step."""
    units = {post.acts_for.id for post in posts}
    known = {event.holder_id, event.node_id, event.handler_id, *_senders(event)}
    held = Involvement.objects.filter(event_id=event.pk, unit_id__in=units, held=True)
    if not units & known and not held.exists():
        raise NotAllowed


def _check_separation(user: User, post: Post, move: str, event: Event) -> None:
    if not _is_separate(user, post, move, event):
        raise NotAllowed


def _is_separate(user: User, post: Post, move: str, event: Event) -> bool:
    """谁办谁不核: who handled may neither check nor close.

    A grid or village is too small to judge itself through a colleague; a township or county may.
    """
    own = event.handler_id == post.acts_for.id
    if move in ("check_pass", "check_fail"):
        return event.handler_user_id != user.pk and not own
    if move == "close":
        small = post.acts_for.kind in ("grid", "village")
        return event.handler_user_id != user.pk and not (own and small)
    return True


def _has_role(post: Post, roles: Table) -> bool:
    return post.role in roles.get(post.acts_for.kind, frozenset())


def _senders(event: Event) -> set[int]:
    """Who may take the event back: who sent it last, the node that answers for it, and every
    node it came down through between them (下派 goes to the node directly below)."""
    if event.assignment_id is None or event.assignment is None:
        return set()
    last = unit_by_id(event.assignment.from_unit_id)
    top = unit_by_id(event.node_id) if event.node_id else last
    between = (row for row in ancestors_of(last) if row.is_node and row.path.startswith(top.path))
    return {last.id, top.id, *(row.id for row in between)}


def _holder(event: Event) -> set[int]:
    return {event.holder_id}


def _routing_node(event: Event) -> set[int]:
    """更正: the holder node; while an office has it, the node that sent it."""
    holder = unit_by_id(event.holder_id)
    return {event.holder_id} if holder.is_node else _senders(event)


def _involved(event: Event) -> set[int]:
    """Who may add a note: holder, senders, acceptor, handler."""
    units = {event.holder_id, event.node_id, event.handler_id, *_senders(event)}
    return {unit for unit in units if unit is not None}


def _closer(event: Event) -> set[int]:
    """重办: the node that closed it, and every node above that."""
    unit: UnitRow | None = unit_by_id(event.node_id or event.holder_id)
    found = set()
    while unit is not None:
        found.add(unit.id)
        unit = next_node_up(unit)
    return found


ENTITLED: dict[str, Callable[[Event], set[int]]] = {
    "holder": _holder,
    "sender": _senders,
    "routing_node": _routing_node,
    "involved": _involved,
    "closer": _closer,
}
