# SPDX-License-Identifier: Apache-2.0
"""Erase what an event holds of residents (删除个人信息): texts, claimants, photos and the exact
point go, the ledger stays.

The erasure is itself a line; the digests in the chain can no longer be matched to anything,
because the salt went with the body. Photos go that the reporter brought, and personal papers of
whoever brought them; what the handlers photographed is evidence of their work and stays. Who else
holds words about the event's people (a dispute) forgets them in the same transaction.
"""

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from events.actions.photos import forget_photos
from events.actions.placing import centre_of
from events.actions.protocol import lock
from events.actions.record import make_line, record
from events.facts import wall_facts
from events.holders import HOLDERS
from events.models import Attachment, Claimant, Event, Photo, StepText
from events.refusals import NotAllowed
from grids.directory import unit_by_id
from grids.queries import postings_of

_ERASED = ("text", "address", "has_claimants", "wants_reply")


@transaction.atomic(durable=True)
def erase_personal(event: Event, *, by: User) -> Event:
    """Erase texts, address, claimants and photos of one event, by the county's administrator."""
    event = lock(event.pk)[event.pk]
    _check_administrator(event, by)
    texts = StepText.objects.filter(event_id=event.pk, erased_line__isnull=True)
    kinds = [[str(line), kind] for line, kind in texts.values_list("line", "kind")]
    line = make_line(
        "erase",
        event_id=event.pk,
        texts={},
        by=by.pk,
        erased=sorted(kinds),
        facts=wall_facts(event),
        **{"from": event.state, "to": event.state},
    )
    texts.update(salt=None, body=None, erased_line=line.id)
    Claimant.objects.filter(event=event).delete()
    event.whistles.update(place="")
    brought = Q(photo__owner=event.reporter_id) | Q(klass=Attachment.Klass.PAPER)
    forget_photos(Photo.objects.filter(pk__in=event.attachments.filter(brought).values("photo")))
    for forget in HOLDERS.values():
        forget(event)
    event.text, event.address = "", ""
    # The exact point may be somebody's house: the event stands in its grid's middle from now on.
    event.lon, event.lat = centre_of(unit_by_id(event.place_id))
    event.placed_by = "grid"
    event.has_claimants = event.wants_reply = False
    event.save(update_fields=[*_ERASED, "lon", "lat", "placed_by"])
    record(event.county_id, [line])
    return event


def _check_administrator(event: Event, by: User) -> None:
    for post in postings_of(by):
        if post.role == "administrator" and post.unit.county_id == event.county_id:
            return
    raise NotAllowed
