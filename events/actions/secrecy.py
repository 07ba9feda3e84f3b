# SPDX-License-Identifier: Apache-2.0
"""Who may read an event at all (敏感): marked by hand, lifted by a duty chief alone."""

from django.utils.translation import gettext_lazy as _

from events.actions.moving import Moving
from events.actions.protocol import move
from events.actions.routing import revoke_by_rule
from events.fields import Text


@move("mark_sensitive", _("标为敏感"), Text("reason", _("为什么敏感"), required=True))
def mark_sensitive(m: Moving, *, reason: str) -> None:
    """标为敏感: by hand, by the node that holds or sent it; whoever marks may read it no longer."""
    m.event.mark_sensitive()
    m.make_sensitive()
    m.line("mark_sensitive", m.event.state, texts={"reason": reason})
    revoke_by_rule(m)


@move("lift_sensitive", _("解除敏感"), Text("reason", _("为什么解除"), required=True))
def lift_sensitive(m: Moving, *, reason: str) -> None:
    """解除敏感: a duty chief alone, whatever made it sensitive."""
    m.event.lift_sensitive()
    m.event.sensitive = False
    m.line("lift_sensitive", m.event.state, texts={"reason": reason})
