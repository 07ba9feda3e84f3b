# SPDX-License-Identifier: Apache-2.0
"""What makes the events core safe, kept by reading its source: one way to write, one gate, one
signal, one ledger. Rules for the whole house are in test_architecture.py."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from events.actions import MOVES
from events.lifecycle import BY_ITSELF, LEGAL_SOURCES
from events.rights import ACCESS
from tests.house import APPS
from tests.product import ROOT

# Where the bodies of moves stand: they change the event in hand and nothing else.
BODIES = sorted(
    path.stem for path in (ROOT / "events/actions").glob("*.py") if "\n@move(" in path.read_text()
)
WRITING = frozenset(
    {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create"}
    | {"update_or_create", "execute"}
)
# Transitions that are no moves: a report's own, and what an approval brings about.
NOT_ASKED_FOR = {"submit", "instant_close", "suspend", "end_as_void", "end_by_force"}
# Of report.py: what a new event needs before there is a `Moving` to settle it.
FIRST_WRITES = {
    "_new_event": {"save"},
    "_next_number": {"execute"},
    "_add_claimants": {"bulk_create"},
}


def code(*folders: str) -> list[Path]:
    """Our own Python files of these folders, without migrations."""
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return [path for path in found if "migrations" not in path.parts]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


def calls(node: ast.AST) -> Iterator[str]:
    """The names of what is called in a piece of code, the last part of each."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            if isinstance(each.func, ast.Attribute):
                yield each.func.attr
            elif isinstance(each.func, ast.Name):
                yield each.func.id


def test_a_body_writes_nothing_by_itself() -> None:
    """What a move changes is gathered in `Moving` and written once, in lock order."""
    for name in BODIES:
        for one in functions(ROOT / f"events/actions/{name}.py"):
            written = set(calls(one)) & WRITING - FIRST_WRITES.get(one.name, set())
            assert written == set(), f"{name}.{one.name}: {written}"


def test_every_move_goes_through_the_protocol() -> None:
    for name, spec in MOVES.items():
        assert spec.name == name
        assert spec.action is not None
        assert spec.action.__wrapped__ is spec.body, name  # type: ignore[attr-defined]
        assert str(spec.label), name
        assert spec.body.__doc__, name
        assert spec.body.__module__.split(".")[-1] in BODIES, name


def test_every_move_has_a_rule_of_access_and_a_transition() -> None:
    assert MOVES.keys() == ACCESS.keys()
    assert MOVES.keys() == LEGAL_SOURCES.keys() - NOT_ASKED_FOR - BY_ITSELF
    for name, rule in ACCESS.items():
        assert rule.unit_of == "reporter" or rule.roles, name


def test_each_business_transaction_is_durable_and_records_once() -> None:
    """One transaction from receipt to ledger: never a part of somebody else's."""
    durable = re.compile(r"@transaction\.atomic\((?!durable=True\))")
    for path in code("events/actions"):
        if path.stem not in ("photos", "uploads"):
            assert not durable.search(path.read_text()), named(path)
            assert "@transaction.atomic\n" not in path.read_text(), named(path)
    recording = {
        (named(path), one.name)
        for path in code(*APPS)
        for one in functions(path)
        if "record" in set(calls(one))
    }
    assert recording == {
        ("events/actions/absent.py", "remind_in"),
        ("events/actions/erase.py", "erase_personal"),
        ("events/actions/lapsing.py", "end_lapsed"),
        ("events/actions/moving.py", "settle"),
        ("events/actions/recompute.py", "recompute_some"),
        ("events/actions/ringing.py", "ring_in"),
        ("events/actions/sweep.py", "begin_day"),
        ("events/actions/sweep.py", "turn_lamps"),
    }


def test_one_lock_an_action_and_never_of_the_key() -> None:
    locking = [
        (named(path), one.name)
        for path in code(*APPS)
        for one in functions(path)
        for call in calls(one)
        if call == "select_for_update" and path.parts[-3:-1] == ("events", "actions")
    ]
    assert sorted(locking) == [
        ("events/actions/absent.py", "remind_in"),
        ("events/actions/answering.py", "note_answer"),
        ("events/actions/deliver.py", "deliver_next"),
        ("events/actions/lapsing.py", "end_lapsed"),
        ("events/actions/protocol.py", "lock"),
        ("events/actions/recompute.py", "_lock"),
        ("events/actions/recompute.py", "_take_order"),
        ("events/actions/resuming.py", "resume_next"),
        ("events/actions/ringing.py", "ring_in"),
        ("events/actions/sweep.py", "turn_lamps"),
    ]
    for path in code(*APPS):
        for found in re.findall(r"select_for_update\(([^)]*)\)", path.read_text()):
            assert "no_key=True" in found, named(path)


def test_access_is_asked_under_the_lock() -> None:
    attempt = next(
        one for one in functions(ROOT / "events/actions/protocol.py") if one.name == "_attempt"
    )
    order = [name for name in ordered_calls(attempt) if name in ORDER]
    assert order == ORDER


ORDER = ["take_receipt", "lock", "check_may", "clean", "Moving", "body", "settle"]


def ordered_calls(function: ast.FunctionDef) -> list[str]:
    """Calls in the order in which they stand."""
    found = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    found.sort(key=lambda node: (node.lineno, node.col_offset))
    return [name for node in found for name in [next(calls(node))]]


def test_only_the_ledgers_own_function_writes_lines_and_tallies() -> None:
    writes = re.compile(
        r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE)\s+events_(?:step|stock|flow|ledger)",
        re.I,
    )
    by_model = re.compile(
        r"\b(?:Step|Stock|Flow|FlowMatter|Ledger)\.objects\s*\.\s*(?:create|bulk_create|update)"
    )
    for path in code(*APPS):
        assert not writes.search(path.read_text()), named(path)
        assert not by_model.search(path.read_text()), named(path)


def test_nobody_changes_a_text_beside_the_ledger_but_an_erasure() -> None:
    touching = {
        named(path)
        for path in code(*APPS)
        if re.search(
            r"texts\.update\(|StepText\.objects\.[a-z_().=, ]*(?:update|delete)\(", path.read_text()
        )
    }
    assert touching == {"events/actions/erase.py"}


def test_one_signal_and_the_bell_rings_in_one_place() -> None:
    assert [named(path) for path in code(*APPS) if re.search(r"\bSignal\(", path.read_text())] == [
        "events/signals.py"
    ]
    sending = [named(path) for path in code(*APPS) if "steps_recorded.send" in path.read_text()]
    assert sending == ["events/actions/record.py"]
    outside = [path for path in code(*APPS) if path.relative_to(ROOT).parts[0] != "governance"]
    for path in outside:
        text = path.read_text()
        assert not re.search(r"\bgroup_send\b|pg_notify|\bNOTIFY\s+[a-z%]", text), named(path)


def test_doors_owe_work_only_through_owed() -> None:
    making = [
        named(path) for path in code(*APPS) if "Delivery.objects.bulk_create" in path.read_text()
    ]
    assert making == ["events/owed.py"]
    assert [named(p) for p in code(*APPS) if "Delivery.objects.create" in p.read_text()] == []


def test_rules_and_life_cycle_know_neither_http_nor_sockets_nor_saving() -> None:
    gate = ("access", "rights", "entitled", "sense")
    for name in ("lifecycle", "rules", "facts", "fields", "refusals", *gate):
        text = (ROOT / f"events/{name}.py").read_text()
        for word in ("rest_framework", "HttpRequest", "channels", ".save(", "select_for_update"):
            assert word not in text, (name, word)
