# SPDX-License-Identifier: Apache-2.0
"""More kinds of clocks: checks before filing, replies, rulings, report-in, what went outside."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0002_ledger"),
    ]

    operations = [
        migrations.AlterField(
            model_name="clock",
            name="kind",
            field=models.CharField(
                choices=[
                    ("accept", "受理"),
                    ("dispatch", "分派"),
                    ("sign", "签收"),
                    ("handle", "办结"),
                    ("check", "核查"),
                    ("close", "结案"),
                    ("verify", "立案前核查"),
                    ("reply", "答复"),
                    ("resubmit", "补充"),
                    ("arbitrate", "裁决"),
                    ("report_in", "报到"),
                    ("shadow", "转出跟踪"),
                ],
                max_length=12,
            ),
        ),
    ]
