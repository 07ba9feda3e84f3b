# SPDX-License-Identifier: Apache-2.0
"""Orders to compute a county's open clocks anew."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0003_whistle_limits"),
        ("grids", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClockOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("calendar", "日历"),
                            ("lamps", "亮灯比例"),
                            ("limits", "流程时限"),
                        ],
                        max_length=12,
                        verbose_name="原因",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="提出时间")),
                ("after", models.BigIntegerField(default=0)),
                ("skipped", models.JSONField(default=list)),
                ("moved", models.PositiveIntegerField(default=0, verbose_name="变动事件数")),
                ("done_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁",
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clock_orders",
                        to="grids.unit",
                        verbose_name="县(市、区)",
                    ),
                ),
            ],
            options={
                "verbose_name": "时限重算",
                "verbose_name_plural": "时限重算",
                "ordering": ("-pk",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["made_at"],
                        name="clock_order_open_idx",
                    )
                ],
            },
        ),
    ]
