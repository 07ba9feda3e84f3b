# SPDX-License-Identifier: Apache-2.0
"""What no reader could keep an eye on in every file: the invariants of the house."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django_fsm import FSMField

from events.actions import MOVES
from events.models import Event
from tests.house import APPS
from tests.product import ROOT

LONGEST_FUNCTION, LONGEST_FILE, LONGEST_TEST_FILE = 40, 400, 500
# Fields that hold words about, or of, a person.
PERSONAL = {"display_name", "phone", "address", "text", "body", "reply", "lon", "claimant"}


def sources(*suffixes: str, folders: tuple[str, ...] = (*APPS, "tests")) -> list[Path]:
    """Our own files with these endings, without migrations."""
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*")))
    return [path for path in found if path.suffix in suffixes and "migrations" not in path.parts]


PYTHON = sources(".py")
TREES = {path: ast.parse(path.read_text()) for path in PYTHON}


def named(path: Path) -> str:
    """The path as one would write it."""
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file."""
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_every_file_begins_with_its_licence() -> None:
    files = [path for path in PYTHON if path.stat().st_size]
    files += [*sources(".js", ".css", folders=("static",))]
    missing = [
        named(path)
        for path in files
        if "SPDX-License-Identifier: Apache-2.0" not in path.read_text()[:200]
    ]
    assert missing == []


def test_every_module_says_what_it_is_for() -> None:
    code = [path for path in PYTHON if path.read_text().count("\n") > 1]
    assert [named(path) for path in code if not ast.get_docstring(TREES[path])] == []


def test_functions_and_files_stay_short() -> None:
    long = [
        f"{named(path)}:{one.lineno} {one.name}"
        for path in PYTHON
        for one in functions(path)
        if (one.end_lineno or 0) - one.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []
    for path in PYTHON:
        most = LONGEST_TEST_FILE if "tests" in path.parts else LONGEST_FILE
        assert path.read_text().count("\n") <= most, named(path)


def test_there_is_no_drawer_for_everything() -> None:
    drawers = {"utils", "helpers", "common", "misc", "services"}
    assert [named(path) for path in PYTHON if path.stem in drawers] == []


def test_pages_hold_no_inline_script_or_style_and_nothing_of_others() -> None:
    inline = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=|javascript:")
    for path in sources(".html", folders=("templates", *APPS)):
        html = path.read_text()
        # Data for our scripts may stand in the page; it is not code.
        found = [tag for tag in inline.findall(html) if "application/json" not in tag]
        assert found == [], named(path)
        assert "//" not in re.sub(r"http://www\.w3\.org/", "", re.sub(r"{#.*?#}", "", html)), named(
            path
        )


def test_scripts_and_styles_load_nothing_from_elsewhere() -> None:
    elsewhere = re.compile(r"""(?:from|import|url\(|fetch\()\s*["'(]?\s*(?:https?:)?//""")
    for path in sources(".js", ".css", folders=("static",)):
        assert elsewhere.findall(path.read_text()) == [], named(path)


def test_imports_point_one_way() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    result = subprocess.run(
        [*command, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=said)
    assert "No changes" in said.getvalue()


def test_a_state_changes_by_transition_only() -> None:
    state = Event._meta.get_field("state")
    assert isinstance(state, FSMField)
    assert state.protected


def test_every_move_takes_who_makes_it_and_has_an_action() -> None:
    assert [name for name, move in MOVES.items() if move.action is None] == []


def test_no_move_calls_another() -> None:
    """A composed move works on the `Moving` in hand: a second action would be a second lock."""
    actions = {move.action.__name__ for move in MOVES.values() if move.action is not None}
    for path in sources(".py", folders=("events/actions",)):
        called = {
            node.func.id
            for node in ast.walk(TREES[path])
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert called & actions == set(), named(path)


def test_rows_are_locked_without_their_key() -> None:
    """FOR UPDATE would wait for every insert that only refers to the row."""
    lock = re.compile(r"select_for_update\((?![^)]*no_key=True)")
    code = [path for path in PYTHON if "tests" not in path.parts]
    assert [named(path) for path in code if lock.search(path.read_text())] == []


def test_there_is_one_signal_and_only_the_centre_hears_it() -> None:
    code = [path for path in PYTHON if "tests" not in path.parts]
    makes = [named(path) for path in code if re.search(r"\bSignal\(", path.read_text())]
    assert makes == ["events/signals.py"]
    hears = re.compile(r"steps_recorded\.connect|@receiver\(steps_recorded")
    listening = [named(path) for path in code if hears.search(path.read_text())]
    assert all(name.startswith("governance/") for name in listening), listening


def test_only_live_touches_the_channel_layer() -> None:
    code = [path for path in PYTHON if "tests" not in path.parts]
    touching = [named(path) for path in code if "get_channel_layer" in path.read_text()]
    assert touching in ([], ["governance/live.py"], ["governance/bell.py"])


def test_models_say_which_personal_data_they_hold() -> None:
    silent = [
        model.__name__
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if PERSONAL & {field.name for field in model._meta.get_fields()}
        and "pii:" not in f"{model.__doc__}{sys.modules[model.__module__].__doc__}"
    ]
    assert silent == []


def test_models_have_no_save_of_their_own() -> None:
    """What a row sets off stands in an action, where it can be read."""
    own = [
        model.__name__
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if any(
            "save" in vars(kind)
            for kind in model.__mro__
            if issubclass(kind, models.Model) and kind.__module__.split(".")[0] in APPS
        )
    ]
    assert own == []
