# SPDX-License-Identifier: Apache-2.0
"""Somebody may look in order to contact a claimant."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0002_append_only"),
    ]

    operations = [
        migrations.AlterField(
            model_name="readinglog",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("visit", "走访"),
                    ("report", "上报时预填"),
                    ("event", "办理事件"),
                    ("campaign", "专项排查"),
                    ("verify", "核对底数"),
                    ("contact", "联系诉求人"),
                ],
                max_length=10,
                verbose_name="用途",
            ),
        ),
    ]
