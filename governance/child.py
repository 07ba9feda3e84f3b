# SPDX-License-Identifier: Apache-2.0
"""One process of the running product: `python -m governance.child ROLE …`.

Its lifeline is a pipe whose other end only the supervisor holds: when the supervisor is gone,
however it went (kill -9 too), the pipe ends and so does this process, at once.
"""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import django
import uvicorn
from django.core.management import call_command, get_commands
from django.db import connection

from governance import static_files, translations

# The same name as in governance/run.py, which must not import Django.
LIFELINE = "GOVERNANCE_LIFELINE"
ROOT = Path(__file__).resolve().parent.parent
# Any number, the same for every starter: one migrates, the others wait and find it done.
MIGRATION_LOCK = 0x6D696772


def _end_with_supervisor(lifeline: int) -> None:
    os.read(lifeline, 1)
    os._exit(1)


def prepare() -> None:
    """Bring database, translations and static files up to date; load the demo once."""
    translations.compile_all(ROOT)
    django.setup()
    settings = django.conf.settings
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        if settings.DEMO and "load_demo" in get_commands():
            call_command("load_demo")
        cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    root = settings.DATA_DIR / "static"
    root.mkdir(exist_ok=True)
    static_files.collect(root)


def web(socket: str, key: str = "", certificate: str = "") -> None:
    """Serve HTTP and WebSocket on a socket the supervisor opened."""
    uvicorn.run(
        "governance.asgi:application",
        fd=int(socket),
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        ws_max_size=65_536,
        ssl_keyfile=key or None,
        ssl_certfile=certificate or None,
    )


def command(name: str, *arguments: str) -> None:
    """Run a management command; one that does not exist (yet) is no fault."""
    django.setup()
    if name in get_commands():
        call_command(name, *arguments)


ROLES: dict[str, Callable[..., None]] = {"prepare": prepare, "web": web, "command": command}


def main() -> None:
    """Hold the lifeline and play the role."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
    lifeline = int(os.environ.pop(LIFELINE))
    threading.Thread(target=_end_with_supervisor, args=(lifeline,), daemon=True).start()
    role, *arguments = sys.argv[1:]
    ROLES[role](*arguments)


if __name__ == "__main__":
    main()
