# SPDX-License-Identifier: Apache-2.0
"""`worker`: turns lamps, begins days, reminds absent units, carries out what is owed. Run one or
several."""

import itertools
import logging
import os
import signal
import socket
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection
from django.utils import timezone

from events import owed
from events.actions.absent import remind_absent
from events.actions.deliver import deliver_owed
from events.actions.lapsing import sweep_lapsed
from events.actions.photos import remove_orphans
from events.actions.recompute import recompute_clocks
from events.actions.resuming import resume_due
from events.actions.ringing import ring_unanswered
from events.actions.sweep import begin_days, past_is_replayed, sweep_lamps
from events.actions.uploads import remove_expired
from events.models import WorkerBeat
from registers.actions.erasing import remove_expired_tags

log = logging.getLogger(__name__)
# How late a lamp or a midnight may be: one pause between two rounds.
PAUSE_SECONDS = 1.0
# Files that no row names, and tags whose time is over, are looked for about once an hour.
TIDY_EVERY = 3600
# What is being handed to a server outside may be finished when the worker is told to stop.
LAST_LETTER_SECONDS = 5


class Command(BaseCommand):
    help = "Turn lamps, begin days, deliver what is owed, until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        me = f"{socket.gethostname()[:24]}:{os.getpid()}"
        postman = threading.Thread(target=self.carry_outside, args=[stop], daemon=True)
        postman.start()
        rounds = itertools.count()
        while not stop.is_set():
            self.round(me, tidies=next(rounds) % TIDY_EVERY == 0)
            stop.wait(PAUSE_SECONDS)
        postman.join(LAST_LETTER_SECONDS)
        WorkerBeat.objects.filter(name=me).delete()

    def round(self, me: str, *, tidies: bool = False) -> None:
        """One round; whatever goes wrong is logged, and the next round tries again."""
        try:
            close_old_connections()
            if not past_is_replayed():
                recompute_clocks()
                resume_due()
                sweep_lamps()
                begin_days()
                sweep_lapsed()
                remind_absent()
                ring_unanswered()
                for look in owed.SWEEPS.values():
                    look()
            deliver_owed(outside=False)
            if tidies:
                remove_orphans()
                remove_expired()
                remove_expired_tags()
            WorkerBeat.objects.update_or_create(name=me, defaults={"at": timezone.now()})
        except Exception:
            log.exception("a round of the worker failed; the next one tries again")

    def carry_outside(self, stop: threading.Event) -> None:
        """What waits for somebody else's server goes beside the rounds: a gateway that hangs keeps
        no lamp and no inbox waiting."""
        while not stop.is_set():
            try:
                close_old_connections()
                while not stop.is_set() and deliver_owed(outside=True, most=1):
                    pass
            except Exception:
                log.exception("a delivery to the outside failed; it is tried again")
            stop.wait(PAUSE_SECONDS)
        connection.close()
