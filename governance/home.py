# SPDX-License-Identifier: Apache-2.0
"""The root address, which sends each person to their own screen, and the API docs page."""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from accounts.models import User
from governance.access import WALL_KINDS
from grids.models import Role
from grids.queries import postings_of

DESK, PHONE, ADMIN = "/desk/", "/m/", "/manage/"
ON_FOOT = {Role.GRID_WORKER.value, Role.GRID_HEAD.value}


def screen_of(user: User) -> str:
    """Grid people work on the phone, a leader looks at the wall, everyone else sits at the desk.

    Who serves nowhere but keeps the system goes to its pages.
    """
    posts = postings_of(user)
    roles = {post.role for post in posts}
    if roles and roles <= ON_FOOT:
        return PHONE
    if roles == {Role.LEADER.value} and posts[0].acts_for.kind in WALL_KINDS:
        return f"/wall/{posts[0].acts_for.code}/"
    return ADMIN if user.is_superuser and not roles else DESK


@login_required
def home(request: HttpRequest) -> HttpResponseRedirect:
    """Each person to their own screen."""
    return HttpResponseRedirect(screen_of(request.user) if isinstance(request.user, User) else DESK)


def docs(view: Callable[..., HttpResponseBase]) -> Callable[..., Any]:
    """Swagger UI sets inline styles of its own; only its page may, scripts stay strict."""
    allowed: Callable[..., Any] = csp_update({"style-src": [SELF, UNSAFE_INLINE]})(view)
    return allowed
