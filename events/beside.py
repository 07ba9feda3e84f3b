# SPDX-License-Identifier: Apache-2.0
"""What stands beside an event (旁卷): doors register pages of their own that belong to it, which
its detail then leads to. The core knows no door.

`stands_beside(name, rule)` from an `AppConfig.ready`; a rule asks no query and leads nobody to a
page that person may not open.
"""

from collections.abc import Callable
from dataclasses import dataclass

from events.models import Event
from events.standing import Standing


@dataclass(frozen=True)
class Beside:
    """A page: what it is called in the reader's language, and its address."""

    label: str
    url: str


Rule = Callable[[Event, Standing], Beside | None]
RULES: dict[str, Rule] = {}


def stands_beside(name: str, rule: Rule) -> None:
    """Have `rule` asked whenever an event is shown whole."""
    RULES[name] = rule


def pages_beside(event: Event, reader: Standing) -> list[dict[str, str]]:
    """The pages beside an event that its reader may open. No query."""
    found = ((name, rule(event, reader)) for name, rule in RULES.items())
    return [{"name": name, "label": page.label, "url": page.url} for name, page in found if page]
