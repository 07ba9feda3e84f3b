# SPDX-License-Identifier: Apache-2.0
"""The last statement of every business transaction: lines into the county's chain.

A line's content is built here, as the exact text that is hashed: codes, states, ids and digests,
never a resident's words. What people said goes to `StepText` with a salt of its own.
"""

import hashlib
import json
import os
import uuid
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from events import moment
from events.models import StepText
from events.signals import steps_recorded

Content = dict[str, Any]

_APPEND = """
SELECT count(*) FROM ledger_append(
    %s, %s, %s, ARRAY(SELECT line FROM json_array_elements_text(%s::json)
                      WITH ORDINALITY AS lines (line, n) ORDER BY n)
)
"""


@dataclass
class Line:
    """One line to be: what will be hashed, and the texts that stand beside it."""

    content: Content
    texts: list[StepText] = field(default_factory=list)

    @property
    def id(self) -> uuid.UUID:
        return uuid.UUID(self.content["line"])

    @property
    def move(self) -> str:
        return str(self.content["move"])

    @property
    def codes(self) -> Content:
        codes: Content = self.content.get("codes", {})
        return codes

    @property
    def unit_id(self) -> int | None:
        """The unit for which it was made; None for a rule's or a reporter's own."""
        unit: int | None = self.content.get("unit")
        return unit


def make_line(move: str, *, event_id: int | None, texts: dict[str, str], **content: Any) -> Line:
    """A line with its texts salted and digested; empty texts and members are left out."""
    line_id = uuid.uuid4()
    kept = [_beside(line_id, event_id, kind, body) for kind, body in texts.items() if body]
    digests = {text.kind: digest(bytes(text.salt or b""), text.body or "") for text in kept}
    content |= {"move": move, "line": str(line_id), "event": event_id, "texts": digests}
    return Line({key: value for key, value in content.items() if value not in (None, {}, [])}, kept)


def digest(salt: bytes, body: str) -> str:
    """What the chain holds of a text: sha256(salt || body) in hex."""
    return hashlib.sha256(salt + body.encode()).hexdigest()


def record(county_id: int, lines: list[Line]) -> None:
    """Write the lines to the county's chain, then (after commit) say that it moved.

    Call once, last: from here to the commit the county's other writers wait.
    """
    contents = [
        json.dumps(line.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        for line in lines
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            _APPEND,
            # One document, not an array: the driver would escape each of its quotes by itself.
            [county_id, settings.TIME_ZONE, moment.pinned(), json.dumps(contents)],
        )
    said = partial(steps_recorded.send_robust, sender=None, county_ids={county_id})
    transaction.on_commit(said, robust=True)


def _beside(line_id: uuid.UUID, event_id: int | None, kind: str, body: str) -> StepText:
    return StepText(line=line_id, event_id=event_id or 0, kind=kind, salt=os.urandom(16), body=body)
