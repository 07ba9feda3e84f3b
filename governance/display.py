# SPDX-License-Identifier: Apache-2.0
"""The display cookie (大屏授权): a wall is a device, not a person.

`/d/<token>` puts the token into a cookie once; from then on every request of that browser carries
the display link it stands for as `request.display`, or None. It opens the wall of one unit and
what that wall reads, and nothing else; it is asked of the database each time, so a revoked link
is dead at once.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from grids.models import DisplayLink
from grids.queries import display_for

COOKIE = "display"
# Browsers keep a cookie for 400 days at most; a wall hangs longer, so each visit renews it.
COOKIE_AGE = 400 * 24 * 3600

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class DisplayMiddleware:
    """Set `request.display` from the cookie. One query, only for browsers that carry one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Look the token up before the view runs."""
        token = request.COOKIES.get(COOKIE, "")
        request.display = display_for(token) if token else None  # type: ignore[attr-defined]
        return self.get_response(request)


def display_of(request: HttpRequest) -> DisplayLink | None:
    """Return the live display link this request came with, if any."""
    link: DisplayLink | None = getattr(request, "display", None)
    return link


def keep_display(request: HttpRequest, response: HttpResponseBase, token: str) -> None:
    """Let the browser carry the token: out of reach of scripts, not sent by other sites' forms."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_AGE,
        httponly=True,
        # Not strict: the redirect after a link opened from a message must carry it.
        samesite="Lax",
        secure=request.is_secure(),
    )
