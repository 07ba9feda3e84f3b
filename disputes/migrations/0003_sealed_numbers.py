# SPDX-License-Identifier: Apache-2.0
"""Numbers of parties get room to lie sealed (column)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disputes", "0002_kept_as_written")]

    operations = [
        migrations.AlterField(
            model_name="party",
            name="id_number",
            field=models.TextField(blank=True, verbose_name="证件号码"),
        ),
    ]
