# SPDX-License-Identifier: Apache-2.0
"""Errors as application/problem+json (RFC 9457)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.response import Response
from rest_framework.views import exception_handler


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler."""
    return exception_handler(error, context)


def page_400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return HttpResponse(status=400)


def page_403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return HttpResponse(status=403)


def page_404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return HttpResponse(status=404)


def page_500(request: HttpRequest) -> HttpResponse:
    """500."""
    return HttpResponse(status=500)
