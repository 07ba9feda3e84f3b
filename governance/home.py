# SPDX-License-Identifier: Apache-2.0
"""The root address, which sends each person to their own screen, and the API docs page."""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect


@login_required
def home(request: HttpRequest) -> HttpResponseRedirect:
    """Grid workers go to the phone page, everyone else to the desk."""
    return HttpResponseRedirect("/desk/")


def docs(view: Callable[..., HttpResponseBase]) -> Callable[..., Any]:
    """Swagger UI sets inline styles of its own; only its page may, scripts stay strict."""
    allowed: Callable[..., Any] = csp_update({"style-src": [SELF, UNSAFE_INLINE]})(view)
    return allowed
