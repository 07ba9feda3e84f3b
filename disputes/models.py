# SPDX-License-Identifier: Apache-2.0
"""A dispute beside its event, who is party to it, its sessions, its agreement and its log."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.sealed import Sealed
from disputes.lifecycle import DisputeLifecycle, State
from events.models import Event
from grids.models import Unit


class Kind(models.TextChoices):
    """Which kind of mediation (分流去向)."""

    PEOPLE = "people", _("人民调解")
    INDUSTRY = "industry", _("行业性专业性调解")
    ADMINISTRATIVE = "administrative", _("行政调解")
    PETITION = "petition", _("信访事项办理")


class Side(models.TextChoices):
    APPLICANT = "applicant", _("申请人")
    RESPONDENT = "respondent", _("被申请人")
    THIRD = "third", _("第三人")


class How(models.TextChoices):
    """How an applicant was answered (答复方式)."""

    FACE = "face", _("当面")
    PHONE = "phone", _("电话")
    LETTER = "letter", _("书面")


class Dispute(DisputeLifecycle):
    """One dispute (矛盾纠纷), beside the event that brought it.

    `hall` is the unit whose hall took it in: it may work on it like the event's handlers.

    .. pii:: none of its own.
    """

    event = models.OneToOneField(Event, models.PROTECT, related_name="dispute")
    county = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    hall = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("接待单位"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("接待时间"), auto_now_add=True)
    kind = models.CharField(_("分流去向"), max_length=16, choices=Kind.choices, blank=True)
    mediator_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("调解组织")
    )
    headcount = models.PositiveIntegerField(_("人数"), null=True)
    agreed_at = models.DateTimeField(_("达成时间"), null=True)
    outside_number = models.CharField(_("外部编号"), max_length=64, blank=True)
    # Its people were erased: no names, minutes, clauses, no paper.
    erased_at = models.DateTimeField(_("删除时间"), null=True)

    class Meta:
        verbose_name = _("矛盾纠纷")
        verbose_name_plural = _("矛盾纠纷")
        indexes = [models.Index(fields=["county", "state", "-id"], name="dispute_county_state")]

    def __str__(self) -> str:
        return f"dispute {self.pk}"


class Party(models.Model):
    """Somebody on one side of a dispute (当事人); each applicant is answered by themselves.

    .. pii:: name, phone, identity number: masked in every answer until opened for a purpose. The
       number lies sealed in the database.
    """

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="parties")
    side = models.CharField(_("身份"), max_length=12, choices=Side.choices)
    name = models.CharField(_("姓名或名称"), max_length=60)
    phone = models.CharField(_("电话"), max_length=20, blank=True)
    id_number = Sealed(_("证件号码"), blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_how = models.CharField(_("答复方式"), max_length=8, choices=How.choices, blank=True)

    class Meta:
        verbose_name = _("当事人")
        verbose_name_plural = _("当事人")
        ordering = ("pk",)
        indexes = [
            models.Index(
                fields=["dispute"],
                name="party_waits",
                condition=Q(side="applicant", answered_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"party {self.pk}"


class MediationSession(models.Model):
    """One sitting (调解会), written once; only emptied when its people are erased.

    .. pii:: `minutes` and `mediator` speak of people; names of parties are masked in answers.
    """

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="sessions")
    at = models.DateTimeField(_("时间"))
    place = models.CharField(_("地点"), max_length=100)
    mediator = models.CharField(_("调解员"), max_length=40)
    minutes = models.TextField(_("调解记录"), max_length=4000)
    attended = models.ManyToManyField(Party, related_name="+", verbose_name=_("到场当事人"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("调解会")
        verbose_name_plural = _("调解会")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"session {self.pk}"


class Clause(models.Model):
    """One clause of the agreement (协议条款): what, how much, until when, and since when kept.

    .. pii:: `text` may name parties, who are masked in answers.
    """

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="clauses")
    text = models.CharField(_("内容"), max_length=1000)
    amount = models.DecimalField(_("金额(元)"), max_digits=12, decimal_places=2, null=True)
    due_on = models.DateField(_("履行期限"), null=True)
    performed_at = models.DateTimeField(_("履行时间"), null=True)
    performed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # Whoever follows it up was told that the day is there (履行回访).
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("协议条款")
        verbose_name_plural = _("协议条款")
        ordering = ("pk",)
        indexes = [
            models.Index(
                fields=["dispute", "due_on"],
                name="clause_due",
                condition=Q(performed_at__isnull=True),
            ),
            # The worker asks every second.
            models.Index(
                fields=["due_on"],
                name="clause_to_remind",
                condition=Q(performed_at__isnull=True, reminded_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"clause {self.pk}"


class AgreementTemplate(models.Model):
    """A county's own template of the agreement (协议书模板), before the installation's and ours.

    .. pii:: none: a template names nobody.
    """

    county = models.OneToOneField(
        Unit, models.PROTECT, related_name="+", verbose_name=_("县(市、区)")
    )
    docx = models.BinaryField()
    changed_at = models.DateTimeField(_("修改时间"), auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("修改人")
    )

    class Meta:
        verbose_name = _("协议书模板")
        verbose_name_plural = _("协议书模板")

    def __str__(self) -> str:
        return f"template of {self.county_id}"


class DisputeLog(models.Model):
    """One step (办理留痕): who, when, what, in codes; never changed. The request's receipt, too.

    .. pii:: none besides who did it.
    """

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="log")
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(_("做了什么"), max_length=16)
    state = models.CharField(_("状态"), max_length=12, choices=State.choices)
    codes = models.JSONField(default=dict)
    client_uuid = models.UUIDField()
    body_digest = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("办理留痕")
        verbose_name_plural = _("办理留痕")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["by", "client_uuid"], name="dispute_log_once")
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.what}"
