# SPDX-License-Identifier: Apache-2.0
"""A line is owed to each resident who asked: the table of replies names them, and begins anew."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("events", "0012_after_the_close"),
        ("notices", "0001_inbox"),
    ]

    operations = [
        migrations.DeleteModel(name="Reply"),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.UUIDField()),
                ("template", models.CharField(max_length=40)),
                ("made_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "claimant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="events.claimant",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="events.event",
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "待告知诉求人",
                "verbose_name_plural": "待告知诉求人",
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_at__isnull", True)),
                        fields=["event"],
                        name="reply_open_idx",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("claimant", "line", "template"), name="reply_once"
                    )
                ],
            },
        ),
    ]
