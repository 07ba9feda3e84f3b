# SPDX-License-Identifier: Apache-2.0
"""A number is there once in a grid: by its fingerprint now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0005_seal_numbers")]

    operations = [
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("removed_at__isnull", True), models.Q(("id_digest", ""), _negated=True)
                ),
                fields=("grid", "id_digest"),
                name="person_id_number_once",
            ),
        ),
    ]
