# SPDX-License-Identifier: Apache-2.0
"""Identity numbers are sealed; going back opens them again (data)."""

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
    people = apps.get_model("registers", "Person").objects.exclude(id_number="")
    batch = list(people.order_by("pk")[:BATCH])
    while batch:
        yield batch
        batch = list(people.filter(pk__gt=batch[-1].pk).order_by("pk")[:BATCH])


def seal(apps, schema_editor):
    box = _box()
    for batch in _rows(apps):
        for row in batch:
            number = row.id_number.encode()
            mark = hmac.new(
                _derived(settings.FIELD_KEYS[0], b"fingerprint"), number, hashlib.sha256
            )
            row.id_digest, row.id_number = mark.hexdigest(), box.encrypt(number).decode()
        batch[0].__class__.objects.bulk_update(batch, ["id_digest", "id_number"])


def unseal(apps, schema_editor):
    box = _box()
    for batch in _rows(apps):
        for row in batch:
            row.id_digest, row.id_number = "", box.decrypt(row.id_number).decode()
        batch[0].__class__.objects.bulk_update(batch, ["id_digest", "id_number"])


class Migration(migrations.Migration):
    dependencies = [("registers", "0004_sealed_numbers")]
    operations = [migrations.RunPython(seal, unseal)]
