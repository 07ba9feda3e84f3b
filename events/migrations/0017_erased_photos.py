# SPDX-License-Identifier: Apache-2.0
"""A photo that was erased leaves its row; the same bytes may come again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0016_desk_settings")]

    operations = [
        migrations.AddField(
            model_name="photo",
            name="erased_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RemoveConstraint(model_name="photo", name="photo_same_bytes_once"),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(
                condition=models.Q(("erased_at__isnull", True)),
                fields=("owner", "sha256"),
                name="photo_same_bytes_once",
            ),
        ),
    ]
