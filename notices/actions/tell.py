# SPDX-License-Identifier: Apache-2.0
"""Channel "notice": a delivery becomes a line in each inbox it is for (写入消息), and owes what
shall go out beside it. Carried out by the worker, in the transaction that holds the delivery.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db import connection

from accounts.models import User
from events import moment
from events.models import Delivery, Event
from events.owed import owe_further
from grids.directory import unit_by_id
from notices.heard import inboxes_changed
from notices.people import people_of
from notices.switches import ways_out
from notices.texts import sensitive_words, shipped

NOBODY = "nobody serves there"
# Who sees it in time at the desk or on the phone needs no e-mail and no SMS.
READ_FIRST = timedelta(seconds=60)
AT_ONCE = frozenset({"push"})


def tell(delivery: Delivery) -> None:
    """Write one line for each person (unique per person, event and `once`); who had it already is
    told nothing again. A unit without people is noted on the delivery, for the administrator."""
    event = Event.objects.get(pk=delivery.event_id)
    people = people_of(delivery, event)
    if not people and delivery.to_unit_id is not None:
        delivery.last_error = NOBODY
    told = _write(delivery, event, people)
    if told:
        owe_further(delivery, _outward(delivery, event, told), moment.now())
        inboxes_changed({event.county_id})


def _write(delivery: Delivery, event: Event, people: Iterable[User]) -> list[User]:
    """Insert the lines; the people who did not have theirs yet. Several workers may race."""
    by_id = {user.pk: user for user in people}
    # Codes as they are now; of a sensitive event none.
    unit = unit_by_id(event.holder_id).code
    params = {} if event.sensitive else {"unit": unit, "state": event.state}
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notices_notice"
            " (to_user_id, event_id, line, template, params, once, made_at)"
            " SELECT person, %s, %s, %s, %s::jsonb, %s, %s FROM unnest(%s::bigint[]) AS person"
            " ON CONFLICT (to_user_id, event_id, once) WHERE NOT (once = '') DO NOTHING"
            " RETURNING to_user_id",
            [
                event.pk,
                delivery.line,
                delivery.template,
                json.dumps(params),
                delivery.once,
                moment.now(),
                sorted(by_id),
            ],
        )
        return [by_id[row[0]] for row in cursor.fetchall()]


def _outward(delivery: Delivery, event: Event, told: list[User]) -> Iterator[Delivery]:
    """One delivery for each person and way that person and county have switched on."""
    words = sensitive_words("notice") if event.sensitive else shipped("notice", delivery.template)
    for user, channel in ways_out(event.county_id, told, asks=words.asks):
        due = moment.now() + (timedelta(0) if channel in AT_ONCE else READ_FIRST)
        yield Delivery(channel=channel, to_user=user, template=delivery.template, due_at=due)
