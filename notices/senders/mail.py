# SPDX-License-Identifier: Apache-2.0
"""Channel "mail" (邮件): by Django's mail, set up by EMAIL_URL."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

from events.models import Delivery
from notices.senders.parcel import OFF, NotSent, parcel_of
from notices.switches import preference_of, setting_of, ways_of


def send_mail(delivery: Delivery) -> None:
    """One mail to one person. `Message-ID` and `Delivery-Id` are the same at every try."""
    parcel = parcel_of(delivery)
    if parcel is None:
        return
    ways = ways_of(setting_of(parcel.event.county_id))
    if not (ways.mail and parcel.user.email and preference_of(parcel.user).mail):
        delivery.last_error = OFF
        return
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    headers = {"Message-ID": f"<{parcel.id}@{domain}>", "Delivery-Id": str(parcel.id)}
    letter = EmailMessage(parcel.title, parcel.text, to=[parcel.user.email], headers=headers)
    try:
        letter.send()
    except (SMTPException, OSError) as fault:
        # What a mail server says repeats the address.
        code = getattr(fault, "smtp_code", "")
        raise NotSent(f"mail not taken: {type(fault).__name__} {code}".strip()) from None
