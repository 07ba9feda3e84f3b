# SPDX-License-Identifier: Apache-2.0
"""How many closings are looked at again, and how long a rating is waited for."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0005_supervision_reply_limit"),
        ("grids", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="processlimit",
            name="kind",
            field=models.CharField(
                choices=[
                    ("accept", "受理"),
                    ("dispatch", "分派"),
                    ("verify", "立案前核查"),
                    ("sign", "签收"),
                    ("return", "可退回期"),
                    ("arbitrate", "裁决"),
                    ("check", "结果核查"),
                    ("close", "结案"),
                    ("reply", "答复"),
                    ("resubmit", "补充"),
                    ("whistle_livelihood", "群众难题报到"),
                    ("whistle_enforcement", "综合执法报到"),
                    ("whistle_emergency", "应急处置报到"),
                    ("supervise", "督办回复"),
                    ("archive", "归档"),
                ],
                max_length=20,
                verbose_name="环节",
            ),
        ),
        migrations.CreateModel(
            name="SampleShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "percent",
                    models.PositiveSmallIntegerField(default=5, verbose_name="结案抽查(%)"),
                ),
                (
                    "on_the_spot",
                    models.PositiveSmallIntegerField(default=15, verbose_name="即采即办抽查(%)"),
                ),
                (
                    "county",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sample_share",
                        to="grids.unit",
                        verbose_name="县(市、区)",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽查比例",
                "verbose_name_plural": "抽查比例",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("county",), name="sample_one_default", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("on_the_spot__lte", 100), ("percent__lte", 100)),
                        name="sample_of_a_hundred",
                    ),
                ],
            },
        ),
    ]
