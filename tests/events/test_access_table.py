# SPDX-License-Identifier: Apache-2.0
"""The printed table is the rules themselves, and the copies in docs/ are of today."""

import csv
import io
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from events.entitled import ENTITLED
from events.representation import DETAIL_NAMES, LITTLE, MASKED, OWN_WORDS
from events.rights import ACCESS, STANDINGS
from tests.events.clients import as_, path_of
from tests.product import ROOT
from tests.walk import MINOR_CHILD, Walk


def printed(kind: str) -> str:
    out = StringIO()
    call_command("access_table", format=kind, stdout=out)
    return out.getvalue()


def test_the_copies_in_docs_are_of_today() -> None:
    """After a change of rights: python manage.py access_table --write docs."""
    for kind in ("md", "csv"):
        assert (ROOT / f"docs/access.{kind}").read_text() == printed(kind).rstrip("\n") + "\n"


def test_every_move_role_and_kind_has_its_line() -> None:
    rows = list(csv.reader(io.StringIO(printed("csv"))))[1:]
    said = {(row[0], row[2], row[3]) for row in rows}
    assert len(said) == len(rows)
    assert {row[0] for row in rows} == ACCESS.keys()
    for move, rule in ACCESS.items():
        count = sum(len(roles) for roles in rule.roles.values())
        alone = rule.unit_of == "reporter" or rule.or_reporter or bool(rule.or_reporter_at)
        assert sum(row[0] == move for row in rows) == count + alone, move
    assert ("finish", "平台", "平台经办人") in said
    assert ("dispatch", "网格", "网格员") not in said


def test_every_standing_has_its_words() -> None:
    assert STANDINGS.keys() == ENTITLED.keys() | {"reporter"}


def test_the_fields_of_a_sensitive_event_are_what_its_reporter_gets(walk: Walk) -> None:
    from_api = whole_of(walk)
    shown = {name for name, value in from_api.items() if value not in (None, [])}
    assert shown <= LITTLE | set(OWN_WORDS)
    assert LITTLE | set(OWN_WORDS) | MASKED <= set(DETAIL_NAMES)


def whole_of(walk: Walk) -> dict[str, object]:
    from_lin = walk.report(matter=MINOR_CHILD)
    answer: dict[str, object] = as_(walk.lin).get(path_of(from_lin)).json()
    return answer


def test_it_writes_both_files(tmp_path: Path) -> None:
    call_command("access_table", write=tmp_path)
    assert (tmp_path / "access.md").read_text().startswith("# 权限总表")
    assert (tmp_path / "access.csv").exists()
