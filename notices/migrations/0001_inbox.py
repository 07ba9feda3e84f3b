# SPDX-License-Identifier: Apache-2.0
"""The inbox, texts and senders of a county, switches and browsers of people, replies owed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("events", "0004_delivery_roles_and_once"),
        ("grids", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mail", models.BooleanField(default=True)),
                ("gateway", models.BooleanField(default=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SenderSetting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("push_on", models.BooleanField(default=True, verbose_name="手机推送")),
                ("mail_on", models.BooleanField(default=False, verbose_name="发邮件")),
                ("webhook_on", models.BooleanField(default=False, verbose_name="发到网关")),
                (
                    "webhook_style",
                    models.CharField(
                        choices=[("signed", "签名回调(短信等网关)"), ("dingtalk", "钉钉群机器人")],
                        default="signed",
                        max_length=10,
                        verbose_name="网关类型",
                    ),
                ),
                (
                    "webhook_url",
                    models.URLField(blank=True, max_length=300, verbose_name="网关地址"),
                ),
                ("secret", models.CharField(blank=True, max_length=200, verbose_name="签名密钥")),
                (
                    "county",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="grids.unit",
                        verbose_name="县",
                    ),
                ),
            ],
            options={
                "verbose_name": "发送方式",
                "verbose_name_plural": "发送方式",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.UUIDField()),
                ("template", models.CharField(max_length=40)),
                ("params", models.JSONField(default=dict)),
                ("once", models.CharField(blank=True, max_length=40)),
                ("made_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="events.event",
                    ),
                ),
                (
                    "to_user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "消息",
                "verbose_name_plural": "消息",
                "indexes": [
                    models.Index(fields=["to_user", "-made_at", "-id"], name="notice_inbox_idx"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["to_user"],
                        name="notice_unread_idx",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("once", ""), _negated=True),
                        fields=("to_user", "event", "once"),
                        name="notice_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PushSubscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("endpoint", models.CharField(max_length=600)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("p256dh", models.CharField(max_length=100)),
                ("auth", models.CharField(max_length=32)),
                ("made_at", models.DateTimeField()),
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
                "indexes": [models.Index(fields=["user", "made_at"], name="push_user_idx")],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.UUIDField()),
                ("template", models.CharField(max_length=40)),
                ("made_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="events.event",
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "待告知诉求人",
                "verbose_name_plural": "待告知诉求人",
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_at__isnull", True)),
                        fields=["event"],
                        name="reply_open_idx",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("line", "template"), name="reply_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TextTemplate",
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
                        choices=[("notice", "工作人员消息"), ("claimant_reply", "给诉求人的短信")],
                        default="notice",
                        max_length=16,
                        verbose_name="用途",
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="代码")),
                ("title", models.CharField(max_length=60, verbose_name="标题")),
                ("body", models.CharField(max_length=200, verbose_name="正文")),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="grids.unit",
                        verbose_name="县",
                    ),
                ),
            ],
            options={
                "verbose_name": "消息模板",
                "verbose_name_plural": "消息模板",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("county", "kind", "code"), name="texttemplate_once"
                    )
                ],
            },
        ),
    ]
