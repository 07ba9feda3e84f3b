# SPDX-License-Identifier: Apache-2.0
"""Matters, standards, duties, calendar, process limits, lamps and reasons."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("grids", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DutyVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.BigIntegerField(verbose_name="版本")),
            ],
            options={
                "verbose_name": "清单版本",
                "verbose_name_plural": "清单版本",
            },
        ),
        migrations.CreateModel(
            name="Matter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=8, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "platform",
                    models.CharField(
                        choices=[
                            ("party", "党建统领"),
                            ("economy", "经济生态"),
                            ("order", "平安法治"),
                            ("service", "公共服务"),
                        ],
                        max_length=10,
                        verbose_name="平台",
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(default=3, verbose_name="处置层级")),
                (
                    "urgency",
                    models.CharField(
                        choices=[("normal", "一般"), ("urgent", "紧急"), ("critical", "特急")],
                        default="normal",
                        max_length=8,
                        verbose_name="紧急程度",
                    ),
                ),
                ("sensitive", models.BooleanField(default=False, verbose_name="敏感")),
                (
                    "must_reclassify",
                    models.BooleanField(default=False, verbose_name="结案前须重新归类"),
                ),
                ("keywords", models.JSONField(blank=True, default=list, verbose_name="常用说法")),
                ("basis", models.CharField(blank=True, max_length=40, verbose_name="依据")),
                ("active", models.BooleanField(default=True, verbose_name="启用")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("loaded_digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="duties.matter",
                        verbose_name="大类",
                    ),
                ),
            ],
            options={
                "verbose_name": "事项",
                "verbose_name_plural": "事项",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="FilingStandard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("no", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("condition", models.CharField(max_length=200, verbose_name="立案条件")),
                ("closing_condition", models.CharField(max_length=200, verbose_name="结案条件")),
                (
                    "on_spot",
                    models.CharField(
                        choices=[
                            ("never", "不可当场办结"),
                            ("village", "村社可当场办结"),
                            ("grid", "网格可当场办结"),
                        ],
                        default="never",
                        max_length=8,
                        verbose_name="当场办结",
                    ),
                ),
                (
                    "evidence",
                    models.CharField(
                        choices=[
                            ("photo_pair", "处置前后照片"),
                            ("paper", "文书"),
                            ("reading", "监测读数"),
                            ("claimant", "诉求人认可"),
                            ("none", "不需要"),
                        ],
                        max_length=12,
                        verbose_name="办结凭据",
                    ),
                ),
                (
                    "check_by",
                    models.CharField(
                        choices=[
                            ("none", "免核查(抽查)"),
                            ("photo", "照片核查"),
                            ("visit", "上门核查"),
                            ("claimant", "回访诉求人"),
                        ],
                        max_length=8,
                        verbose_name="核查方式",
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="处置层级"
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        blank=True,
                        choices=[("normal", "一般"), ("urgent", "紧急"), ("critical", "特急")],
                        default="",
                        max_length=8,
                        verbose_name="紧急程度",
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="启用")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("loaded_digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standards",
                        to="duties.matter",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "立案标准",
                "verbose_name_plural": "立案标准",
                "ordering": ("matter__code", "no", "version"),
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="适用范围"
                    ),
                ),
                (
                    "lead",
                    models.CharField(
                        choices=[("platform", "平台"), ("station", "站所")],
                        default="platform",
                        max_length=10,
                        verbose_name="首派",
                    ),
                ),
                (
                    "platform",
                    models.CharField(
                        choices=[
                            ("party", "党建统领"),
                            ("economy", "经济生态"),
                            ("order", "平安法治"),
                            ("service", "公共服务"),
                        ],
                        max_length=10,
                        verbose_name="平台",
                    ),
                ),
                ("station", models.CharField(blank=True, max_length=60, verbose_name="站所")),
                (
                    "department",
                    models.CharField(blank=True, max_length=60, verbose_name="县级部门"),
                ),
                ("hears", models.JSONField(blank=True, default=list, verbose_name="知会部门")),
                ("clause", models.CharField(blank=True, max_length=120, verbose_name="清单条款")),
                ("loaded_digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "county",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duties",
                        to="grids.unit",
                        verbose_name="县(市、区)",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duties",
                        to="duties.matter",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "责任清单",
                "verbose_name_plural": "责任清单",
                "ordering": ("matter__code", "county", "scope"),
            },
        ),
        migrations.CreateModel(
            name="ProcessLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("accept", "受理"),
                            ("dispatch", "分派"),
                            ("verify", "立案前核查"),
                            ("sign", "签收"),
                            ("return", "可退回期"),
                            ("arbitrate", "裁决"),
                            ("check", "结果核查"),
                            ("close", "结案"),
                            ("reply", "答复"),
                            ("resubmit", "补充"),
                        ],
                        max_length=12,
                        verbose_name="环节",
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        blank=True,
                        choices=[("normal", "一般"), ("urgent", "紧急"), ("critical", "特急")],
                        default="",
                        max_length=8,
                        verbose_name="紧急程度",
                    ),
                ),
                ("limit", models.PositiveSmallIntegerField(verbose_name="时限")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("urgent_minute", "分钟(不间断)"),
                            ("urgent_hour", "紧急工作时"),
                            ("natural_day", "自然日"),
                            ("work_minute", "工作分钟"),
                            ("work_hour", "工作时"),
                            ("work_day", "工作日"),
                        ],
                        max_length=16,
                        verbose_name="单位",
                    ),
                ),
                ("loaded_digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "county",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="process_limits",
                        to="grids.unit",
                        verbose_name="县(市、区)",
                    ),
                ),
            ],
            options={
                "verbose_name": "流程时限",
                "verbose_name_plural": "流程时限",
                "ordering": ("kind", "county", "urgency"),
            },
        ),
        migrations.CreateModel(
            name="Reason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("move", models.CharField(max_length=30, verbose_name="操作")),
                ("code", models.CharField(max_length=30, verbose_name="代码")),
                ("text", models.CharField(max_length=100, verbose_name="文字")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
                ("active", models.BooleanField(default=True, verbose_name="启用")),
                ("loaded_digest", models.CharField(blank=True, editable=False, max_length=64)),
            ],
            options={
                "verbose_name": "理由",
                "verbose_name_plural": "理由",
                "ordering": ("move", "order", "code"),
                "constraints": [
                    models.UniqueConstraint(fields=("move", "code"), name="reason_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="次序")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contact", "联系确认"),
                            ("arrive", "到场"),
                            ("make_safe", "排除险情"),
                            ("plan", "方案(受理决定)"),
                            ("result", "办结"),
                        ],
                        max_length=12,
                        verbose_name="阶段",
                    ),
                ),
                ("limit", models.PositiveSmallIntegerField(verbose_name="时限")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("urgent_minute", "分钟(不间断)"),
                            ("urgent_hour", "紧急工作时"),
                            ("natural_day", "自然日"),
                            ("work_minute", "工作分钟"),
                            ("work_hour", "工作时"),
                            ("work_day", "工作日"),
                        ],
                        max_length=16,
                        verbose_name="单位",
                    ),
                ),
                (
                    "standard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stages",
                        to="duties.filingstandard",
                        verbose_name="标准",
                    ),
                ),
            ],
            options={
                "verbose_name": "阶段",
                "verbose_name_plural": "阶段",
                "ordering": ("standard", "order"),
            },
        ),
        migrations.CreateModel(
            name="WorkCalendar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("hours", models.JSONField(default=list, verbose_name="工作时段")),
                (
                    "county",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="work_calendar",
                        to="grids.unit",
                        verbose_name="县(市、区)",
                    ),
                ),
            ],
            options={
                "verbose_name": "工作时间",
                "verbose_name_plural": "工作时间",
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(verbose_name="日期")),
                ("is_workday", models.BooleanField(verbose_name="工作日")),
                ("hours", models.JSONField(blank=True, null=True, verbose_name="工作时段")),
                ("note", models.CharField(blank=True, max_length=60, verbose_name="说明")),
                (
                    "county",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_days",
                        to="grids.unit",
                        verbose_name="县(市、区)",
                    ),
                ),
            ],
            options={
                "verbose_name": "特殊日期",
                "verbose_name_plural": "特殊日期",
                "ordering": ("date", "county"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("county", "date"), name="calendar_day_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LampPercent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("yellow", models.PositiveSmallIntegerField(default=60, verbose_name="黄灯(%)")),
                ("orange", models.PositiveSmallIntegerField(default=80, verbose_name="橙灯(%)")),
                (
                    "county",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lamp_percent",
                        to="grids.unit",
                        verbose_name="县(市、区)",
                    ),
                ),
            ],
            options={
                "verbose_name": "亮灯比例",
                "verbose_name_plural": "亮灯比例",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("county",), name="lamp_one_default", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("orange__gt", models.F("yellow")),
                            ("orange__lt", 100),
                            ("yellow__gt", 0),
                        ),
                        name="lamp_in_order",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__range", (1, 4))), name="matter_level_1_to_4"
            ),
        ),
        migrations.AddConstraint(
            model_name="filingstandard",
            constraint=models.UniqueConstraint(
                fields=("matter", "no", "version"), name="standard_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="filingstandard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("active", True)),
                fields=("matter", "no"),
                name="standard_one_live_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="filingstandard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("level__isnull", True), ("level__range", (1, 4)), _connector="OR"
                ),
                name="standard_level_1_to_4",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                fields=("matter", "county", "scope"), name="duty_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="processlimit",
            constraint=models.UniqueConstraint(
                fields=("county", "kind", "urgency"),
                name="process_limit_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="processlimit",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit__gt", 0)), name="process_limit_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.UniqueConstraint(
                fields=("standard", "order"), name="stage_order_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.UniqueConstraint(fields=("standard", "kind"), name="stage_kind_once"),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit__gt", 0)), name="stage_limit_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="workcalendar",
            constraint=models.UniqueConstraint(
                fields=("county",), name="calendar_one_default", nulls_distinct=False
            ),
        ),
    ]
