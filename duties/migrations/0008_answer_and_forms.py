# SPDX-License-Identifier: Apache-2.0
"""How long a critical event waits for an answer, and its forms for the morning."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0007_duty_versions"),
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
                    ("answer", "特急应答"),
                    ("forms", "特急补手续"),
                ],
                max_length=20,
                verbose_name="环节",
            ),
        ),
    ]
