# SPDX-License-Identifier: Apache-2.0
"""A county's whole life as a machine: everybody makes moves, legal and illegal, on several events
while time passes and the worker makes its rounds; after each step all that always holds is asked.

Each step asks only what it touched; everything is counted anew every `ALL_EVERY` steps.
"""

import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Min
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from accounts.models import User
from duties.actions.edits import save_row
from duties.models import RulingRule
from events import moment
from events.access import legal_moves
from events.actions import MOVES, Done
from events.actions.absent import remind_absent
from events.actions.lapsing import sweep_lapsed
from events.actions.resuming import resume_due
from events.actions.ringing import ring_unanswered
from events.actions.sweep import begin_days, sweep_lamps
from events.entitled import ENTITLED
from events.facts import stock_key
from events.lifecycle import LEGAL_SOURCES, OPEN_STATES
from events.models import Clock, Event, Ledger, Step
from events.refusals import BadFields, MoveNotAllowed, NotAllowed
from events.rules import UNJUDGED, worst_lamp
from events.sense import awaits_ruling
from grids.queries import postings_of
from tests.events.after import share
from tests.events.asking import serve
from tests.events.counts import (
    Counted,
    assert_chains,
    assert_given,
    assert_held,
    assert_owed,
    assert_tallies,
    flow_kept,
    flow_of_line,
    stock_kept,
)
from tests.events.dice import DEAD_END, ONWARD, fields_for, some_report
from tests.events.test_access import COUNTY, DEPARTMENT, WHO
from tests.events.whistles import MORNING
from tests.walk import Walk

# So many events live at once; what has ended for good is let go.
EVENTS = 6
ENDED = frozenset({"archived", "voided"})
# So many are asked what they might do, beside those whose it is.
OTHERS = 3
NONE: frozenset[str] = frozenset()
# Where a road of its own begins, which is as often gone as the main road.
BEGINS = frozenset(
    {"whistle", "undo", "merge", "return_back", "request_suspension", "void", "contest", "excuse"}
)
ALL_EVERY = 100
# What is done, so often: one rule for all, for Hypothesis would leave out whole rules at times.
KINDS = ("act",) * 12 + ("dare",) * 7 + ("wait",) * 3 + ("report", "again")
MINUTES = (1, 5, 10, 30, 60, 120, 300, 1440, 4320, 20000)
# Whose roles 云溪县 and 龙岭市 do not have: unit, role, trusted with what is sensitive.
MORE_PEOPLE = (
    ("yu", "county", "supervisor", False),
    ("tian", "county", "leader", False),
    ("meng", "county", "county_chief", False),
    ("fang", "order", "platform_head", True),
    ("jin", "department", "department_head", True),
    ("tang", "economy", "platform_officer", True),
    ("luo", "service", "platform_officer", False),
    ("hua", "wanghu", "township_clerk", False),
)
# What else the table means where there are no townships: the county whistles, and its own offices
# ask it to.
COMMANDED = {**dict.fromkeys(("whistle", "answer_help"), COUNTY), "ask_help": DEPARTMENT}
# Who did a part of the work, and whoever judges it (谁办谁不核).
HANDLES = frozenset({"finish", "support_done", "join_result", "join_done"})
JUDGES = frozenset({"check_pass", "check_fail", "close", "sample_pass", "sample_return"})
JUDGES |= {"decide_appeal"}
# After these the time for handling begins anew; after all else it goes on (退回不重计).
BEGINS_ANEW = frozenset({"escalate", "escalate_skip", "appeal", "undo", "report_outcome"})
BEGINS_ANEW |= {"check_fail", "reopen", "sample_return"}
BY_REPORTER = frozenset({"rate", "appeal", "resubmit", "withdraw", "note", "ask_help"})


class Made(NamedTuple):
    """A move that was made, as it was asked for."""

    event: Event
    move: str
    by: User
    fields: dict[str, Any]


def populate(walk: Walk) -> None:
    """Everybody whom a move may need; all closings are drawn to be looked at again, and the first
    disputed return is one too many."""
    units = {**vars(walk.county), **walk.platforms}
    for name, unit, role, sensitive in MORE_PEOPLE:
        if unit in units:
            walk.people[name] = serve(name, units[unit], role, sensitive=sensitive)
    share(walk, 100, 100)
    save_row(RulingRule(county=walk.county.county, after_returns=1), by=walk.admin)


class WholeLife(RuleBasedStateMachine):
    """One life: it begins with an empty ledger, and all of it is taken back at the end."""

    def __init__(self, walk: Walk, total: Counter[str]) -> None:
        super().__init__()
        self.walk, self.total = walk, total
        self.people = list(walk.people.values())
        self.before = transaction.savepoint()
        self.clock: datetime = MORNING
        self.events: dict[int, Event] = {}
        self.seq = last_seq()
        self.keys: dict[int, Any] = {}
        self.hands: defaultdict[int, set[int]] = defaultdict(set)
        self.begun: dict[int, datetime] = {}
        self.stock, self.flow = stock_kept(), flow_kept()
        self.tried: Counter[str] = Counter()
        self.made: Counter[str] = Counter()
        self.last: Made | None = None
        self.moved = 0
        self.steps, self.is_whole = 0, True

    # -- what happens ------------------------------------------------------------------------
    @rule(kind=st.sampled_from(KINDS), dice=st.randoms(use_true_random=False))
    def step(self, kind: str, dice: random.Random) -> None:
        """Something happens, and all that always holds still does."""
        self.is_whole, self.steps = False, self.steps + 1
        ways: dict[str, Callable[[random.Random], None]] = {
            "act": self.act,
            "dare": self.dare,
            "wait": self.wait,
            "report": self.report,
            "again": self.again,
        }
        if kind == "wait":
            self.clock += timedelta(minutes=dice.choice(MINUTES))
        else:
            self.clock += timedelta(seconds=dice.choice((1, 2, 20)))
        with moment.at(self.clock):
            if sum(event.is_open for event in self.events.values()) < EVENTS // 2:
                self.report(dice)
                self.assert_touched()
            ways[kind](dice)
            self.assert_touched()
            if self.steps % ALL_EVERY == 0:
                self.assert_all()
        self.total[kind] += 1
        self.is_whole = True

    def report(self, dice: random.Random) -> None:
        """Somebody reports something."""
        if sum(event.is_open for event in self.events.values()) < EVENTS:
            by, fields = some_report(self.walk, dice)
            event = self.walk.report(by=by, client_uuid=self.uid(), **fields)
            note(f"{event.pk}: report by {by.username} {fields}")
            self.events[event.pk] = event

    def act(self, dice: random.Random) -> None:
        """Somebody makes a move that they are offered: mostly one that brings it on, else the one
        that was made least often, so that everything comes to be made."""
        event = self.some_event(dice)
        offers: dict[str, list[User]] = {}
        for by in self.some_people(event, dice):
            for move in legal_moves(by, event):
                offers.setdefault(move, []).append(by)
        moves = [move for move in offers if move in ONWARD | BEGINS]
        if not moves or dice.randrange(10) < 4:
            shunned = DEAD_END if dice.randrange(3) else NONE
            moves = [move for move in offers if move not in shunned] or list(offers)
        if moves:
            move = min(moves, key=lambda each: (self.tried[each], each))
            self.tried[move] += 1
            self.attempt(event, move, dice.choice(offers[move]), dice, offered=True)

    def some_people(self, event: Event, dice: random.Random) -> list[User]:
        """Whose business it is and who reported it, and some of the others."""
        first = dice.randrange(len(self.people))
        people = self.people[first:] + self.people[:first]
        units = ENTITLED["involved"](event)
        near = [by for by in people if by.pk == event.reporter_id or serves(by, units)]
        return list(dict.fromkeys(near + people[:OTHERS]))

    def dare(self, dice: random.Random) -> None:
        """Somebody tries a move, mostly one that its state would allow."""
        event, by = self.some_event(dice), dice.choice(self.people)
        fitting = [move for move in MOVES if event.state in LEGAL_SOURCES[move]]
        move = dice.choice(fitting if dice.randrange(5) else list(MOVES))
        self.attempt(event, move, by, dice, offered=move in legal_moves(by, event))

    def again(self, dice: random.Random) -> None:
        """The last move is sent once more: it is answered, and nothing is written."""
        if self.last is not None:
            event, move, by, fields = self.last
            assert act_on(event, move, by, fields).replayed
            self.assert_nothing_written()

    def wait(self, dice: random.Random) -> None:
        """The worker makes its round; what is due is due no longer."""
        for sweep in (resume_due, sweep_lamps, begin_days, sweep_lapsed, remind_absent):
            sweep()
        ring_unanswered()
        note(f"it is {self.clock}")
        self.assert_swept()

    # -- one move ----------------------------------------------------------------------------
    def some_event(self, dice: random.Random) -> Event:
        """Mostly an open one; at times one that is closed, merged, gone out, a draft; or the one
        that was moved last, for what has to be done at once (撤销)."""
        if self.moved in self.events and dice.randrange(5) == 0:
            return self.events[self.moved]
        is_open = dice.randrange(4) > 0
        found = [event for event in self.events.values() if event.is_open == is_open]
        return dice.choice(found or list(self.events.values()))

    def attempt(
        self, event: Event, move: str, by: User, dice: random.Random, *, offered: bool
    ) -> None:
        """Make it; it is refused exactly if it was not offered, and then nothing is written."""
        fields = fields_for(self.walk, event, move, by, dice)
        if dice.randrange(5) == 0:
            fields["client_uuid"] = self.uid()
        made = Made(event, move, by, fields)
        answer = self.answer(made)
        note(f"{event.pk} {event.state}: {move} by {by.username} {fields}: {answer}")
        assert (answer != "refused") == offered, (by.username, move, answer, event.state)
        if answer == "done":
            assert_entitled(event, move, by)
            assert move not in JUDGES or by.pk not in self.hands[event.pk], (move, by.username)
            self.hands[event.pk] |= {by.pk} if move in HANDLES else set()
            self.made[move] += 1
            self.last = made if "client_uuid" in fields else self.last
            self.moved = event.pk
        else:
            self.assert_nothing_written()

    def answer(self, made: Made) -> str:
        """How the product answers: "done", "refused" (403, 409) or "fields" (400)."""
        try:
            done = act_on(*made)
        except (NotAllowed, MoveNotAllowed):
            return "refused"
        except BadFields:
            return "fields"
        assert done.event.version == made.event.version + 1
        return "done"

    def uid(self) -> uuid.UUID:
        self.made["uid"] += 1
        return uuid.UUID(int=self.made["uid"])

    # -- what always holds -------------------------------------------------------------------
    def assert_nothing_written(self) -> None:
        assert last_seq() == self.seq

    def assert_touched(self) -> None:
        """What the new lines tell of: their events, and what they count."""
        rows = Step.objects.filter(seq__gt=self.seq).order_by("seq")
        lines = list(rows.values_list("seq", "event_id", "at", "content", "move"))
        assert [line[0] for line in lines] == list(range(self.seq + 1, self.seq + len(lines) + 1))
        self.seq += len(lines)
        touched = {event for _seq, event, *_rest in lines if event is not None}
        self.assert_run_on([(event, move) for _s, event, _a, _c, move in lines if event])
        for event in Event.objects.filter(pk__in=touched).select_related("assignment"):
            assert_owed(event)
            assert_given(event)
            self.assert_hands(event)
            if event.is_open and awaits_ruling(event):
                assert event.state == "accepted", (event.pk, event.state)
            self.count(event)
            if event.master_id in self.events:
                # What follows it is counted on it without a line of its own.
                self.events[event.master_id] = self.walk.fresh(Event(pk=event.master_id))
                assert_held(self.events[event.master_id])
        if touched:
            assert stock_kept() == +self.stock
        flow: Counted = Counter()
        for _seq, _event, at, content, _move in lines:
            flow += flow_of_line(at, bytes(content))
        if flow:
            self.flow += flow
            assert flow_kept() == self.flow

    def assert_run_on(self, moved: list[tuple[int, str]]) -> None:
        """Whatever was sent back, split off or brought back, its handling began when it began."""
        for key in {key for key, move in moved if move in BEGINS_ANEW}:
            self.begun.pop(key, None)
        keys = {key for key, _move in moved}
        limits = Clock.objects.filter(event__in=keys, kind="handle", stopped_at=None)
        for key, since in limits.values_list("event").annotate(since=Min("started_at")):
            assert self.begun.setdefault(key, since) == since, (key, since, self.begun[key])

    def assert_hands(self, event: Event) -> None:
        """The row keeps who had a hand in it; what was closed along, as it was done for both."""
        if event.master_id is not None and event.state == "closed":
            self.hands[event.pk] |= self.hands[event.master_id]
        assert set(event.handled_by) == self.hands[event.pk], (event.pk, event.handled_by)

    def count(self, event: Event) -> None:
        """Keep our own count of what is open, and let go what has ended for good."""
        before, after = self.keys.get(event.pk), stock_key(event)
        self.keys[event.pk] = after
        for key, sign in ((before, -1), (after, 1)):
            if key is not None:
                self.stock[key] += sign
        if event.state in ENDED:
            self.events.pop(event.pk, None)
        elif event.pk in self.events:
            self.events[event.pk] = event

    def assert_swept(self) -> None:
        """Each event shows the lamp of now, and nothing waits whose time is up."""
        running: dict[int, list[Clock]] = {}
        for clock in Clock.objects.filter(stopped_at__isnull=True).exclude(kind__in=UNJUDGED):
            running.setdefault(clock.event_id, []).append(clock)
        for event in Event.objects.all():
            assert event.lamp == worst_lamp(running.get(event.pk, []), self.clock), event.pk
            for name in ("next_lamp_at", "lapses_at", "suspended_until", "ring_due_at"):
                due = getattr(event, name)
                assert due is None or due > self.clock, (event.pk, event.state, name)

    def assert_all(self) -> None:
        """Everything counted anew."""
        assert_tallies()
        assert_chains()
        for event in Event.objects.select_related("assignment"):
            assert_held(event)
        connection.check_constraints()

    def teardown(self) -> None:
        """All is counted once more, and taken back."""
        with ExitStack() as last:
            last.callback(transaction.savepoint_rollback, self.before)
            self.total += self.made
            if self.is_whole and self.steps % ALL_EVERY:
                self.assert_all()


def act_on(event: Event, move: str, by: User, fields: dict[str, Any]) -> Done:
    """The move itself; nobody's posting changes meanwhile, so none is asked for anew."""
    action = MOVES[move].action
    assert action is not None
    return action(event, by=by, **fields)


def serves(by: User, units: set[int]) -> bool:
    return any(post.acts_for.id in units for post in postings_of(by))


def last_seq() -> int:
    """The number of the county's last line."""
    found: int | None = Ledger.objects.values_list("seq", flat=True).first()
    return found or 0


def assert_entitled(event: Event, move: str, by: User) -> None:
    """What the domain's own table says of who, and of nobody being their own judge."""
    roles = {(post.acts_for.kind, post.role) for post in postings_of(by)}
    allowed = WHO[move] | (COMMANDED.get(move, set()))
    reported = move in BY_REPORTER and event.reporter_id == by.pk
    assert roles & allowed or reported, (move, by.username)
    if move in ("approve_request", "refuse_request"):
        assert any(by.pk not in asked["spoken"] for asked in event.open_requests)
    if move == "undo":
        assert event.assignment is not None and event.assignment.by_id == by.pk
    if move == "arbitrate":
        assert by.pk not in event.disputed_by


assert OPEN_STATES.isdisjoint(ENDED)
