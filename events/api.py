# SPDX-License-Identifier: Apache-2.0
"""What the addresses of the events API share beside `accounts.requests`: If-Match, and a refusal
that stands among other results."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts.requests import (
    REPLAYED,
    JsonView,
    TooLarge,
    body_of,
    check_length,
    client_uuid_of,
    fields_of,
    person,
)
from events.refusals import BadFields, Refused

__all__ = [
    "REPLAYED",
    "JsonView",
    "TooLarge",
    "body_of",
    "check_length",
    "client_uuid_of",
    "fields_of",
    "person",
    "problem_of",
    "version_of",
]


def version_of(request: Request) -> int | None:
    """The version of `If-Match: "<version>"`; None where the client asks for none."""
    said = request.headers.get("If-Match", "").strip()
    if said in ("", "*"):
        return None
    number = said.removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdigit()):
        raise BadFields({"If-Match": [_("要填事件的 version")]})
    return int(number[:18])


def problem_of(refused: Refused) -> dict[str, Any]:
    """A refusal as the members of a problem document, where it stands beside other results."""
    return {
        "status": refused.status,
        "title": refused.title,
        "detail": refused.detail,
        "code": refused.code,
        **refused.extra,
    }
