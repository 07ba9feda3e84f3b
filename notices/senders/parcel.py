# SPDX-License-Identifier: Apache-2.0
"""What goes out of the house for one delivery: an id that stays the same however often it is
tried, and the words, in the county's language.
"""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import override

from accounts.models import User
from events.models import Delivery, Event
from notices.models import Notice
from notices.queries import own_words, said

ALREADY_READ = "read before it was sent"
OFF = "switched off meanwhile"


class NotSent(Exception):
    """The other side did not take it. Says why without addresses, keys or phones."""


@dataclass(frozen=True)
class Parcel:
    """One message on its way to one person."""

    id: uuid.UUID
    user: User
    event: Event
    code: str
    title: str
    text: str
    asks: bool


def id_of(delivery: Delivery) -> uuid.UUID:
    """The same at every try, another for every delivery: a receiver that has seen it drops the
    repeat of a worker that was killed before it could note the success."""
    return uuid.uuid5(delivery.line, f"{delivery.channel}.{delivery.pk}")


def parcel_of(delivery: Delivery) -> Parcel | None:
    """The parcel of a delivery, None (and noted) if its person has read the message, or left."""
    assert delivery.to_user_id is not None  # what goes out is owed to one person
    mine = Notice.objects.filter(to_user=delivery.to_user_id, event_id=delivery.event_id)
    if mine.filter(line=delivery.line, read_at__isnull=False).exists():
        delivery.last_error = ALREADY_READ
        return None
    event = Event.objects.get(pk=delivery.event_id)
    user = User.objects.get(pk=delivery.to_user_id)
    if not user.is_active:
        delivery.last_error = OFF
        return None
    first = mine.filter(line=delivery.line, template=delivery.template).first()
    with override(settings.LANGUAGE_CODE):
        own = own_words("notice", [event])
        words = said("notice", delivery.template, event, own, first.params if first else None)
    code = "sensitive" if event.sensitive else delivery.template
    return Parcel(id_of(delivery), user, event, code, words.title, words.text, words.asks)
