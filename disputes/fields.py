# SPDX-License-Identifier: Apache-2.0
"""Fields that only disputes ask for: a day, an amount of money, parties and clauses by number."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from events.fields import MOST_ID, Field, Invalid, Number

_AMOUNT = re.compile(r"\d{1,9}(\.\d{1,2})?", re.ASCII)


@dataclass(frozen=True)
class Day(Field):
    """A day, as 2026-12-01."""

    def shape(self, event: Any) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def read(self, raw: Any) -> date:
        try:
            found = date.fromisoformat(raw if isinstance(raw, str) else "")
        except ValueError:
            found = date.min
        if not 1970 <= found.year <= 9000:
            raise Invalid(_("要填日期,如 2026-12-01"))
        return found


@dataclass(frozen=True)
class Amount(Field):
    """An amount in yuan with at most two decimals."""

    def shape(self, event: Any) -> dict[str, Any]:
        return {"type": "string", "format": "decimal"}

    def read(self, raw: Any) -> Decimal:
        said = str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw
        if not isinstance(said, str) or not _AMOUNT.fullmatch(said.strip()):
            raise Invalid(_("要填金额,最多两位小数"))
        return Decimal(said.strip())


@dataclass(frozen=True)
class RowId(Field):
    """A row of the dispute, by its number; that it is one of this dispute is the action's rule."""

    of: str = ""

    def shape(self, event: Any) -> dict[str, Any]:
        return {"type": "integer", "format": self.of, "minimum": 1, "maximum": MOST_ID}

    def read(self, raw: Any) -> int:
        return Number(self.name, self.label, least=1, most=MOST_ID).read(raw)


@dataclass(frozen=True)
class RowIds(RowId):
    """Several of them."""

    def shape(self, event: Any) -> dict[str, Any]:
        return {"type": "array", "items": super().shape(event), "maxItems": 200}

    def read(self, raw: Any) -> Any:
        if not isinstance(raw, list) or len(raw) > 200:
            raise Invalid(_("要填列表,最多 %(most)d 项") % {"most": 200})
        return sorted({RowId.read(self, each) for each in raw})

    @property
    def empty(self) -> list[int]:
        return []
