# SPDX-License-Identifier: Apache-2.0
"""Whistles, the units they call, and what an event keeps of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0003_whistle_limits"),
        ("events", "0006_warned_by_lamp"),
        ("grids", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Summons",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("called", "途中"),
                            ("confirmed", "已报到"),
                            ("contested", "有异议"),
                            ("done", "已办"),
                            ("scored", "已评分"),
                            ("excused", "免到"),
                            ("ended", "已解除"),
                        ],
                        default="called",
                        max_length=12,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("arrived_at", models.DateTimeField(null=True)),
                ("by_code", models.BooleanField(default=False)),
                ("with_photos", models.BooleanField(default=False)),
                ("contested_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("points", models.PositiveSmallIntegerField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Whistle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("livelihood", "群众难题"),
                            ("enforcement", "综合执法"),
                            ("emergency", "应急处置"),
                        ],
                        max_length=12,
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=200)),
                ("gather_at", models.DateTimeField()),
                ("called_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "进行中"), ("done", "已办结"), ("ended", "已解除")],
                        default="open",
                        max_length=8,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="event",
            name="commander",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="grids.unit",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="help_from",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="grids.unit",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="joint",
            field=models.JSONField(null=True),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("state", "joint")),
                fields=["county", "id"],
                name="event_joint_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("commander__isnull", False)),
                fields=["commander"],
                name="event_commander_idx",
            ),
        ),
        migrations.AddField(
            model_name="summons",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="summons",
                to="events.event",
            ),
        ),
        migrations.AddField(
            model_name="summons",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.unit"
            ),
        ),
        migrations.AddField(
            model_name="whistle",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="whistle",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="whistles",
                to="events.event",
            ),
        ),
        migrations.AddField(
            model_name="whistle",
            name="lead",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.unit"
            ),
        ),
        migrations.AddField(
            model_name="whistle",
            name="township",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.unit"
            ),
        ),
        migrations.AddField(
            model_name="summons",
            name="whistle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="summons",
                to="events.whistle",
            ),
        ),
        migrations.AddConstraint(
            model_name="whistle",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "open")), fields=("event",), name="whistle_open_once"
            ),
        ),
        migrations.AddIndex(
            model_name="summons",
            index=models.Index(fields=["unit", "status"], name="summons_unit_idx"),
        ),
        migrations.AddIndex(
            model_name="summons",
            index=models.Index(
                condition=models.Q(("reminded_at__isnull", True), ("status", "called")),
                fields=["due_at"],
                name="summons_absent_idx",
            ),
        ),
        migrations.AddConstraint(
            model_name="summons",
            constraint=models.UniqueConstraint(fields=("whistle", "unit"), name="summons_once"),
        ),
    ]
