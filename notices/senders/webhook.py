# SPDX-License-Identifier: Apache-2.0
"""Channels "webhook" (工作人员的短信、钉钉) and "claimant_sms": by the county's gateway."""

from django.conf import settings
from django.utils.translation import override

from events.models import Delivery
from grids.directory import unit_by_id
from notices.actions.replies import count_as_told, reply_of, reply_words
from notices.gateway import send_to_gateway
from notices.senders.parcel import OFF, id_of, parcel_of
from notices.switches import may_text_residents, preference_of, setting_of, ways_of


def send_webhook(delivery: Delivery) -> None:
    """One message to one person who works here."""
    parcel = parcel_of(delivery)
    if parcel is None:
        return
    setting = setting_of(parcel.event.county_id)
    wanted = ways_of(setting).webhook and preference_of(parcel.user).gateway
    if not (wanted and parcel.user.phone):
        delivery.last_error = OFF
        return
    message = {
        "kind": "notice",
        "code": parcel.code,
        "county": unit_by_id(parcel.event.county_id).code,
        "title": parcel.title,
        "text": parcel.text,
    }
    send_to_gateway(setting, id=parcel.id, phone=parcel.user.phone, message=message)


def send_to_claimant(delivery: Delivery) -> None:
    """One line to a resident who asked for a reply; then they count as told.

    What a clerk has told meanwhile, or what no gateway takes any more, is not sent.
    """
    reply, setting = reply_of(delivery), setting_of(delivery.event.county_id)
    if reply is None or reply.told_at is not None or not may_text_residents(setting):
        delivery.last_error = OFF
        return
    with override(settings.LANGUAGE_CODE):
        words = reply_words([reply])[reply.pk]
    message = {
        "kind": "claimant_reply",
        "code": reply.template,
        "county": unit_by_id(delivery.event.county_id).code,
        "title": words.title,
        "text": words.text,
    }
    once = id_of(delivery)
    send_to_gateway(setting, id=once, phone=reply.claimant.phone, message=message)
    count_as_told(reply)
