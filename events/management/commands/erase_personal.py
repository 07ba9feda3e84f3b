# SPDX-License-Identifier: Apache-2.0
"""`erase_personal NUMBER --by USER`: erase what an event holds of residents; the ledger stays."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from events.actions.erase import erase_personal
from events.models import Event
from events.refusals import Refused


class Command(BaseCommand):
    help = "Erase texts, address and claimants of one event, by the county's administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="the event's number")
        parser.add_argument("--by", required=True, help="user name of the administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        event = Event.objects.filter(number=options["number"]).first()
        person = User.objects.filter(username=options["by"], is_active=True).first()
        if event is None or person is None:
            raise CommandError("there is no such event, or no such user")
        try:
            erase_personal(event, by=person)
        except Refused as refused:
            raise CommandError(refused.title) from refused
        self.stdout.write(f"{event.number}: erased; verify_ledger says by which line")
