# SPDX-License-Identifier: Apache-2.0
"""The whole table, every state x every move, against what the domain says."""

from typing import Any

import pytest
from django_fsm import TransitionNotAllowed

from events.lifecycle import COMPOSED_FROM, LEGAL_SOURCES, State
from events.models import Event

OPEN = {
    *("reported", "verifying", "accepted", "dispatched", "processing", "joint", "suspended"),
    *("handled", "checking", "pending_close"),
}
# Move -> the states it may start from, copied from the life cycle table of the domain.
TABLE = {
    "submit": {"draft"},
    "instant_close": {"draft"},
    "accept": {"reported"},
    "go": {"reported", "accepted"},
    "report_outcome": {"processing"},
    "tell": {
        "reported",
        "verifying",
        "accepted",
        "dispatched",
        "processing",
        "joint",
        "suspended",
        "handled",
        "checking",
    },
    "ask_more": {"reported"},
    "ask_verify": {"reported"},
    "verify_true": {"verifying"},
    "verify_false": {"verifying"},
    "escalate_skip": {"reported", "accepted", "processing"},
    "undo": {"dispatched"},
    "assign_person": {"processing"},
    "support_done": {
        "dispatched",
        "processing",
        "joint",
        "suspended",
        "handled",
        "checking",
        "pending_close",
    },
    "resubmit": {"draft"},
    "withdraw": {"reported"},
    "reject": {"reported", "verifying"},
    "escalate": {"reported", "accepted", "processing", "joint"},
    "push_down": {"reported", "accepted"},
    "dispatch": {"reported", "accepted", "dispatched", "processing"},
    "take": {"accepted"},
    "sign": {"dispatched"},
    "return_back": {"dispatched", "processing"},
    "revoke": {"dispatched", "processing"},
    "whistle": {"accepted", "processing"},
    "report_in": {"joint"},
    "join_result": {"joint"},
    "contest": {"joint"},
    "excuse": {"joint"},
    "join_done": {"joint"},
    "score": {"processing", "handled", "checking", "pending_close", "closed"},
    "ask_help": {"reported", "accepted", "dispatched", "processing"},
    "answer_help": {"reported", "accepted", "dispatched", "processing"},
    "arbitrate": {"accepted"},
    "admit_emergency": {"reported", "accepted"},
    "correct": {
        "reported",
        "verifying",
        "accepted",
        "dispatched",
        "processing",
        "joint",
        "suspended",
    },
    "note": {
        "reported",
        "verifying",
        "accepted",
        "dispatched",
        "processing",
        "joint",
        "suspended",
        "handled",
        "checking",
        "pending_close",
        "closed",
    },
    "finish": {"processing"},
    "request_check": {"handled"},
    "check_pass": {"checking"},
    "check_fail": {"checking"},
    "close": {"pending_close", "handled"},
    "reopen": {"closed"},
    "request_extension": {"processing", "joint"},
    "request_suspension": {"processing", "joint"},
    "request_return": {"dispatched", "processing"},
    "void": {"reported", "accepted"},
    "force_close": OPEN,
    "approve_request": OPEN,
    "refuse_request": OPEN,
    "withdraw_request": OPEN,
    "suspend": {"processing", "joint"},
    "resume": {"suspended"},
    "end_as_void": {"reported", "accepted"},
    "end_by_force": OPEN,
    "supervise": OPEN,
    "sign_supervision": OPEN | {"closed"},
    "reply_supervision": OPEN | {"closed"},
    "release_supervision": OPEN | {"closed"},
    "instruct": OPEN,
    "mark_sensitive": OPEN,
    "lift_sensitive": OPEN | {"closed"},
    "appeal_overdue": {"closed"},
    "decide_appeal": {"closed", "archived"},
    "merge": {"reported", "accepted"},
    "split": {"merged"},
    "close_along": {"merged"},
    "transfer_out": {"reported", "accepted"},
    "return_to_source": {"accepted"},
    "bring_back": {"transferred_out"},
    "result_received": {"transferred_out"},
    "appeal": {"rejected"},
    "expire": {"draft"},
    "sample_pass": {"closed"},
    "sample_return": {"closed"},
    "rate": {"closed"},
    "auto_archive": {"closed"},
}
TARGETS = {
    "submit": {"reported"},
    "instant_close": {"closed"},
    "accept": {"accepted"},
    "go": {"processing", "accepted"},
    "ask_more": {"draft"},
    "ask_verify": {"verifying"},
    "verify_true": {"reported"},
    "verify_false": {"reported"},
    "escalate_skip": {"reported"},
    "undo": {"accepted", "processing"},
    "resubmit": {"reported"},
    "withdraw": {"voided"},
    "reject": {"rejected"},
    "escalate": {"reported"},
    "push_down": {"dispatched"},
    "dispatch": {"dispatched"},
    "take": {"processing"},
    "sign": {"accepted", "processing"},
    "return_back": {"accepted", "processing"},
    "revoke": {"accepted", "processing"},
    "whistle": {"joint"},
    "join_done": {"handled", "processing"},
    "arbitrate": {"dispatched"},
    "finish": {"handled"},
    "request_check": {"checking", "pending_close"},
    "check_pass": {"pending_close"},
    "check_fail": {"processing"},
    "close": {"closed"},
    "reopen": {"processing"},
    "suspend": {"suspended"},
    "resume": {"processing", "joint"},
    "end_as_void": {"voided"},
    "end_by_force": {"closed"},
    "merge": {"merged"},
    "split": {"accepted"},
    "close_along": {"closed"},
    "transfer_out": {"transferred_out"},
    "return_to_source": {"transferred_out"},
    "bring_back": {"reported"},
    "result_received": {"closed"},
    "appeal": {"reported"},
    "expire": {"voided"},
    "sample_return": {"processing"},
    "rate": {"archived"},
    "auto_archive": {"archived"},
}
ARGUMENTS: dict[str, dict[str, Any]] = {
    "sign": {"routes_on": True},
    "go": {"takes_over": False},
    "return_back": {"to_node": True},
    "revoke": {"to_node": True},
    "undo": {"to_node": True},
    "request_check": {"on_site": True},
    "join_done": {"proven": True},
    "resume": {"came_from": "processing"},
}


def test_there_are_seventeen_states() -> None:
    assert len(State) == 17


def test_every_move_of_the_main_road_is_there() -> None:
    assert LEGAL_SOURCES.keys() == TABLE.keys()


@pytest.mark.parametrize("move", sorted(TABLE))
def test_a_move_starts_only_where_the_table_says(move: str) -> None:
    for state in State.values:
        assert (state in LEGAL_SOURCES[move]) == (state in TABLE[move]), (move, state)


@pytest.mark.parametrize("move", sorted(TABLE))
@pytest.mark.parametrize("state", State.values)
def test_the_machine_itself_allows_and_refuses(move: str, state: str) -> None:
    event = Event()
    event.__dict__["state"] = state
    direct = TABLE[move] - set(map(str, COMPOSED_FROM.get(move, ())))
    if state in direct:
        getattr(event, move)(**ARGUMENTS.get(move, {}))
        assert event.state in TARGETS.get(move, {state})
    else:
        with pytest.raises(TransitionNotAllowed):
            getattr(event, move)(**ARGUMENTS.get(move, {}))
        assert event.state == state


def test_the_state_cannot_be_set_by_hand() -> None:
    event = Event()
    with pytest.raises(AttributeError):
        event.state = "closed"


@pytest.mark.parametrize(
    ("move", "argument", "target"),
    [
        ("sign", {"routes_on": False}, "processing"),
        ("return_back", {"to_node": False}, "processing"),
        ("revoke", {"to_node": False}, "processing"),
        ("undo", {"to_node": False}, "processing"),
        ("request_check", {"on_site": False}, "pending_close"),
        ("join_done", {"proven": False}, "processing"),
        ("resume", {"came_from": "joint"}, "joint"),
    ],
)
def test_where_an_office_stands_instead_of_a_node(
    move: str, argument: dict[str, Any], target: str
) -> None:
    event = Event()
    event.__dict__["state"] = next(iter(TABLE[move]))
    getattr(event, move)(**argument)
    assert event.state == target
