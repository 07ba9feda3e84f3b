# SPDX-License-Identifier: Apache-2.0
"""`verify_ledger [--against FILE]`: walk every chain, exit 1 at the first bad line."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from events.models import Ledger
from events.verify import Verdict, verify_county


class Command(BaseCommand):
    help = "Walk the hash chains: verified / erased by line n / missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--against", type=Path, help="a file of saved heads (JSON lines)")
        parser.add_argument("--county", help="the county's code; all counties without it")
        parser.add_argument("--save", type=Path, help="append the heads found to this file")

    def handle(self, *args: Any, **options: Any) -> None:
        saved = _read_heads(options["against"])
        ledgers = Ledger.objects.select_related("county").order_by("county__code")
        if options["county"]:
            ledgers = ledgers.filter(county__code=options["county"])
        bad = 0
        for ledger in ledgers:
            code = ledger.county.code
            verdict = verify_county(ledger, saved.get(code))
            self.stdout.write(_sentence(code, verdict))
            bad += not verdict.is_whole
            if verdict.is_whole and options["save"]:
                _save_head(options["save"], code, verdict)
        if bad:
            raise CommandError(f"{bad} chain(s) are broken")


def _sentence(code: str, verdict: Verdict) -> str:
    if not verdict.is_whole:
        return f"{code}: BROKEN at line {verdict.bad_seq}: {verdict.reason}"
    erased = "".join(
        f"; {len(lines)} text(s) erased by line {seq}"
        for seq, lines in sorted(verdict.erased.items())
    )
    return (
        f"{code}: verified {verdict.lines} lines, {verdict.verified_texts} texts{erased};"
        f" head {verdict.head[:8]}"
    )


def _read_heads(file: Path | None) -> dict[str, dict[int, str]]:
    heads: dict[str, dict[int, str]] = {}
    if file is None:
        return heads
    try:
        for row in file.read_text().splitlines():
            said = json.loads(row)
            heads.setdefault(said["county"], {})[int(said["seq"])] = said["hash"]
    except (OSError, ValueError, KeyError, TypeError) as reason:
        raise CommandError(f"cannot read saved heads from {file}: {reason}") from reason
    return heads


def _save_head(file: Path, code: str, verdict: Verdict) -> None:
    with file.open("a") as out:
        row = {"county": code, "seq": verdict.lines, "hash": verdict.head}
        out.write(json.dumps(row) + "\n")
