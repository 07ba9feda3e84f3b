# SPDX-License-Identifier: Apache-2.0
"""`reseal`: after a new key was put first in FIELD_KEYS, move all sealed columns to it (换密钥)."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import models, transaction

from accounts.sealed import Fingerprint, Sealed

BATCH = 200


class Command(BaseCommand):
    help = "Seal every sealed column anew with the first of FIELD_KEYS; older keys may go then."

    def handle(self, *args: Any, **options: Any) -> None:
        """Batch by batch, each under its rows' locks; cut off, it is run again."""
        for model, names in sealed_columns():
            self.stdout.write(f"{model._meta.label}: {self.reseal(model, names)} rows")

    def reseal(self, model: type[models.Model], names: list[str]) -> int:
        """All rows of one table, in the order of their keys."""
        done, last = 0, 0
        while True:
            with transaction.atomic():
                rows = model._default_manager.filter(pk__gt=last).order_by("pk")
                batch = list(rows.select_for_update(no_key=True)[:BATCH])
                for row in batch:
                    row.save(update_fields=names)
            if not batch:
                return done
            done, last = done + len(batch), batch[-1].pk


def sealed_columns() -> Iterator[tuple[type[models.Model], list[str]]]:
    """The tables with sealed columns, and these with their fingerprints."""
    for model in apps.get_models():
        fields = [each for each in model._meta.local_fields if isinstance(each, Sealed)]
        marks = [each for each in model._meta.local_fields if isinstance(each, Fingerprint)]
        if fields:
            yield model, [each.name for each in (*fields, *marks)]
