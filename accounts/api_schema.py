# SPDX-License-Identifier: Apache-2.0
"""What the OpenAPI document says of every address: the shape of a refusal, and why there is one."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

Shape = serializers.Serializer[Any]
WHY = {
    400: "unparsable body, or fields that need a change (`errors`)",
    401: "not signed in",
    403: "your role may not",
    404: "absent, or not within your reach",
    409: "the state does not allow it (`state`, `moves`), or `uuid_reused`",
    410: "personal data was erased",
    412: "it was moved meanwhile (`version`)",
    413: "too large",
    415: "of another content type",
    429: "too many; see `Retry-After`",
}


class Problem(Shape):
    """RFC 9457, `application/problem+json`."""

    status = serializers.IntegerField()
    title = serializers.CharField()
    detail = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False
    )
    state = serializers.CharField(required=False)
    moves = serializers.ListField(child=serializers.CharField(), required=False)
    version = serializers.IntegerField(required=False)


def problems(*statuses: int) -> dict[Any, Any]:
    """The refusals an address may answer with."""
    return {
        (status, "application/problem+json"): OpenApiResponse(Problem, WHY[status])
        for status in statuses
    }


def answers(good: Any, *statuses: int) -> dict[Any, Any]:
    """The good answer and the refusals of an address."""
    return {200: good, **problems(*statuses)}


def header(name: str, description: str, *, required: bool = False) -> OpenApiParameter:
    """A header that a request may bring."""
    return OpenApiParameter(
        name, str, OpenApiParameter.HEADER, description=description, required=required
    )


IDEMPOTENCY_KEY = header("Idempotency-Key", "a UUID, in place of `client_uuid`")
