# SPDX-License-Identifier: Apache-2.0
"""Work logs and campaigns."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("duties", "0001_initial"),
        ("events", "0002_ledger"),
        ("grids", "0001_initial"),
        ("registers", "0001_registers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_uuid", models.UUIDField()),
                ("body_digest", models.BinaryField(max_length=32)),
                ("zero", models.BooleanField(default=False, verbose_name="今日无异常")),
                ("text", models.CharField(blank=True, max_length=1000, verbose_name="情况")),
                ("faults", models.JSONField(default=list, verbose_name="有问题的检查项")),
                ("day", models.DateField(verbose_name="日期")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                ("client_time", models.DateTimeField(null=True, verbose_name="手机时间")),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "工作日志",
                "verbose_name_plural": "工作日志",
            },
        ),
        migrations.CreateModel(
            name="LogKind",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=20, primary_key=True, serialize=False, verbose_name="代码"
                    ),
                ),
                ("name", models.CharField(max_length=20, unique=True, verbose_name="名称")),
                ("place", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
                ("active", models.BooleanField(default=True, verbose_name="启用")),
            ],
            options={
                "verbose_name": "日志类型",
                "verbose_name_plural": "日志类型",
                "ordering": ("place", "code"),
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_uuid", models.UUIDField()),
                ("body_digest", models.BinaryField(max_length=32)),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("from_on", models.DateField(verbose_name="起")),
                ("to_on", models.DateField(verbose_name="止")),
                ("checklist", models.JSONField(default=list, verbose_name="检查项")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.unit",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="duties.matter",
                        verbose_name="事项",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.unit",
                        verbose_name="发起单位",
                    ),
                ),
                (
                    "units",
                    models.ManyToManyField(related_name="+", to="grids.unit", verbose_name="范围"),
                ),
            ],
            options={
                "verbose_name": "专项排查",
                "verbose_name_plural": "专项排查",
            },
        ),
        migrations.CreateModel(
            name="CampaignTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=60, verbose_name="名称")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                ("done_at", models.DateTimeField(null=True, verbose_name="查过的时间")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="fieldwork.campaign",
                    ),
                ),
                (
                    "dwelling",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.dwelling",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.unit",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.person",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.place",
                    ),
                ),
            ],
            options={
                "verbose_name": "排查对象",
                "verbose_name_plural": "排查对象",
            },
        ),
        migrations.CreateModel(
            name="LogEvent",
            fields=[
                (
                    "log",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="grown",
                        serialize=False,
                        to="fieldwork.worklog",
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name="worklog",
            name="campaign",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="logs",
                to="fieldwork.campaign",
            ),
        ),
        migrations.AddField(
            model_name="worklog",
            name="dwelling",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registers.dwelling",
            ),
        ),
        migrations.AddField(
            model_name="worklog",
            name="grid",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="grids.unit",
                verbose_name="网格",
            ),
        ),
        migrations.AddField(
            model_name="worklog",
            name="organisation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registers.organisation",
            ),
        ),
        migrations.AddField(
            model_name="worklog",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registers.person",
            ),
        ),
        migrations.AddField(
            model_name="worklog",
            name="place",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registers.place",
            ),
        ),
        migrations.AddField(
            model_name="worklog",
            name="target",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="logs",
                to="fieldwork.campaigntarget",
            ),
        ),
        migrations.AddField(
            model_name="worklog",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="grids.unit",
                verbose_name="单位",
            ),
        ),
        migrations.AddField(
            model_name="worklog",
            name="kind",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="fieldwork.logkind",
                verbose_name="类型",
            ),
        ),
        migrations.CreateModel(
            name="LogPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "log",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="fieldwork.worklog",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="events.photo",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="campaign",
            index=models.Index(fields=["county", "-to_on"], name="campaign_county_newest"),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(fields=("by", "client_uuid"), name="campaign_once"),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on__gte", models.F("from_on"))),
                name="campaign_ends_after_start",
            ),
        ),
        migrations.AddIndex(
            model_name="campaigntarget",
            index=models.Index(fields=["campaign", "grid"], name="target_campaign_grid"),
        ),
        migrations.AddConstraint(
            model_name="campaigntarget",
            constraint=models.UniqueConstraint(
                condition=models.Q(("label", ""), _negated=True),
                fields=("campaign", "grid", "label"),
                name="target_line_once",
            ),
        ),
        migrations.AddField(
            model_name="logevent",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="events.event"
            ),
        ),
        migrations.AddIndex(
            model_name="worklog",
            index=models.Index(fields=["grid", "-id"], name="worklog_grid_newest"),
        ),
        migrations.AddIndex(
            model_name="worklog",
            index=models.Index(fields=["campaign", "grid"], name="worklog_campaign_grid"),
        ),
        migrations.AddConstraint(
            model_name="worklog",
            constraint=models.UniqueConstraint(fields=("by", "client_uuid"), name="worklog_once"),
        ),
        migrations.AddConstraint(
            model_name="worklog",
            constraint=models.UniqueConstraint(
                condition=models.Q(("campaign__isnull", False), ("zero", True)),
                fields=("campaign", "grid", "day"),
                name="zero_once_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="worklog",
            constraint=models.UniqueConstraint(
                condition=models.Q(("campaign__isnull", True), ("zero", True)),
                fields=("grid", "day"),
                name="zero_of_grid_once_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="logphoto",
            constraint=models.UniqueConstraint(fields=("log", "photo"), name="log_photo_once"),
        ),
    ]
