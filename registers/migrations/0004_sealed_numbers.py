# SPDX-License-Identifier: Apache-2.0
"""Identity numbers get room to lie sealed, and a fingerprint by which they are found (columns)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0003_purpose_contact")]

    operations = [
        migrations.RemoveConstraint(model_name="person", name="person_id_number_once"),
        migrations.AddField(
            model_name="person",
            name="id_digest",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
        ),
        migrations.AlterField(
            model_name="person",
            name="id_number",
            field=models.TextField(blank=True, verbose_name="身份证号"),
        ),
    ]
