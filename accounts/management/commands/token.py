# SPDX-License-Identifier: Apache-2.0
"""`manage.py token USER`: a new API token, shown once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.tokens import make_token

_NAME = "cli"


class Command(BaseCommand):
    """Print a new token for a user; the last one made so is revoked."""

    help = "Make a new API token for a user and print it; the last one made so is revoked."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the user's sign-in name."""
        parser.add_argument("user")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the token alone, so that scripts can take it."""
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"no user {options['user']!r}")
        self.stdout.write(make_token(user, _NAME))
