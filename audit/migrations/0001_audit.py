# SPDX-License-Identifier: Apache-2.0
"""The audit log."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="时间"
                    ),
                ),
                ("by_id", models.BigIntegerField(null=True, verbose_name="谁")),
                (
                    "by_name",
                    models.CharField(blank=True, default="", max_length=150, verbose_name="账号"),
                ),
                (
                    "address",
                    models.CharField(blank=True, default="", max_length=45, verbose_name="来自"),
                ),
                (
                    "path",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="页面"),
                ),
                ("kind", models.CharField(max_length=60, verbose_name="对象类别")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("added", "新增"),
                            ("changed", "修改"),
                            ("removed", "删除"),
                            ("done", "操作"),
                        ],
                        max_length=8,
                        verbose_name="动作",
                    ),
                ),
                ("object_id", models.CharField(blank=True, default="", max_length=40)),
                (
                    "label",
                    models.CharField(blank=True, default="", max_length=120, verbose_name="对象"),
                ),
                ("county_id", models.BigIntegerField(null=True)),
                ("fields", models.JSONField(default=dict, verbose_name="内容")),
            ],
            options={
                "verbose_name": "留痕",
                "verbose_name_plural": "留痕",
                "ordering": ("-pk",),
                "indexes": [
                    models.Index(fields=["county_id", "-id"], name="audit_county"),
                    models.Index(fields=["by_id", "-id"], name="audit_by"),
                    models.Index(fields=["kind", "object_id"], name="audit_object"),
                ],
            },
        ),
    ]
