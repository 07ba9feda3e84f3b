# SPDX-License-Identifier: Apache-2.0
"""What only somebody at this very machine may do (仅限本机): pull the power, open a scratch chain.

A proxy on the same machine makes the whole world look local, and a hostile page can point its own
name at 127.0.0.1; so the address, the name that was asked for, and the absence of a proxy count.
"""

import ipaddress
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[[HttpRequest], HttpResponse]
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def is_local(request: HttpRequest) -> bool:
    """Whether the request was made on this machine, for this machine."""
    if any(name in request.META for name in FORWARDED):
        return False
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and (
        host == "localhost" or _is_loopback(host)
    )


def local_only(view: View) -> View:
    """Refuse everybody else with 403."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not is_local(request):
            raise PermissionDenied
        return view(request)

    return guarded


def _is_loopback(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False
