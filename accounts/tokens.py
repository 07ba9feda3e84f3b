# SPDX-License-Identifier: Apache-2.0
"""API tokens: made, found, revoked. The clear text is shown once and stored nowhere."""

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from accounts.models import ApiToken, User


def digest_of(token: str) -> str:
    """Return what is stored of a token. A token is random, so a plain hash cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_token(user: User, name: str) -> str:
    """Make a token for programs of a user and return its clear text; the last of that name ends.

    The user's row is locked, so that two at once do not both believe to be the only one.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    ApiToken.objects.filter(user=user, name=name, revoked_at__isnull=True).update(
        revoked_at=timezone.now()
    )
    token = secrets.token_urlsafe(32)
    ApiToken.objects.create(user=user, name=name, digest=digest_of(token))
    return token


def revoke_tokens(user: User, name: str | None = None) -> int:
    """Revoke a user's live tokens, of one name or all; return how many there were."""
    live = ApiToken.objects.filter(user=user, revoked_at__isnull=True)
    if name is not None:
        live = live.filter(name=name)
    return live.update(revoked_at=timezone.now())


def user_of(token: str) -> User | None:
    """Return the active user of a live token, or None. One query."""
    return User.objects.filter(
        is_active=True,
        api_tokens__digest=digest_of(token),
        api_tokens__revoked_at__isnull=True,
    ).first()
