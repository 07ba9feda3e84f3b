# SPDX-License-Identifier: Apache-2.0
"""What every address of the API shares: the body first, who asks, the request's own uuid.

Refusals come in one order: unparsable body, 401, 404, 403, 409, then 400 for fields.
"""

import uuid
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import User
from accounts.refusals import BadFields

REPLAYED = {"Replayed": "true"}


class TooLarge(APIException):
    """413: more than this address takes."""

    status_code = 413
    default_code = "too_large"
    default_detail = ""


class JsonView(APIView):
    """A view whose JSON body is read before anything else is asked."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Unparsable bodies are refused first, whoever sent them."""
        if request.method == "POST":
            check_length(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
            body_of(request)
        super().initial(request, *args, **kwargs)


def body_of(request: Request) -> dict[str, Any]:
    """The JSON object that was sent."""
    if not isinstance(request.data, dict):
        raise ParseError(_("正文要是一个 JSON 对象"))
    return request.data


def check_length(request: Request, most: int) -> None:
    """413 by what the client announces, before a byte is read."""
    announced = str(request.META.get("CONTENT_LENGTH") or "0")
    if announced.isascii() and announced.isdigit() and int(announced[:12]) > most:
        raise TooLarge


def person(request: Request) -> User:
    """The signed-in person; permissions have asked that there is one."""
    assert isinstance(request.user, User)
    return request.user


def client_uuid_of(request: Request, body: dict[str, Any]) -> uuid.UUID | None:
    """The request's uuid, from the body or the `Idempotency-Key` header; None if it has none."""
    said = body.get("client_uuid")
    if said is None:
        # The header may come quoted, as its draft standard writes it.
        said = request.headers.get("Idempotency-Key", "").strip().strip('"') or None
    if said is None:
        return None
    try:
        return uuid.UUID(said if isinstance(said, str) and len(said) <= 45 else "")
    except ValueError:
        raise BadFields({"client_uuid": [_("要填一个 UUID")]}) from None


def fields_of(body: dict[str, Any]) -> dict[str, Any]:
    """The raw fields of a move: the body without the request's own uuid."""
    return {name: value for name, value in body.items() if name != "client_uuid"}
