# SPDX-License-Identifier: Apache-2.0
"""Who asked for a look before filing, who was named, who supports, what was undone."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0001_initial"),
        ("events", "0007_whistles"),
        ("grids", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="from_person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                db_index=False,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="undo_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="delivery",
            name="assignment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="events.assignment",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="asker",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                db_index=False,
                related_name="+",
                to="grids.unit",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="assignee",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="support_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
        migrations.AlterField(
            model_name="assignment",
            name="status",
            field=models.CharField(
                choices=[
                    ("pending_sign", "待签收"),
                    ("doing", "办理中"),
                    ("done", "已办"),
                    ("returned", "已退回"),
                    ("revoked", "已撤回"),
                    ("superseded", "已改派"),
                    ("undone", "已撤销"),
                ],
                default="pending_sign",
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="status",
            field=models.CharField(
                choices=[
                    ("owed", "待发"),
                    ("done", "已发"),
                    ("dead", "未能送达"),
                    ("dropped", "不必再发"),
                ],
                default="owed",
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["support_ids"], name="event_support_idx"
            ),
        ),
    ]
