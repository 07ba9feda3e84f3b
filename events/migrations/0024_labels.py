# SPDX-License-Identifier: Apache-2.0
"""What two tables are called where an administrator looks at them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0023_handled_by_filled"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="delivery",
            options={"verbose_name": "投递", "verbose_name_plural": "投递"},
        ),
        migrations.AlterModelOptions(
            name="ledger",
            options={"verbose_name": "账本", "verbose_name_plural": "账本"},
        ),
    ]
