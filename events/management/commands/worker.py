# SPDX-License-Identifier: Apache-2.0
"""`worker`: turns lamps, begins days, carries out what is owed. Run one or several."""

import logging
import os
import signal
import socket
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from events.actions.deliver import deliver_owed
from events.actions.sweep import begin_days, sweep_lamps
from events.models import WorkerBeat

log = logging.getLogger(__name__)
# How late a lamp or a midnight may be: one pause between two rounds.
PAUSE_SECONDS = 1.0


class Command(BaseCommand):
    help = "Turn lamps, begin days, deliver what is owed, until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        me = f"{socket.gethostname()[:24]}:{os.getpid()}"
        while not stop.is_set():
            self.round(me)
            stop.wait(PAUSE_SECONDS)
        WorkerBeat.objects.filter(name=me).delete()

    def round(self, me: str) -> None:
        """One round; whatever goes wrong is logged, and the next round tries again."""
        try:
            close_old_connections()
            sweep_lamps()
            begin_days()
            deliver_owed()
            WorkerBeat.objects.update_or_create(name=me, defaults={"at": timezone.now()})
        except Exception:
            log.exception("a round of the worker failed; the next one tries again")
