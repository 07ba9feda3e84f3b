# SPDX-License-Identifier: Apache-2.0
"""The only gate: who may see an event and who may make which move (tier x role x move).

What you may not see does not exist (404). `check_may` is asked under the lock by every action,
`legal_moves` shows the same answer to the pages.
"""

from collections.abc import Iterable

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from accounts.models import User
from events.approvals import appeals_of, may_decide, requests_of
from events.entitled import ENTITLED, senders_of, supports_of
from events.gathering import LIVE, readers
from events.lifecycle import LEGAL_SOURCES, State
from events.models import Event, Involvement, Summons
from events.refusals import MoveNotAllowed, NotAllowed, NotFound
from events.rights import ACCESS, CHIEFS, COMMAND, ONLY_LOOK, WIDE, Rule, Table
from events.rules import had_a_hand, offices_under
from events.sense import makes_sense, why_not
from grids.models import Role
from grids.queries import Post, postings_of

# Which of what waits a move decides.
WAITING = {
    "approve_request": requests_of,
    "refuse_request": requests_of,
}

# Who looks at where returns gather (退回矩阵).
_RETURNS = frozenset(
    {
        *(Role.TOWNSHIP_CLERK, Role.TOWNSHIP_CHIEF, Role.COUNTY_DISPATCHER, Role.COUNTY_CHIEF),
        *(Role.SUPERVISOR, Role.ADMINISTRATOR, Role.LEADER),
    }
)


# What a console (决策台) is for: whoever may decide any of these at a township or county has one.
_DECIDED = (
    *("arbitrate", "admit_emergency", "approve_request", "decide_appeal"),
    *("release_supervision", "sample_pass"),
)


def decides(posts: Iterable[Post]) -> bool:
    """Whether things wait for somebody's decision at a township or county (决策台)."""
    found = [post for post in posts if post.acts_for.kind in WIDE]
    return any(_has_role(post, ACCESS[move].roles) for post in found for move in _DECIDED)


def reads_returns(posts: Iterable[Post]) -> bool:
    """Whether somebody looks at returns by unit and matter (退回矩阵)."""
    return any(post.role in _RETURNS for post in posts)


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
    trusted = trusted_holders(posts)
    together = Q(sensitive=True) & handled_together(trusted)
    always = Q(sensitive=True, holder_id__in=sorted(trusted)) | Q(reporter=user)
    if any(post.acts_for.kind in WIDE for post in posts):
        one = involved.filter(event=OuterRef("pk")).values("pk")[:1]
        is_involved = Q(IsNull(Subquery(one), False))
        open_to_all = Q(sensitive=False) & (by_place | is_involved)
        return Event.objects.filter(open_to_all | always | together)
    ids = Event.objects.filter(by_place).values("pk")
    ids = ids.union(
        involved.values("event_id"),
        Event.objects.filter(always).values("pk"),
        Event.objects.filter(together).values("pk"),
        all=True,
    )
    return Event.objects.filter(Q(sensitive=False) | always | together, pk__in=ids)


def handled_together(trusted: Iterable[int]) -> Q:
    """Events that these units read because a whistle (吹哨) brought them there: the township that
    blew it, and while it lasts whoever it called. Says in SQL what `gathering.readers` says."""
    ids = sorted(trusted)
    called = Summons.objects.filter(unit_id__in=ids, status__in=LIVE).values("event")
    return Q(commander_id__in=ids) | Q(state=State.JOINT, pk__in=called)


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
    return not trusted_holders(postings_of(user)).isdisjoint(readers(event))


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
    """Whether `user` may make `move` now, and in which posting; None for who acts as its reporter.

    `NotAllowed` if no posting of theirs ever could; `MoveNotAllowed` if it could, but another
    unit holds the event now or the state is another.
    """
    rule = ACCESS[move]
    if rule.unit_of == "reporter":
        _check_reporter(user, move, event)
        return None
    posts = [post for post in postings_of(user) if _has_role(post, rule.roles)]
    if _only_reports(user, posts, rule, event):
        _check_state(user, move, event)
        return None
    if not posts:
        raise NotAllowed
    if not reads_fully(user, event):
        raise NotAllowed
    entitled = ENTITLED[rule.unit_of](event)
    standing = [
        post
        for post in posts
        if post.acts_for.id in entitled or _reported_it(user, post, rule, event)
    ]
    if standing:
        post = _separate_one(user, standing, move, event)
        _check_state(user, move, event)
        return post
    _check_was_involved(posts, event, rule)
    raise _wrong_state(user, event)


def has_to_do_with(user: User, event: Event) -> bool:
    """Whether an event is the business of one of somebody's units, whatever its state: they may
    read it and act on it (并案 into it)."""
    units = ENTITLED["involved"](event)
    posts = (post for post in postings_of(user) if _has_role(post, ACCESS["note"].roles))
    return reads_fully(user, event) and any(post.acts_for.id in units for post in posts)


def check_may_report(user: User) -> None:
    """Whoever serves in a county may report in it; an auditor and a leader only look."""
    if not any(post.role not in ONLY_LOOK for post in postings_of(user)):
        raise NotAllowed


def commands(user: User, event: Event) -> bool:
    """Whether somebody leads the event's whistle: of the township that blew it, and reads it."""
    return any(
        _has_role(post, COMMAND) and post.acts_for.id == event.commander_id
        for post in postings_of(user)
    ) and reads_fully(user, event)


def check_commands(user: User, event: Event) -> None:
    """The same while it lasts; `NotAllowed` for others, `MoveNotAllowed` when it is over."""
    if not commands(user, event):
        raise NotAllowed
    if event.state != State.JOINT:
        raise _wrong_state(user, event)


def legal_moves(user: User, event: Event) -> list[str]:
    """The moves somebody may make now, in the order of the life cycle. No query."""
    return [move for move in ACCESS if _may_now(user, move, event)]


def _may_now(user: User, move: str, event: Event) -> bool:
    rule = ACCESS[move]
    if event.state not in LEGAL_SOURCES[move] or not makes_sense(move, event):
        return False
    if rule.unit_of == "reporter":
        return event.reporter_id == user.pk and _reporter_may(user, move, event)
    if _reports_in(user, rule, event):
        return True
    if not reads_fully(user, event):
        return False
    entitled = ENTITLED[rule.unit_of](event)
    return any(
        _has_role(post, rule.roles)
        and (post.acts_for.id in entitled or _reported_it(user, post, rule, event))
        and _is_separate(user, post, move, event)
        for post in postings_of(user)
    )


def _check_state(user: User, move: str, event: Event) -> None:
    if event.state not in LEGAL_SOURCES[move] or not makes_sense(move, event):
        refusal = _wrong_state(user, event)
        if event.state in LEGAL_SOURCES[move] and (said := why_not(move, event)):
            refusal.code, refusal.detail = said[0], str(said[1])
        raise refusal


def _wrong_state(user: User, event: Event) -> MoveNotAllowed:
    return MoveNotAllowed(state=event.state, moves=legal_moves(user, event))


def _check_reporter(user: User, move: str, event: Event) -> None:
    if event.reporter_id != user.pk:
        raise NotAllowed
    _check_state(user, move, event)
    if not _reporter_may(user, move, event):
        raise _wrong_state(user, event)


def _reporter_may(user: User, move: str, event: Event) -> bool:
    """撤回 while nobody has acted; 评价 in the name of those who asked, or as a resident: what
    somebody reported on duty, and nobody asked for, is not theirs to rate."""
    if move == "withdraw":
        return event.untouched
    if move == "rate":
        return event.has_claimants or not postings_of(user)
    return True


def _reports_in(user: User, rule: Rule, event: Event) -> bool:
    """Whether the rule lets the reporter in, too, and this is who reported it."""
    return rule.or_reporter and event.reporter_id == user.pk and event.is_open


def _only_reports(user: User, posts: list[Post], rule: Rule, event: Event) -> bool:
    """Whether somebody may act as the reporter alone: a unit that is entitled goes first."""
    if not _reports_in(user, rule, event):
        return False
    entitled = ENTITLED[rule.unit_of](event) if reads_fully(user, event) else set()
    return not any(post.acts_for.id in entitled for post in posts)


def _check_was_involved(posts: list[Post], event: Event, rule: Rule) -> None:
    """Refuse with 403 a unit that never had anything to do with the event's next step.

    Whoever supports reads along only; what was its own to answer once may be answered already.
    """
    units = {post.acts_for.id for post in posts}
    known = {event.holder_id, event.node_id, event.handler_id}
    known |= senders_of(event) | supports_of(event)
    involved = Involvement.objects.filter(event_id=event.pk, unit_id__in=units)
    if rule.unit_of != "support":
        involved = involved.filter(held=True)
    if not units & known and not involved.exists():
        raise NotAllowed


def _separate_one(user: User, posts: list[Post], move: str, event: Event) -> Post:
    """The first of these postings in which somebody is nobody's own judge."""
    for post in posts:
        if _is_separate(user, post, move, event):
            return post
    raise NotAllowed


def _is_separate(user: User, post: Post, move: str, event: Event) -> bool:
    """谁办谁不核、谁申请谁不批: who had a hand in it may neither check nor close, who asked may not
    decide.

    A grid or village is too small to judge itself through a colleague; a township or county may.
    撤销 is nobody's but the one person's who dispatched.
    """
    if move == "undo":
        return event.assignment is None or event.assignment.by_id == user.pk
    if move in _RULES_ON_IT:
        return _RULES_ON_IT[move](user, post, event)
    own = event.handler_id == post.acts_for.id
    if move in ("check_pass", "check_fail"):
        return not had_a_hand(event, user.pk) and not own
    if move in ("sample_pass", "sample_return"):
        return user.pk != event.closed_by_id and not had_a_hand(event, user.pk)
    if move == "close":
        small = post.acts_for.kind in ("grid", "village")
        return not had_a_hand(event, user.pk) and not (own and small)
    if move in WAITING:
        return any(may_decide(asked, user.pk, [post]) for asked in WAITING[move](event))
    return True


def _reported_it(user: User, post: Post, rule: Rule, event: Event) -> bool:
    return event.reporter_id == user.pk and post.acts_for.kind == rule.or_reporter_at


def _may_rule(user: User, post: Post, event: Event) -> bool:
    """裁决: a duty chief, or where none is posted a dispatcher; never who sent what came back."""
    if user.pk in event.disputed_by:
        return False
    return post.role == Role.COUNTY_CHIEF or event.ruling != "chief"


def _may_take_back(user: User, post: Post, event: Event) -> bool:
    """撤回派发: what was ruled is taken back by a duty chief alone."""
    ruled = event.ruling == "made" and post.acts_for.id == event.county_id
    return not ruled or post.role == Role.COUNTY_CHIEF


def _may_release(user: User, post: Post, event: Event) -> bool:
    """解除督办: nobody judges their own reply."""
    return user.pk not in event.open_order.get("replied_by", [])


def _may_judge(user: User, post: Post, event: Event) -> bool:
    """裁定超时申诉: neither who appealed, nor who had a hand in it, whoever appealed."""
    if had_a_hand(event, user.pk):
        return False
    return any(may_decide(asked, user.pk, [post]) for asked in appeals_of(event))


_RULES_ON_IT = {
    "arbitrate": _may_rule,
    "revoke": _may_take_back,
    "release_supervision": _may_release,
    "decide_appeal": _may_judge,
}


def _has_role(post: Post, roles: Table) -> bool:
    return post.role in roles.get(post.acts_for.kind, frozenset())
