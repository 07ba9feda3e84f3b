# SPDX-License-Identifier: Apache-2.0
"""Residents who asked get a line (告知诉求人): by the county's gateway, else by a clerk, from a
list. Nothing is lost: the row stands from the first moment until somebody was told.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _t

from accounts.models import User
from events import moment
from events.access import events_in_reach
from events.actions.answering import note_answer
from events.models import Claimant, Delivery, Event, StepText
from events.owed import owe_further
from events.refusals import NotAllowed, NotFound
from events.standing import standing_of
from notices.models import Reply, TextTemplate
from notices.queries import Said, own_words, said
from notices.switches import may_text_residents, setting_of

NOT_ASKED = "nobody asked for a reply"
BY_CLERK = "no gateway: on the clerks' list"
SMS = "claimant_sms"
Own = Mapping[tuple[int, str], TextTemplate]
# Under which name the clerk's words for the resident stand beside the line of the step.
SAID_AS = {"note": "text"}


def note_reply(delivery: Delivery) -> None:
    """Channel "claimant_reply": note what is owed to a resident (or, where none is named, to all
    who asked), and hand it to the gateway where the county has one. One row each for a step and
    template, however often it is carried out.
    """
    asking = Claimant.objects.filter(event_id=delivery.event_id, wants_reply=True)
    if delivery.claimant_id is not None:
        asking = asking.filter(pk=delivery.claimant_id)
    people = list(asking.order_by("pk"))
    if not people:
        delivery.last_error = NOT_ASKED
        return
    event = Event.objects.get(pk=delivery.event_id)
    can_send = may_text_residents(setting_of(event.county_id))
    # Somebody without a phone can only be told by a person.
    reached = [person for person in people if can_send and person.phone]
    if len(reached) < len(people):
        delivery.last_error = BY_CLERK
    fresh = [person for person in people if _note(delivery, event, person)]
    letters = (_letter(delivery, person) for person in fresh if person in reached)
    owe_further(delivery, letters, moment.now())


def _note(delivery: Delivery, event: Event, claimant: Claimant) -> bool:
    row = {"line": delivery.line, "template": delivery.template, "claimant": claimant}
    defaults = {"event": event, "made_at": moment.now()}
    return Reply.objects.get_or_create(**row, defaults=defaults)[1]


def _letter(delivery: Delivery, claimant: Claimant) -> Delivery:
    return Delivery(channel=SMS, template=delivery.template, claimant=claimant)


def reply_of(delivery: Delivery) -> Reply | None:
    """The row that an SMS carries out; it may have been erased with its resident."""
    rows = Reply.objects.select_related("event", "claimant")
    row = {"line": delivery.line, "template": delivery.template}
    return rows.filter(**row, claimant=delivery.claimant_id).first()


def count_as_told(reply: Reply, *, by: User | None = None) -> None:
    """They have been told: by the gateway, or by a clerk. The first time counts."""
    still = Reply.objects.filter(pk=reply.pk, told_at__isnull=True)
    if still.update(told_at=moment.now(), told_by=by):
        note_answer(
            Delivery(
                event_id=reply.event_id, claimant_id=reply.claimant_id, template=reply.template
            )
        )


@transaction.atomic
def tell_by_hand(reply_id: int, *, by: User) -> Reply:
    """A clerk has told them (已告知): whoever handles the event, of what is in their reach."""
    found = Reply.objects.select_related("event").filter(pk=reply_id)
    reply = found.filter(event__in=events_in_reach(by)).first()
    if reply is None:
        raise NotFound
    if not standing_of(by).handles(reply.event):
        raise NotAllowed(_t("由办理这件事的单位告知"))
    count_as_told(reply, by=by)
    return found.get()


def reply_words(replies: Iterable[Reply]) -> dict[int, Said]:
    """What each line says, by its key; the clerk's own answer (`reply`) is part of it. Two
    queries, however many."""
    rows = list(replies)
    said_texts = StepText.objects.filter(line__in=[row.line for row in rows])
    texts = {(text.line, text.kind): text.body or "" for text in said_texts}
    own = own_words("claimant_reply", [row.event for row in rows])
    return {row.pk: _words(row, texts, own) for row in rows}


def _words(row: Reply, texts: Mapping[tuple[UUID, str], str], own: Own) -> Said:
    answer = texts.get((row.line, SAID_AS.get(row.template, "reply")), "")
    return said("claimant_reply", row.template, row.event, own, {"reply": answer})
