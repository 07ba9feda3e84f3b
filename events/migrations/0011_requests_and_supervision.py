# SPDX-License-Identifier: Apache-2.0
"""What is asked for on an event, orders that press it, and clocks that pause."""

import datetime
import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0005_supervision_reply_limit"),
        ("events", "0010_ledger_in_batches"),
        ("grids", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("extension", "延期"),
                            ("suspension", "挂账"),
                            ("return", "退回"),
                            ("void", "作废"),
                            ("force_close", "强制结案"),
                            ("overdue", "超时申诉"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending_l1", "待本单位负责人审批"),
                            ("pending_l2", "待审批"),
                            ("approved", "已批准"),
                            ("refused", "不批准"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="pending_l2",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "deciders",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), size=None
                    ),
                ),
                (
                    "spoken",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("limit", models.PositiveIntegerField(null=True)),
                (
                    "limit_unit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("urgent_minute", "分钟(不间断)"),
                            ("urgent_hour", "紧急工作时"),
                            ("natural_day", "自然日"),
                            ("work_minute", "工作分钟"),
                            ("work_hour", "工作时"),
                            ("work_day", "工作日"),
                        ],
                        max_length=16,
                    ),
                ),
                ("until", models.DateTimeField(null=True)),
                ("reason_code", models.CharField(blank=True, max_length=30)),
                ("decided_at", models.DateTimeField(null=True)),
                ("line", models.UUIDField()),
                ("decision_line", models.UUIDField(null=True)),
            ],
            options={
                "verbose_name": "申请",
                "verbose_name_plural": "申请",
            },
        ),
        migrations.CreateModel(
            name="Supervision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("urge", "催办"), ("yellow", "黄牌"), ("red", "红牌")],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("issued", "待签收"),
                            ("signed", "待回复"),
                            ("replied", "已回复"),
                            ("sent_back", "退回重报"),
                            ("released", "已解除"),
                            ("raised", "已升级"),
                        ],
                        default="issued",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reply_due_at", models.DateTimeField()),
                ("signed_at", models.DateTimeField(null=True)),
                ("replied_at", models.DateTimeField(null=True)),
                ("replied_late", models.BooleanField(default=False)),
                ("sent_back_count", models.PositiveSmallIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("line", models.UUIDField()),
                ("reply_line", models.UUIDField(null=True)),
                ("back_line", models.UUIDField(null=True)),
            ],
            options={
                "verbose_name": "督办单",
                "verbose_name_plural": "督办单",
            },
        ),
        migrations.AddField(
            model_name="clock",
            name="added",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="clock",
            name="paused_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="clock",
            name="resumed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="clock",
            name="used",
            field=models.DurationField(default=datetime.timedelta),
        ),
        migrations.AddField(
            model_name="event",
            name="extensions",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="event",
            name="force_closed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="event",
            name="instructed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="event",
            name="open_order",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="event",
            name="open_requests",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="event",
            name="overdue_appealed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="event",
            name="overdue_exempt",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="event",
            name="supervised",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddField(
            model_name="event",
            name="suspended_from",
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name="event",
            name="suspended_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="was_suspended",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("suspended_until__isnull", False)),
                fields=["suspended_until"],
                name="event_suspended_idx",
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="assignment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="events.assignment",
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="decider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.unit"
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="requests",
                to="events.event",
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="suggest",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="grids.unit",
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.unit"
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="supervisions",
                to="events.event",
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="from_unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.unit"
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.unit"
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["event", "at"], name="request_event_idx"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("state__in", ["pending_l1", "pending_l2"])),
                fields=["decider"],
                name="request_waiting_idx",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["pending_l1", "pending_l2"])),
                fields=("event", "kind"),
                name="request_open_once",
            ),
        ),
        migrations.AddIndex(
            model_name="supervision",
            index=models.Index(fields=["event", "at"], name="supervision_event_idx"),
        ),
        migrations.AddConstraint(
            model_name="supervision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["issued", "signed", "replied", "sent_back"])),
                fields=("event",),
                name="supervision_open_once",
            ),
        ),
    ]
