# SPDX-License-Identifier: Apache-2.0
"""A process that has imported the product once and forks a web process whenever one is asked for.

Importing costs 2.5 s of a core, and some seventy tests start a server of their own. A forked one
reads its settings anew from the environment it is given, so it is the same as a started one: what
depends on settings when it is imported (`FRESH`) is imported again.

A line of JSON in, `{"environment", "port", "log"}`; a line with the pid out. Ends with its stdin.
"""

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import uvicorn
from django.conf import settings
from django.db import connections
from django.urls import clear_url_caches
from django.utils.functional import empty

ENTRY = "governance.asgi:application"
# Only the spawner holds the writing end: when it is gone, its servers read the end and go, too.
LIFELINE = os.pipe()
FRESH = ("governance.settings", "tests.settings", "governance.urls", "governance.asgi")


def serve(environment: dict[str, str], port: int, log: str) -> None:
    """Be a web process: everything from here on is the product's own."""
    os.close(LIFELINE[1])
    threading.Thread(target=_end_with_spawner, daemon=True).start()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    quiet = os.open(os.devnull, os.O_RDONLY)
    told = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for at, replaced in enumerate((quiet, told, told)):
        os.dup2(replaced, at)
    os.environ.clear()
    os.environ.update(environment)
    _forget_settings()
    uvicorn.run(ENTRY, port=port, lifespan="off", log_level="warning")


def _end_with_spawner() -> None:
    os.read(LIFELINE[0], 1)
    os._exit(1)


def _forget_settings() -> None:
    for name in FRESH:
        sys.modules.pop(name, None)
    settings._wrapped = empty
    vars(connections).pop("settings", None)
    clear_url_caches()


def main() -> None:
    """Import everything, then fork on demand."""
    __import__("governance.asgi")
    connections.close_all()
    # Nobody waits for the children here: the kernel buries them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        wish: dict[str, Any] = json.loads(line)
        pid = os.fork()
        if pid == 0:
            try:
                serve(**wish)
            finally:
                os._exit(1)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parent.parent)
    main()
