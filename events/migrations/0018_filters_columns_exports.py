# SPDX-License-Identifier: Apache-2.0
"""Columns a person chose, filters they named, and who took a table out."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0017_erased_photos"),
        ("grids", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="desksettings",
            name="columns",
            field=models.JSONField(null=True),
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                ("query", models.CharField(max_length=600)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "name"), name="saved_filter_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                ("query", models.CharField(max_length=1000, verbose_name="筛选")),
                ("rows", models.PositiveIntegerField(verbose_name="行数")),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "导出留痕",
                "verbose_name_plural": "导出留痕",
                "indexes": [
                    models.Index(fields=["county", "-id"], name="export_county_newest"),
                ],
            },
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION events_refuse_export() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'exports are append-only: % refused', TG_OP;
            END $$;
            CREATE TRIGGER export_append_only BEFORE UPDATE OR DELETE ON events_exportlog
                FOR EACH ROW EXECUTE FUNCTION events_refuse_export();
            """,
            """
            DROP TRIGGER export_append_only ON events_exportlog;
            DROP FUNCTION events_refuse_export();
            """,
        ),
    ]
