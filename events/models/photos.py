# SPDX-License-Identifier: Apache-2.0
"""Photos (照片) and where they are attached. pii: a photo may show people and papers."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event


class Photo(models.Model):
    """One picture of one person's. `sha256` is of the bytes received; the stored file is
    re-encoded upright without EXIF under MEDIA_ROOT/`path`, its thumbnail beside it.

    An erased one (`erased_at`) has neither file nor digest nor place; the row stays, so that the
    event says that there was one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    taken_at = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("照片")
        verbose_name_plural = _("照片")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "sha256"],
                name="photo_same_bytes_once",
                condition=models.Q(erased_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Attachment(models.Model):
    """A photo on an event, at one ledger line; readable where the event is."""

    class Kind(models.TextChoices):
        REPORT = "report", _("现场")
        BEFORE = "before", _("处置前")
        AFTER = "after", _("处置后")
        CHECK = "check", _("核查")
        NOTE = "note", _("进展")

    class Klass(models.TextChoices):
        SCENE = "scene", _("现场照片")
        PAPER = "paper", _("个人材料")

    event = models.ForeignKey(Event, models.CASCADE, related_name="attachments")
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    klass = models.CharField(max_length=8, choices=Klass.choices, default=Klass.SCENE)
    line = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "photo", "line"], name="attachment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}:{self.photo_id}"
