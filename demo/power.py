# SPDX-License-Identifier: Apache-2.0
"""断电: kill -9 the web processes, all of them, the one that answers last.

Only where `make run` stands above them and will start them again; a server started in any other
way would simply be gone.
"""

import os
import signal
import threading

import psutil

CHILD, WEB = "governance.child", "web"
# Long enough for the answer to reach the page.
GRACE_SECONDS = 0.4


def web_processes() -> list[int]:
    """The web processes of this `make run`, ourselves last; empty if nobody watches over us."""
    me = psutil.Process()
    if not _is_web(me):
        return []
    parent = me.parent()
    others = parent.children() if parent else []
    return [each.pid for each in others if each.pid != me.pid and _is_web(each)] + [me.pid]


def cut(pids: list[int]) -> None:
    """Kill them soon, once the answer is out."""
    threading.Timer(GRACE_SECONDS, _kill, [pids]).start()


def _kill(pids: list[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def _is_web(process: psutil.Process) -> bool:
    try:
        line = process.cmdline()
    except psutil.Error:
        return False
    return CHILD in line and WEB in line[line.index(CHILD) :]
