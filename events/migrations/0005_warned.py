# SPDX-License-Identifier: Apache-2.0
"""How far people have been warned of an event's clocks, and the sweep's index by county."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0004_delivery_roles_and_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="warned",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.RemoveIndex(model_name="event", name="event_lamp_idx"),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("next_lamp_at__isnull", False)),
                fields=["county", "next_lamp_at"],
                name="event_lamp_idx",
            ),
        ),
    ]
