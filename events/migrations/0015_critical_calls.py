# SPDX-License-Identifier: Apache-2.0
"""Who is rung for a critical event, until when, and how it came out."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0008_answer_and_forms"),
        ("events", "0014_returns_and_rulings"),
        ("grids", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[("cleared", "已排除"), ("false_alarm", "误报"), ("worse", "升级")],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="ring_due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="rung",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("ring_due_at__isnull", False)),
                fields=["ring_due_at"],
                name="event_ring_idx",
            ),
        ),
    ]
