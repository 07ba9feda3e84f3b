# SPDX-License-Identifier: Apache-2.0
"""The registers: records, tables, logs of readings and changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("grids", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CareTag",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=20, primary_key=True, serialize=False, verbose_name="代码"
                    ),
                ),
                ("name", models.CharField(max_length=20, unique=True, verbose_name="名称")),
                ("sensitive", models.BooleanField(default=False, verbose_name="敏感")),
                ("basis", models.CharField(max_length=120, verbose_name="法律依据")),
                ("keep_days", models.PositiveIntegerField(default=365, verbose_name="保存天数")),
                ("active", models.BooleanField(default=True, verbose_name="启用")),
            ],
            options={
                "verbose_name": "关爱标签",
                "verbose_name_plural": "关爱标签",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="PlaceKind",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=20, primary_key=True, serialize=False, verbose_name="代码"
                    ),
                ),
                ("name", models.CharField(max_length=20, unique=True, verbose_name="名称")),
                ("small", models.BooleanField(default=False, verbose_name="九小场所")),
                ("active", models.BooleanField(default=True, verbose_name="启用")),
            ],
            options={
                "verbose_name": "场所类型",
                "verbose_name_plural": "场所类型",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="Dwelling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="注销时间"),
                ),
                ("address", models.CharField(max_length=200, verbose_name="地址")),
                ("lon", models.FloatField(blank=True, null=True, verbose_name="经度")),
                ("lat", models.FloatField(blank=True, null=True, verbose_name="纬度")),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.unit",
                        verbose_name="网格",
                    ),
                ),
            ],
            options={
                "verbose_name": "房屋",
                "verbose_name_plural": "房屋",
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="注销时间"),
                ),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "credit_code",
                    models.CharField(blank=True, max_length=18, verbose_name="统一社会信用代码"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("enterprise", "企业"),
                            ("trader", "个体工商户"),
                            ("institution", "机关事业单位"),
                            ("social", "社会组织"),
                            ("other", "其他"),
                        ],
                        default="enterprise",
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                ("contact", models.CharField(blank=True, max_length=40, verbose_name="联系人")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="电话")),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.unit",
                        verbose_name="网格",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位",
                "verbose_name_plural": "单位",
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="注销时间"),
                ),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="电话")),
                ("id_number", models.CharField(blank=True, max_length=18, verbose_name="身份证号")),
                (
                    "birth_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="出生年份"
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("owner", "户主"),
                            ("family", "家庭成员"),
                            ("tenant", "租客"),
                            ("other", "其他"),
                        ],
                        default="other",
                        max_length=10,
                        verbose_name="与房屋关系",
                    ),
                ),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="删除时间")),
                (
                    "dwelling",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="people",
                        to="registers.dwelling",
                        verbose_name="住址",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.unit",
                        verbose_name="网格",
                    ),
                ),
            ],
            options={
                "verbose_name": "人口",
                "verbose_name_plural": "人口",
            },
        ),
        migrations.CreateModel(
            name="PersonTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateField(verbose_name="保存至")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tags",
                        to="registers.person",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.caretag",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="注销时间"),
                ),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                ("responsible", models.CharField(blank=True, max_length=40, verbose_name="负责人")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="电话")),
                ("lon", models.FloatField(blank=True, null=True, verbose_name="经度")),
                ("lat", models.FloatField(blank=True, null=True, verbose_name="纬度")),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.unit",
                        verbose_name="网格",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.placekind",
                        verbose_name="类型",
                    ),
                ),
            ],
            options={
                "verbose_name": "场所",
                "verbose_name_plural": "场所",
            },
        ),
        migrations.CreateModel(
            name="ReadingLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                ("kind", models.CharField(max_length=12, verbose_name="底数")),
                ("record_id", models.BigIntegerField(verbose_name="记录")),
                ("fields", models.JSONField(verbose_name="看了哪几项")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("visit", "走访"),
                            ("report", "上报时预填"),
                            ("event", "办理事件"),
                            ("campaign", "专项排查"),
                            ("verify", "核对底数"),
                        ],
                        max_length=10,
                        verbose_name="用途",
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=40, verbose_name="依据")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁",
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
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.unit",
                        verbose_name="网格",
                    ),
                ),
            ],
            options={
                "verbose_name": "查看留痕",
                "verbose_name_plural": "查看留痕",
            },
        ),
        migrations.CreateModel(
            name="RecordChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                ("kind", models.CharField(max_length=12, verbose_name="底数")),
                ("record_id", models.BigIntegerField(verbose_name="记录")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("add", "登记"),
                            ("change", "修改"),
                            ("remove", "注销"),
                            ("erase", "删除个人信息"),
                        ],
                        max_length=8,
                        verbose_name="做了什么",
                    ),
                ),
                ("fields", models.JSONField(verbose_name="哪几项")),
                ("client_uuid", models.UUIDField(null=True)),
                ("body_digest", models.BinaryField(max_length=32, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁",
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
            ],
            options={
                "verbose_name": "变更留痕",
                "verbose_name_plural": "变更留痕",
            },
        ),
        migrations.AddConstraint(
            model_name="dwelling",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("grid", "address"),
                name="dwelling_address_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("grid", "name"),
                name="organisation_name_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("removed_at__isnull", True), models.Q(("credit_code", ""), _negated=True)
                ),
                fields=("grid", "credit_code"),
                name="organisation_code_once",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["grid", "name"], name="person_grid_name"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("removed_at__isnull", True), models.Q(("id_number", ""), _negated=True)
                ),
                fields=("grid", "id_number"),
                name="person_id_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="persontag",
            constraint=models.UniqueConstraint(fields=("person", "tag"), name="person_tag_once"),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("grid", "name"),
                name="place_name_once",
            ),
        ),
        migrations.AddIndex(
            model_name="readinglog",
            index=models.Index(fields=["county", "-id"], name="reading_county_newest"),
        ),
        migrations.AddIndex(
            model_name="readinglog",
            index=models.Index(fields=["kind", "record_id"], name="reading_of_record"),
        ),
        migrations.AddIndex(
            model_name="recordchange",
            index=models.Index(fields=["kind", "record_id"], name="change_of_record"),
        ),
        migrations.AddConstraint(
            model_name="recordchange",
            constraint=models.UniqueConstraint(
                fields=("by", "client_uuid"), name="record_change_once"
            ),
        ),
    ]
