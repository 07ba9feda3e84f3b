# SPDX-License-Identifier: Apache-2.0
"""When a county's people are not to be disturbed by ordinary matters."""

import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="workcalendar",
            name="quiet_from",
            field=models.TimeField(default=datetime.time(20), verbose_name="免打扰开始"),
        ),
        migrations.AddField(
            model_name="workcalendar",
            name="quiet_to",
            field=models.TimeField(default=datetime.time(8), verbose_name="免打扰结束"),
        ),
    ]
