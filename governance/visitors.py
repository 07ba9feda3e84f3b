# SPDX-License-Identifier: Apache-2.0
"""Who stands at a socket: a session, an API token, a ticket, or a display; asked again and again.

A browser sends cookies wherever a page of any site opens a socket, so a cookie counts only with
an Origin of our own host. A ticket or token is never sent by itself and needs none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from accounts.models import ApiToken, User
from accounts.tokens import digest_of
from governance.access import may_watch
from governance.display import COOKIE
from governance.queries import SCREEN_KINDS
from governance.tickets import take_ticket
from grids.directory import UnitRow, unit_by_code
from grids.models import DisplayLink
from grids.queries import display_for, postings_of

_sessions = import_module(settings.SESSION_ENGINE)


@dataclass(frozen=True)
class Handshake:
    """What a client says when it opens a socket."""

    headers: Mapping[str, str]
    query: Mapping[str, str]
    session_key: str
    display_token: str

    @property
    def api_token(self) -> str:
        """The token of `Authorization: Token …`."""
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if kind.lower() == "token" else ""

    @property
    def has_secret(self) -> bool:
        """Whether it carries what no browser sends by itself."""
        return bool(self.query.get("ticket") or self.api_token)

    @property
    def is_of_our_origin(self) -> bool:
        """Whether the page that opened it is ours (same host, or trusted as for forms)."""
        origin = self.headers.get("origin", "")
        if not origin:
            return self.has_secret
        if origin in settings.CSRF_TRUSTED_ORIGINS:
            return True
        return urlsplit(origin).netloc.lower() == self.headers.get("host", "").lower() != ""


@dataclass(frozen=True)
class Visitor:
    """Somebody let in, and by what; each recheck reads it anew."""

    user: User | None = None
    display: DisplayLink | None = None
    session_key: str = ""
    token_digest: str = ""

    @property
    def name(self) -> str:
        """Which screen or person this is, where walls note what they have drawn."""
        if self.display is not None:
            return f"display:{self.display.pk}"
        return f"user:{self.user.pk}" if self.user else ""


def handshake_of(scope: Mapping[str, Any]) -> Handshake:
    """Read an ASGI scope; whatever bytes a client sends, this does not fail."""
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1")
        for name, value in scope.get("headers", ())
    }
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    session = scope.get("session")
    return Handshake(
        headers=headers,
        query={name: values[0] for name, values in query.items()},
        session_key=getattr(session, "session_key", None) or "",
        display_token=scope.get("cookies", {}).get(COOKIE, ""),
    )


def identify(shake: Handshake) -> Visitor | None:
    """Who this is, or None: the first of ticket, token, session; and the display beside it."""
    if not shake.is_of_our_origin:
        return None
    if ticket := shake.query.get("ticket"):
        holder = take_ticket(ticket)
        if holder is None:
            return None
        claimed = Visitor(session_key=holder.session_key, token_digest=holder.token_digest)
        return _if_known(claimed, user_id=holder.user_id)
    if shake.api_token:
        return _if_known(Visitor(token_digest=digest_of(shake.api_token)))
    display = display_for(shake.display_token) if shake.display_token else None
    return _if_known(Visitor(session_key=shake.session_key, display=display))


def recheck(visitor: Visitor) -> Visitor | None:
    """The same visitor as of now: session, token, display and postings are asked again."""
    display = visitor.display
    if display is not None:
        links = DisplayLink.objects.select_related("unit")
        display = links.filter(pk=display.pk, revoked_at__isnull=True, unit__active=True).first()
    user_id = visitor.user.pk if visitor.user else None
    return _if_known(replace(visitor, user=None, display=display), user_id=user_id)


def wall_for(visitor: Visitor, code: str) -> UnitRow | None:
    """The unit whose wall this visitor may watch live, or None. A grid is too small to count."""
    unit = unit_by_code(code)
    if unit is None or not unit.active or unit.kind not in SCREEN_KINDS:
        return None
    return unit if may_watch(unit, user=visitor.user, display=visitor.display) else None


def home_county(visitor: Visitor) -> int | None:
    """The county whose chain a desk follows: that of the person's first posting in one."""
    posts = postings_of(visitor.user) if visitor.user else ()
    return next((post.unit.county_id for post in posts if post.unit.county_id), None)


def _if_known(claimed: Visitor, user_id: int | None = None) -> Visitor | None:
    """The visitor with their user, freshly read; None if nobody is left of them.

    `user_id`: the person the claim must lead to, when a ticket or an earlier check named one.
    """
    user = _user_of(claimed)
    if user is not None and user_id not in (None, user.pk):
        return None
    found = replace(claimed, user=user)
    return found if user is not None or found.display is not None else None


def _user_of(claimed: Visitor) -> User | None:
    if claimed.token_digest:
        live = ApiToken.objects.filter(digest=claimed.token_digest, revoked_at__isnull=True)
        return User.objects.filter(is_active=True, api_tokens__in=live).first()
    if not claimed.session_key:
        return None
    # Django's own check: the session lives, and the password has not changed since.
    request = SimpleNamespace(session=_sessions.SessionStore(claimed.session_key))
    user = get_user(cast(HttpRequest, request))
    return user if isinstance(user, User) and user.is_active else None
