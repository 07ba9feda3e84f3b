# SPDX-License-Identifier: Apache-2.0
"""Disputes, their parties, sessions, clauses and log."""

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("events", "0015_critical_calls"),
        ("grids", "0002_shift_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("received", "已接待"),
                            ("triaged", "已分流"),
                            ("mediating", "调解中"),
                            ("agreed", "已达成协议"),
                            ("confirmed", "已司法确认"),
                            ("performed", "已履行"),
                            ("broken", "未履行"),
                            ("failed", "调解不成"),
                            ("withdrawn", "已撤回"),
                            ("arbitration", "已转仲裁"),
                            ("court", "已转诉讼"),
                        ],
                        default="received",
                        max_length=12,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("opened_at", models.DateTimeField(auto_now_add=True, verbose_name="接待时间")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("people", "人民调解"),
                            ("industry", "行业性专业性调解"),
                            ("administrative", "行政调解"),
                            ("petition", "信访事项办理"),
                        ],
                        max_length=16,
                        verbose_name="分流去向",
                    ),
                ),
                ("headcount", models.PositiveIntegerField(null=True, verbose_name="人数")),
                ("agreed_at", models.DateTimeField(null=True, verbose_name="达成时间")),
                (
                    "outside_number",
                    models.CharField(blank=True, max_length=64, verbose_name="外部编号"),
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
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispute",
                        to="events.event",
                    ),
                ),
                (
                    "hall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.unit",
                        verbose_name="接待单位",
                    ),
                ),
                (
                    "mediator_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grids.unit",
                        verbose_name="调解组织",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "矛盾纠纷",
                "verbose_name_plural": "矛盾纠纷",
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Clause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=1000, verbose_name="内容")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, null=True, verbose_name="金额(元)"
                    ),
                ),
                ("due_on", models.DateField(null=True, verbose_name="履行期限")),
                ("performed_at", models.DateTimeField(null=True, verbose_name="履行时间")),
                (
                    "performed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clauses",
                        to="disputes.dispute",
                    ),
                ),
            ],
            options={
                "verbose_name": "协议条款",
                "verbose_name_plural": "协议条款",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="DisputeLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                ("what", models.CharField(max_length=16, verbose_name="做了什么")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "已接待"),
                            ("triaged", "已分流"),
                            ("mediating", "调解中"),
                            ("agreed", "已达成协议"),
                            ("confirmed", "已司法确认"),
                            ("performed", "已履行"),
                            ("broken", "未履行"),
                            ("failed", "调解不成"),
                            ("withdrawn", "已撤回"),
                            ("arbitration", "已转仲裁"),
                            ("court", "已转诉讼"),
                        ],
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("codes", models.JSONField(default=dict)),
                ("client_uuid", models.UUIDField()),
                ("body_digest", models.BinaryField(max_length=32)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log",
                        to="disputes.dispute",
                    ),
                ),
            ],
            options={
                "verbose_name": "办理留痕",
                "verbose_name_plural": "办理留痕",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("applicant", "申请人"),
                            ("respondent", "被申请人"),
                            ("third", "第三人"),
                        ],
                        max_length=12,
                        verbose_name="身份",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="姓名或名称")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="电话")),
                ("id_number", models.CharField(blank=True, max_length=24, verbose_name="证件号码")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                (
                    "answered_how",
                    models.CharField(
                        blank=True,
                        choices=[("face", "当面"), ("phone", "电话"), ("letter", "书面")],
                        max_length=8,
                        verbose_name="答复方式",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parties",
                        to="disputes.dispute",
                    ),
                ),
            ],
            options={
                "verbose_name": "当事人",
                "verbose_name_plural": "当事人",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="MediationSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("place", models.CharField(max_length=100, verbose_name="地点")),
                ("mediator", models.CharField(max_length=40, verbose_name="调解员")),
                ("minutes", models.TextField(max_length=4000, verbose_name="调解记录")),
                ("written_at", models.DateTimeField(auto_now_add=True)),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="disputes.dispute",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "attended",
                    models.ManyToManyField(
                        related_name="+", to="disputes.party", verbose_name="到场当事人"
                    ),
                ),
            ],
            options={
                "verbose_name": "调解会",
                "verbose_name_plural": "调解会",
                "ordering": ("at", "pk"),
            },
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(fields=["county", "state", "-id"], name="dispute_county_state"),
        ),
        migrations.AddIndex(
            model_name="clause",
            index=models.Index(
                condition=models.Q(("performed_at__isnull", True)),
                fields=["dispute", "due_on"],
                name="clause_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="disputelog",
            constraint=models.UniqueConstraint(
                fields=("by", "client_uuid"), name="dispute_log_once"
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", True), ("side", "applicant")),
                fields=["dispute"],
                name="party_waits",
            ),
        ),
    ]
