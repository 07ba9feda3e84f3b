# SPDX-License-Identifier: Apache-2.0
"""Units, outlines, postings, duty shifts and display links."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import mptt.fields
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # The constraint on postings compares keys and a range in one GiST index.
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=24, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("short_name", models.CharField(blank=True, max_length=30, verbose_name="简称")),
                (
                    "initials",
                    models.CharField(blank=True, max_length=12, verbose_name="拼音首字母"),
                ),
                ("path", models.CharField(max_length=200, verbose_name="路径")),
                (
                    "platform",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("party", "党建统领"),
                            ("economy", "经济生态"),
                            ("order", "平安法治"),
                            ("service", "公共服务"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="平台",
                    ),
                ),
                ("lon", models.FloatField(blank=True, null=True, verbose_name="经度")),
                ("lat", models.FloatField(blank=True, null=True, verbose_name="纬度")),
                (
                    "place_is_estimated",
                    models.BooleanField(default=False, verbose_name="位置为估计"),
                ),
                ("active", models.BooleanField(default=True, verbose_name="启用")),
                ("lft", models.PositiveIntegerField(editable=False)),
                ("rght", models.PositiveIntegerField(editable=False)),
                ("tree_id", models.PositiveIntegerField(db_index=True, editable=False)),
                ("level", models.PositiveIntegerField(editable=False)),
                (
                    "county",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="county_units",
                        to="grids.unit",
                        verbose_name="县(市、区)",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="line_units",
                        to="grids.unit",
                        verbose_name="业务主管部门",
                    ),
                ),
                (
                    "parent",
                    mptt.fields.TreeForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="grids.unit",
                        verbose_name="上级",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位",
                "verbose_name_plural": "单位",
            },
        ),
        migrations.CreateModel(
            name="TreeVersion",
            fields=[
                (
                    "county_code",
                    models.CharField(
                        max_length=24, primary_key=True, serialize=False, verbose_name="县代码"
                    ),
                ),
                ("version", models.BigIntegerField(verbose_name="版本")),
            ],
            options={
                "verbose_name": "组织树版本",
                "verbose_name_plural": "组织树版本",
            },
        ),
        migrations.CreateModel(
            name="UnitKind",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=20, primary_key=True, serialize=False, verbose_name="代码"
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="名称")),
                (
                    "tier",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="层级"),
                ),
                ("is_node", models.BooleanField(default=False, verbose_name="可受理流转")),
                ("is_office", models.BooleanField(default=False, verbose_name="可承办")),
                ("allowed_parents", models.JSONField(default=list, verbose_name="可设于")),
            ],
            options={
                "verbose_name": "单位类型",
                "verbose_name_plural": "单位类型",
                "ordering": ("tier", "code"),
            },
        ),
        migrations.CreateModel(
            name="Outline",
            fields=[
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="outline",
                        serialize=False,
                        to="grids.unit",
                        verbose_name="单位",
                    ),
                ),
                ("wkb", models.BinaryField(verbose_name="边界")),
                ("source", models.CharField(max_length=60, verbose_name="来源")),
                ("is_estimated", models.BooleanField(default=False, verbose_name="为推算边界")),
            ],
            options={
                "verbose_name": "边界",
                "verbose_name_plural": "边界",
            },
        ),
        migrations.CreateModel(
            name="DisplayLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        editable=False, max_length=64, unique=True, verbose_name="摘要"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=40, verbose_name="名称")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="创建时间",
                    ),
                ),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="吊销时间"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="display_links",
                        to="grids.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "大屏链接",
                "verbose_name_plural": "大屏链接",
            },
        ),
        migrations.AddField(
            model_name="unit",
            name="kind",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="grids.unitkind",
                verbose_name="类型",
            ),
        ),
        migrations.CreateModel(
            name="DutyShift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("grid_worker", "网格员"),
                            ("grid_head", "网格长"),
                            ("village_officer", "村社受理员"),
                            ("township_clerk", "综合政务岗"),
                            ("township_chief", "综合指挥岗"),
                            ("enforcement_coordinator", "执法协调岗"),
                            ("platform_officer", "平台经办人"),
                            ("platform_head", "平台负责人"),
                            ("station_officer", "站所经办人"),
                            ("department_officer", "部门经办人"),
                            ("department_head", "部门负责人"),
                            ("county_dispatcher", "县中心派遣员"),
                            ("county_chief", "县中心指挥长"),
                            ("supervisor", "督查考核岗"),
                            ("hotline_agent", "热线坐席"),
                            ("leader", "领导"),
                            ("administrator", "管理员"),
                            ("auditor", "审计员"),
                        ],
                        max_length=30,
                        verbose_name="岗位",
                    ),
                ),
                ("from_at", models.DateTimeField(verbose_name="起")),
                ("to_at", models.DateTimeField(verbose_name="止")),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="deputy_shifts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="替班人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duty_shifts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="值班人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duty_shifts",
                        to="grids.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "值班",
                "verbose_name_plural": "值班",
                "indexes": [models.Index(fields=["unit", "from_at"], name="dutyshift_unit_from")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_at__gt", models.F("from_at"))),
                        name="dutyshift_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("grid_worker", "网格员"),
                            ("grid_head", "网格长"),
                            ("village_officer", "村社受理员"),
                            ("township_clerk", "综合政务岗"),
                            ("township_chief", "综合指挥岗"),
                            ("enforcement_coordinator", "执法协调岗"),
                            ("platform_officer", "平台经办人"),
                            ("platform_head", "平台负责人"),
                            ("station_officer", "站所经办人"),
                            ("department_officer", "部门经办人"),
                            ("department_head", "部门负责人"),
                            ("county_dispatcher", "县中心派遣员"),
                            ("county_chief", "县中心指挥长"),
                            ("supervisor", "督查考核岗"),
                            ("hotline_agent", "热线坐席"),
                            ("leader", "领导"),
                            ("administrator", "管理员"),
                            ("auditor", "审计员"),
                        ],
                        max_length=30,
                        verbose_name="岗位",
                    ),
                ),
                ("sensitive", models.BooleanField(default=False, verbose_name="可办敏感事件")),
                (
                    "from_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="起"),
                ),
                ("to_at", models.DateTimeField(blank=True, null=True, verbose_name="止")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="grids.unit",
                        verbose_name="单位",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="postings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "任职",
                "verbose_name_plural": "任职",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=(
                            ("user", "="),
                            ("unit", "="),
                            ("role", "="),
                            (
                                models.Func(
                                    "from_at",
                                    "to_at",
                                    function="TSTZRANGE",
                                    output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                ),
                                "&&",
                            ),
                        ),
                        name="posting_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_at__isnull", True),
                            ("to_at__gte", models.F("from_at")),
                            _connector="OR",
                        ),
                        name="posting_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass("path", name="text_pattern_ops"),
                name="unit_path_prefix",
            ),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["county", "kind"], name="unit_county_kind"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["tree_id", "lft"], name="grids_unit_tree_id_lft_idx"),
        ),
    ]
