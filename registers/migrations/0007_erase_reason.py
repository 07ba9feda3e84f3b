# SPDX-License-Identifier: Apache-2.0
"""Why a person was erased stands in the change log."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0006_number_once")]

    operations = [
        migrations.AddField(
            model_name="recordchange",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("asked", "本人或监护人要求"),
                    ("done", "处理目的已实现"),
                    ("expired", "保存期限已满"),
                    ("unlawful", "本不该收集"),
                ],
                max_length=10,
                verbose_name="理由",
            ),
        ),
        migrations.AddField(
            model_name="recordchange",
            name="reference",
            field=models.CharField(blank=True, max_length=40, verbose_name="依据"),
        ),
    ]
