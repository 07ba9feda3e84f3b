# SPDX-License-Identifier: Apache-2.0
"""Messages (消息): the inbox, a county's texts and senders, people's switches and browsers, and
what a clerk has to tell a resident by hand.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Claimant, Event
from grids.models import Unit


class Notice(models.Model):
    """One line in somebody's inbox (消息): that a step of an event concerns them.

    `params` holds codes only (unit, state), for a sensitive event nothing; number and matter are
    read from the event when the line is shown. pii: none but the link to its reader.
    """

    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    line = models.UUIDField()
    template = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    # A person gets one per event and this word; "" is no limit.
    once = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("消息")
        verbose_name_plural = _("消息")
        constraints = [
            models.UniqueConstraint(
                fields=["to_user", "event", "once"],
                name="notice_once",
                condition=~models.Q(once=""),
            ),
        ]
        indexes = [
            models.Index(fields=["to_user", "-made_at", "-id"], name="notice_inbox_idx"),
            # Badges count nothing else.
            models.Index(
                fields=["to_user"],
                name="notice_unread_idx",
                condition=models.Q(read_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.to_user_id}"


class TextTemplate(models.Model):
    """A county's own words for a message (消息模板), in place of those that ship.

    Checked by `notices.texts.check_text` when it is saved: only known placeholders, and all that
    the text needs. pii: none; a text names no person and has no placeholder for one.
    """

    class Kind(models.TextChoices):
        NOTICE = "notice", _("工作人员消息")
        CLAIMANT = "claimant_reply", _("给诉求人的短信")

    county = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("县"))
    kind = models.CharField(_("用途"), max_length=16, choices=Kind.choices, default=Kind.NOTICE)
    code = models.CharField(_("代码"), max_length=40)
    title = models.CharField(_("标题"), max_length=60)
    body = models.CharField(_("正文"), max_length=200)

    class Meta:
        verbose_name = _("消息模板")
        verbose_name_plural = _("消息模板")
        constraints = [
            models.UniqueConstraint(fields=["county", "kind", "code"], name="texttemplate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class SenderSetting(models.Model):
    """By which ways a county's messages go out (发送方式).

    `secret` signs what goes to the gateway. It is never shown again once saved, and its holder can
    forge messages, so it is the county's and the gateway's alone.
    """

    class Style(models.TextChoices):
        SIGNED = "signed", _("签名回调(短信等网关)")
        DINGTALK = "dingtalk", _("钉钉群机器人")

    county = models.OneToOneField(Unit, models.CASCADE, related_name="+", verbose_name=_("县"))
    push_on = models.BooleanField(_("手机推送"), default=True)
    mail_on = models.BooleanField(_("发邮件"), default=False)
    webhook_on = models.BooleanField(_("发到网关"), default=False)
    webhook_style = models.CharField(
        _("网关类型"), max_length=10, choices=Style.choices, default=Style.SIGNED
    )
    webhook_url = models.URLField(_("网关地址"), max_length=300, blank=True)
    secret = models.CharField(_("签名密钥"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("发送方式")
        verbose_name_plural = _("发送方式")

    def __str__(self) -> str:
        return f"{self.county_id}"


class Preference(models.Model):
    """What somebody wants besides the inbox (接收方式). Without a row all that the county sends."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    mail = models.BooleanField(default=True)
    gateway = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.user_id}"


class PushSubscription(models.Model):
    """One browser that shows notifications (推送订阅).

    pii: the address names a person's browser at its maker, and is a secret: whoever knows it and
    the keys can send to it. Removed when the browser gives it up, with the person's row, and when
    the push service says that it is gone.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=600)
    digest = models.CharField(max_length=64, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=32)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "made_at"], name="push_user_idx")]

    def __str__(self) -> str:
        return f"{self.user_id}"


class Reply(models.Model):
    """A line owed to a resident who asked (告知诉求人): sent by the gateway, or told by a clerk.

    One row for each step, template and resident, so that nothing is lost where a county has no
    gateway. pii: none; name and phone stay with the claimant, whose row it goes with.
    """

    claimant = models.ForeignKey(Claimant, models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    line = models.UUIDField()
    template = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    # Empty where the gateway told them.
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("待告知诉求人")
        verbose_name_plural = _("待告知诉求人")
        constraints = [
            models.UniqueConstraint(fields=["claimant", "line", "template"], name="reply_once"),
        ]
        indexes = [
            models.Index(
                fields=["event"], name="reply_open_idx", condition=models.Q(told_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.event_id}"
