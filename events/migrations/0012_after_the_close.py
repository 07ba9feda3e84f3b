# SPDX-License-Identifier: Apache-2.0
"""Merged, passed out of the county, appealed, rated, sampled, answered: what an event needs for it."""

import django.core.validators
import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0006_samples_and_archive"),
        ("events", "0011_requests_and_supervision"),
        ("grids", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="state",
            field=django_fsm.FSMField(
                choices=[
                    ("draft", "草稿"),
                    ("reported", "待受理"),
                    ("verifying", "核查中"),
                    ("accepted", "待分派"),
                    ("dispatched", "待签收"),
                    ("processing", "处置中"),
                    ("joint", "协同处置中"),
                    ("suspended", "挂账"),
                    ("handled", "已处置待核查"),
                    ("checking", "结果核查中"),
                    ("pending_close", "待结案"),
                    ("closed", "已结案"),
                    ("archived", "已归档"),
                    ("rejected", "不予受理"),
                    ("merged", "并案"),
                    ("voided", "作废"),
                    ("transferred_out", "转出"),
                ],
                default="draft",
                max_length=16,
                protected=True,
                verbose_name="状态",
            ),
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.UUIDField()),
                ("solved", models.BooleanField(verbose_name="已解决")),
                (
                    "satisfaction",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="满意度",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "评价",
                "verbose_name_plural": "评价",
            },
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.UUIDField(unique=True)),
                ("percent", models.PositiveSmallIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("drawn", "待抽查"),
                            ("passed", "抽查合格"),
                            ("returned", "抽查退回"),
                            ("lapsed", "未抽查"),
                        ],
                        default="drawn",
                        max_length=8,
                    ),
                ),
                ("drawn_at", models.DateTimeField()),
                ("judged_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "质量抽查",
                "verbose_name_plural": "质量抽查",
            },
        ),
        migrations.AddField(
            model_name="claimant",
            name="answered_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="delivery",
            name="claimant",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="events.claimant",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="appealed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="event",
            name="closed_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="follower_count",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="event",
            name="has_claimants",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="event",
            name="lapses_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="master",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followers",
                to="events.event",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="outside",
            field=models.CharField(
                blank=True,
                choices=[
                    ("110", "110"),
                    ("petition", "信访"),
                    ("court", "法院、司法"),
                    ("county", "其他县(市、区)"),
                    ("12345", "12345热线"),
                    ("other", "其他系统"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="outside_number",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="event",
            name="sampled",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddField(
            model_name="event",
            name="wants_reply",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("master__isnull", False)),
                fields=["master"],
                name="event_master_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("lapses_at__isnull", False)),
                fields=["lapses_at"],
                name="event_lapse_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("sampled", "drawn")),
                fields=["county", "closed_at"],
                name="event_sampled_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("state", "transferred_out")),
                fields=["county", "due_at"],
                name="event_outside_idx",
            ),
        ),
        migrations.AddField(
            model_name="rating",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="rating",
            name="event",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rating",
                to="events.event",
            ),
        ),
        migrations.AddField(
            model_name="sample",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="samples",
                to="events.event",
            ),
        ),
        migrations.AddField(
            model_name="sample",
            name="judged_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(("satisfaction__gte", 1), ("satisfaction__lte", 5)),
                name="rating_one_to_five",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "drawn")), fields=("event",), name="sample_waits_once"
            ),
        ),
    ]
