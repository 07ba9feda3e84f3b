# SPDX-License-Identifier: Apache-2.0
"""The same thing reported several times is handled once (并案), and told apart again (撤销并案).

Followers stay whole events with their own reporters and claimants; each is closed, and each is
answered, when its master is.
"""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from events.access import has_to_do_with, legal_moves
from events.actions.handling import keep_lateness
from events.actions.moving import Moving
from events.actions.protocol import move
from events.actions.routing import await_dispatch
from events.fields import EventId
from events.models import Event
from events.refusals import BadFields, MoveNotAllowed

RUNNING = ("accept", "dispatch", "sign", "handle", "check", "close", "verify", "arbitrate")


@move("merge", _("并案"), EventId("into", _("并入哪一件"), required=True))
def merge(m: Moving, *, into: int) -> None:
    """并案: into an open event of this county that the clerk has to do with, too. What was merged
    into this one follows the same master: there are no chains."""
    event, master = m.event, _master(m, into)
    rehung, came_from = m.company.followers(), event.state
    if not master.is_open:
        # Legal a moment ago: of two that are merged into each other one is too late.
        raise MoveNotAllowed(state=event.state, moves=legal_moves(m.by, event))
    for follower in rehung:
        follower.master = master
    event.merge()
    event.master, event.follower_count = master, 0
    event.node_id = event.node_id or event.holder_id
    master.follower_count += 1 + len(rehung)
    master.untouched = False
    m.company.recounted += [master, *rehung]
    keep_lateness(event, m.clocks.stop(*RUNNING))
    m.line("merge", came_from, into=None if event.sensitive else master.pk)


@move("split", _("撤销并案"))
def split(m: Moving) -> None:
    """撤销并案: it was another thing after all; the node that merged it has to route it. The limit
    of its handling, if there was one, has run all the while."""
    event = m.event
    assert event.master_id is not None  # what is merged has a master
    (master,) = m.company.locked({event.master_id})
    master.follower_count -= 1
    m.company.recounted.append(master)
    event.split()
    event.master = None
    m.clocks.run_on()
    await_dispatch(m)
    m.line("split", "merged")


def close_followers(m: Moving, reply: str) -> list[Moving]:
    """Close what is merged into the event in hand, each by a line of its own and with the same
    reply; whoever did the work did it for them, too."""
    master = m.event
    moved = [
        Moving(follower, m.by, m.unit, m.now, is_idle=True) for follower in m.company.followers()
    ]
    m.along += moved
    for each in moved:
        event = each.event
        event.close_along()
        event.handler_id, event.handler_user_id = master.handler_id, master.handler_user_id
        event.handled_by = list(dict.fromkeys([*event.handled_by, *master.handled_by]))
        # It was never given to who handled it: taken up again, it is theirs without a dispatch.
        event.assignment = None
        event.closed_at, event.lapses_at = master.closed_at, master.lapses_at
        each.line("close", "merged", texts={"reply": reply}, by_rule=True)
    master.follower_count = 0
    return moved


def _master(m: Moving, into: int) -> Event:
    """The event to merge into; whatever may not be known of it is answered as if it were absent."""
    found = None if into == m.event.pk else next(iter(m.company.locked({into})), None)
    known = found is not None and found.county_id == m.event.county_id
    if found is None or not known or not has_to_do_with(m.by, found):
        raise BadFields({"into": [_t("没有这一件,或不归您办")]})
    if found.sensitive != m.event.sensitive:
        raise BadFields({"into": [_t("敏感事件只能和敏感事件并案")]})
    return found
