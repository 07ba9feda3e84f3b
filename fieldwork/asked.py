# SPDX-License-Identifier: Apache-2.0
"""What the addresses of fieldwork read of a body before they call an action."""

import uuid
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts.refusals import BadFields
from accounts.requests import body_of, client_uuid_of, fields_of

# Arguments of the actions that no body may bring.
RESERVED = frozenset({"by"})


def uuid_and_fields(request: Request) -> tuple[uuid.UUID, dict[str, Any]]:
    """The uuid, which must be there, and the fields of a body."""
    body = body_of(request)
    client_uuid = client_uuid_of(request, body)
    raw = fields_of(body)
    refuse_reserved(raw)
    if client_uuid is None:
        raise BadFields({"client_uuid": [_("这一项必填")]})
    return client_uuid, raw


def refuse_reserved(raw: dict[str, Any]) -> None:
    """Refuse a field with the name of an argument."""
    if RESERVED & raw.keys():
        raise BadFields({name: [_("没有这一项")] for name in sorted(RESERVED & raw.keys())})
