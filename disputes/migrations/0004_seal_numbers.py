# SPDX-License-Identifier: Apache-2.0
"""Numbers of parties are sealed; going back opens them again (data)."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import migrations

BATCH = 500


def _derived(key, purpose):
    return hmac.new(key.encode(), purpose, hashlib.sha256).digest()


def _box():
    keys = (base64.urlsafe_b64encode(_derived(key, b"seal")) for key in settings.FIELD_KEYS)
    return MultiFernet([Fernet(key) for key in keys])


def _rows(apps):
    parties = apps.get_model("disputes", "Party").objects.exclude(id_number="")
    batch = list(parties.order_by("pk")[:BATCH])
    while batch:
        yield batch
        batch = list(parties.filter(pk__gt=batch[-1].pk).order_by("pk")[:BATCH])


def seal(apps, schema_editor):
    box = _box()
    for batch in _rows(apps):
        for row in batch:
            row.id_number = box.encrypt(row.id_number.encode()).decode()
        batch[0].__class__.objects.bulk_update(batch, ["id_number"])


def unseal(apps, schema_editor):
    box = _box()
    for batch in _rows(apps):
        for row in batch:
            row.id_number = box.decrypt(row.id_number).decode()
        batch[0].__class__.objects.bulk_update(batch, ["id_number"])


class Migration(migrations.Migration):
    dependencies = [("disputes", "0003_sealed_numbers")]
    operations = [migrations.RunPython(seal, unseal)]
