# SPDX-License-Identifier: Apache-2.0
"""Who ever handled an event or a part of it (经手人)."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0021_standard_texts")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="handled_by",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
    ]
