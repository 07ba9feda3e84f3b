# SPDX-License-Identifier: Apache-2.0
"""Whom at a unit a delivery is for, and that somebody gets it once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0003_clock_kinds"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="once",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="delivery",
            name="roles",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
