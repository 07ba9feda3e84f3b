# SPDX-License-Identifier: Apache-2.0
"""Reading JSON bodies: what PostgreSQL cannot store is refused here, once, as unparsable."""

import math
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

DEEPEST = 32
LARGEST = 2**63 - 1


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.keys()
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _is_storable(value: Any) -> bool:
    """No NUL, no half surrogate pair, no endless number, no integer beyond 64 bits."""
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, int) or -LARGEST <= value <= LARGEST


class StrictJSONParser(JSONParser):
    """DRF's parser, and no body that would fail only deep inside."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Parse; 400 for broken, too deep or unstorable content."""
        try:
            body = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("JSON 嵌套太深")) from error
        level = [body]
        for _depth in range(DEEPEST):
            if not all(_is_storable(value) for value in level):
                raise ParseError(_("JSON 里有无法保存的字符或数字"))
            level = [part for value in level for part in _parts(value)]
            if not level:
                return body
        raise ParseError(_("JSON 嵌套太深"))
