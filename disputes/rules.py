# SPDX-License-Identifier: Apache-2.0
"""Which events are disputes (矛盾纠纷类). Pure."""

from duties.directory import matter_by_id
from events.models import Event

# 矛盾纠纷.
MAJOR = "01"


def is_dispute(event: Event) -> bool:
    """Whether a dispute may stand beside the event: its matter is one of the major 01."""
    return matter_by_id(event.matter_id).major_code == MAJOR
