# SPDX-License-Identifier: Apache-2.0
"""The language of a screen on which nobody has chosen one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[("zh-hans", "简体中文"), ("en", "English")],
                default="",
                max_length=10,
                verbose_name="界面语言",
            ),
        ),
    ]
