# SPDX-License-Identifier: Apache-2.0
"""Errors as application/problem+json (RFC 9457), and as pages for people.

One rule: whatever a client sends, the answer is a 4xx that says what was wrong; 5xx is ours.
"""

import json
import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response

from events.refusals import Refused

logger = logging.getLogger(__name__)

TYPE = "application/problem+json"
FORBIDDEN, NOT_FOUND, UNAVAILABLE = 403, 404, 503

TITLES = {
    400: gettext_lazy("内容无法识别"),
    401: gettext_lazy("请先登录"),
    403: gettext_lazy("您的岗位不能做这一步"),
    404: gettext_lazy("没有这一项,或不在您的范围内"),
    405: gettext_lazy("这个地址不接受这种请求"),
    406: gettext_lazy("没有您要的格式"),
    410: gettext_lazy("个人信息已按要求删除"),
    413: gettext_lazy("内容太大"),
    415: gettext_lazy("不接受这种内容类型"),
    429: gettext_lazy("请求太频繁,请稍后再试"),
    500: gettext_lazy("系统出了问题"),
    503: gettext_lazy("暂时连不上数据库"),
}
CODES = {
    400: "unparsable",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    410: "erased",
    413: "too_large",
    415: "unsupported_media_type",
    429: "throttled",
    500: "server_error",
    503: "database_down",
}
# What Django and PostgreSQL raise for values no client may send, and the status each becomes.
# DataError: out of range or NUL; UnicodeEncodeError: half of a surrogate pair.
STATUSES: tuple[tuple[type[BaseException], int], ...] = (
    (exceptions.NotAuthenticated, 401),
    (exceptions.AuthenticationFailed, 401),
    (Http404, 404),
    (PermissionDenied, 403),
    (RequestDataTooBig, 413),
    (SuspiciousOperation, 400),
    (BadRequest, 400),
    (UnreadablePostError, 400),
    (UnicodeEncodeError, 400),
    (DataError, 400),
    (OperationalError, 503),
)


def problem(status: int, **members: Any) -> dict[str, Any]:
    """The members of a problem document; title and code have a default for each status."""
    title = str(TITLES.get(status, TITLES[400]))
    return {
        "status": status,
        "title": title,
        "detail": "",
        "code": CODES.get(status, "error"),
        **members,
    }


def flat_errors(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    """DRF's nested errors as {field: [sentences]}, nested fields joined by dots."""
    if isinstance(detail, dict):
        parts = [
            (f"{prefix}.{key}" if prefix else str(key), value) for key, value in detail.items()
        ]
    elif isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        parts = [(f"{prefix}.{number}", item) for number, item in enumerate(detail) if item]
    else:
        sentences = detail if isinstance(detail, list) else [detail]
        return {prefix or "non_field_errors": [str(sentence) for sentence in sentences]}
    return {key: found for name, part in parts for key, found in flat_errors(part, name).items()}


def _document(error: Exception) -> dict[str, Any] | None:
    """The problem an exception means, or None if it is a fault of ours."""
    if isinstance(error, Refused):
        members = {"title": error.title, "detail": error.detail, "code": error.code}
        return problem(error.status, **members, **error.extra)
    if isinstance(error, exceptions.ValidationError):
        errors = flat_errors(error.detail)
        return problem(400, title=_("有内容需要修改"), code="invalid", errors=errors)
    if isinstance(error, ValidationError):
        errors = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        return problem(400, title=_("有内容需要修改"), code="invalid", errors=errors)
    for kind, status in STATUSES:
        if isinstance(error, kind):
            if status == UNAVAILABLE:
                # The client reads that it may come again; the operator, why.
                logger.error("the database did not serve: %s", error, exc_info=error)
            return problem(status)
    if isinstance(error, exceptions.APIException):
        return problem(error.status_code, detail=str(error.detail))
    return None


def _headers(error: Exception, status: int) -> dict[str, str]:
    wait = getattr(error, "wait", None)
    if status == 429 and wait is not None:
        return {"Retry-After": str(max(1, round(wait)))}
    if status == UNAVAILABLE:
        return {"Retry-After": "2"}
    return {"WWW-Authenticate": "Token"} if status == 401 else {}


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler; None lets a fault of ours become a logged 500."""
    document = _document(error)
    if document is None:
        return None
    status = document["status"]
    if status == 400:
        document.setdefault("errors", {})
    return Response(document, status, headers=_headers(error, status), content_type=TYPE)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    """A page for people, a problem document below /api/."""
    if request.path.startswith("/api/"):
        members: dict[str, Any] = {"errors": {}} if status == 400 else {}
        document = json.dumps(problem(status, **members))
        return HttpResponse(document, status=status, content_type=TYPE)
    name = f"{status}.html" if status in (FORBIDDEN, NOT_FOUND) else "refused.html"
    return render(request, name, {"title": TITLES.get(status, TITLES[400])}, status=status)


def page_400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be understood."""
    return _page(request, 400)


def page_403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What your role may not open."""
    return _page(request, FORBIDDEN)


def page_404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is absent or outside your reach: the two are never told apart."""
    return _page(request, NOT_FOUND)


def page_500(request: HttpRequest) -> HttpResponse:
    """A fault of ours; drawn without request or database, which may be what is broken."""
    if request.path.startswith("/api/"):
        return HttpResponse(json.dumps(problem(500)), status=500, content_type=TYPE)
    return HttpResponse(render_to_string("500.html"), status=500)


class RefuseUnreadable:
    """Middleware: NUL in an address, and values no column can hold, are 400 on pages too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse before any view can hand the NUL to PostgreSQL."""
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return _page(request, 400)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The faults of the client that Django would call faults of ours."""
        if isinstance(error, Refused):
            return _page(request, error.status)
        if isinstance(error, RequestDataTooBig):
            return _page(request, 413)
        if isinstance(error, DataError | UnicodeEncodeError):
            return _page(request, 400)
        if isinstance(error, OperationalError):
            return _page(request, UNAVAILABLE)
        return None
