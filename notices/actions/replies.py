# SPDX-License-Identifier: Apache-2.0
"""Residents who asked get a line (告知诉求人): by the county's gateway, else by a clerk, from a
list. Nothing is lost: the row stands from the first moment until somebody was told.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _t

from accounts.models import User
from events import moment
from events.access import events_in_reach
from events.models import Claimant, Delivery, Event, StepText
from events.owed import owe_further
from events.refusals import NotAllowed, NotFound
from events.standing import standing_of
from notices.models import Reply
from notices.queries import Said, own_words, said
from notices.switches import may_text_residents, setting_of

NOT_ASKED = "nobody asked for a reply"
BY_CLERK = "no gateway: on the clerks' list"
SMS = "claimant_sms"


def note_reply(delivery: Delivery) -> None:
    """Channel "claimant_reply": note what is owed to the residents of an event, and hand it to the
    gateway where the county has one. One row a step and template, however often it is carried out.
    """
    asking = Claimant.objects.filter(event_id=delivery.event_id, wants_reply=True)
    if not asking.exists():
        delivery.last_error = NOT_ASKED
        return
    event = Event.objects.get(pk=delivery.event_id)
    fresh = {"event": event, "made_at": moment.now()}
    _, made = Reply.objects.get_or_create(
        line=delivery.line, template=delivery.template, defaults=fresh
    )
    # Somebody without a phone can only be told by a person.
    everybody = not asking.filter(phone="").exists()
    if not (everybody and may_text_residents(setting_of(event.county_id))):
        delivery.last_error = BY_CLERK
    elif made:
        sms = Delivery(channel=SMS, template=delivery.template, to_unit_id=event.county_id)
        owe_further(delivery, [sms], moment.now())


def reply_of(delivery: Delivery) -> Reply:
    """The row that an SMS carries out."""
    rows = Reply.objects.select_related("event")
    return rows.get(line=delivery.line, template=delivery.template)


def by_gateway(reply: Reply) -> None:
    """The gateway has taken it."""
    Reply.objects.filter(pk=reply.pk, told_at__isnull=True).update(told_at=moment.now())


@transaction.atomic
def tell_by_hand(reply_id: int, *, by: User) -> Reply:
    """A clerk has told them (已告知): whoever handles the event, of what is in their reach."""
    found = Reply.objects.select_related("event").filter(pk=reply_id)
    reply = found.filter(event__in=events_in_reach(by)).first()
    if reply is None:
        raise NotFound
    if not standing_of(by).handles(reply.event):
        raise NotAllowed(_t("由办理这件事的单位告知"))
    open_rows = Reply.objects.filter(pk=reply.pk, told_at__isnull=True)
    open_rows.update(told_at=moment.now(), told_by=by)
    return found.get()


def reply_words(replies: Iterable[Reply]) -> dict[int, Said]:
    """What each line says, by its key; the clerk's own answer (`reply`) is part of it. Two
    queries, however many."""
    rows = list(replies)
    answers = {
        text.line: text.body or ""
        for text in StepText.objects.filter(line__in=[row.line for row in rows], kind="reply")
    }
    own = own_words("claimant_reply", [row.event for row in rows])
    return {
        row.pk: said(
            "claimant_reply", row.template, row.event, own, {"reply": answers.get(row.line, "")}
        )
        for row in rows
    }
