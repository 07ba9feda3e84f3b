# SPDX-License-Identifier: Apache-2.0
"""What a supporting office (协办单位) has done for another's event."""

from django.utils.translation import gettext_lazy as _

from events.actions.handling import take_part
from events.actions.moving import Moving
from events.actions.protocol import move
from events.fields import Text


@move("support_done", _("协办完成"), Text("result", _("协办结果"), required=True, most=4000))
def support_done(m: Moving, *, result: str) -> None:
    """协办完成: the office's own part is done; the event goes on at its lead, who does not wait.
    Whoever did it judges the whole no more."""
    m.event.support_done()
    m.supported_by = m.unit
    take_part(m.event, m.by)
    m.line("support_done", m.event.state, texts={"result": result})
