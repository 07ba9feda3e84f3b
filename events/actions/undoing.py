# SPDX-License-Identifier: Apache-2.0
"""Taken back within seconds, as if it had not been sent (撤销派发).

The dispatch stays on the chain, and the `undo` line after it says that it does not count: whoever
counts dispatches (KPIs) skips, in the order of an event's lines, each `undo` together with the
nearest `dispatch` before it, and leaves out assignments whose status is `undone`. Nothing else is
left of the pair: its clocks are gone, and nobody was told.
"""

from django.utils.translation import gettext_lazy as _

from events.actions.moving import Moving
from events.actions.protocol import move
from events.models import Assignment
from grids.directory import unit_by_id

Status = Assignment.Status


@move("undo", _("撤销派发"))
def undo(m: Moving) -> None:
    """撤销派发: by the same person, before it is signed; all stands as before the dispatch."""
    given = m.chain[-1]
    sender = unit_by_id(given.from_unit_id)
    m.left_as = Status.UNDONE
    m.end_assignments(Status.UNDONE, down_from=len(m.chain) - 1)
    m.event.undo(to_node=sender.is_node)
    m.clocks.forget_dispatch(given.dispatched_at, m.standard, by_node=sender.is_node)
    m.hold(sender)
    m.event.assignee_id = given.from_person_id
    m.line("undo", "dispatched")
