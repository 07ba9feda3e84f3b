# SPDX-License-Identifier: Apache-2.0
"""Sentences that a county's forms offer."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0020_event_words_filled"), ("grids", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="StandardText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("move", models.CharField(blank=True, max_length=24, verbose_name="哪一步")),
                ("text", models.CharField(max_length=300, verbose_name="常用语")),
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="排序")),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.unit",
                        verbose_name="县",
                    ),
                ),
            ],
            options={
                "verbose_name": "常用语",
                "verbose_name_plural": "常用语",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("county", "move", "text"), name="standard_text_once"
                    )
                ],
            },
        ),
    ]
