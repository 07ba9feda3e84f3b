# SPDX-License-Identifier: Apache-2.0
"""A browser is to show notifications, or no longer (订阅、退订推送)."""

import hashlib
import re
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _t
from py_vapid import b64urldecode

from accounts.models import User
from events import moment
from events.refusals import BadFields
from notices.models import Preference, PushSubscription

# A person has a phone and a few desks; the oldest makes room.
MOST_BROWSERS = 10
POINT_BYTES, SECRET_BYTES = 65, 16
# A host and nothing that two parsers could read differently (a backslash, a user before an @).
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", re.IGNORECASE)


@transaction.atomic
def subscribe(*, by: User, endpoint: str, p256dh: str, auth: str) -> PushSubscription:
    """Remember a browser. One that another person used before now is this person's alone."""
    _check_endpoint(endpoint)
    _check_keys(p256dh, auth)
    kept, _ = PushSubscription.objects.update_or_create(
        digest=digest_of(endpoint),
        defaults={
            "user": by,
            "endpoint": endpoint,
            "p256dh": p256dh,
            "auth": auth,
            "made_at": moment.now(),
        },
    )
    mine = PushSubscription.objects.filter(user=by).order_by("-made_at", "-pk")
    PushSubscription.objects.filter(
        pk__in=list(mine.values_list("pk", flat=True))[MOST_BROWSERS:]
    ).delete()
    return kept


def unsubscribe(*, by: User, endpoint: str) -> None:
    """Forget a browser of one's own; one that is not known is forgotten already."""
    PushSubscription.objects.filter(user=by, digest=digest_of(endpoint)).delete()


def prefer(*, by: User, mail: bool, gateway: bool) -> Preference:
    """What somebody wants to get besides the inbox (接收方式)."""
    wanted = {"mail": mail, "gateway": gateway}
    kept, _ = Preference.objects.update_or_create(user=by, defaults=wanted)
    return kept


def digest_of(endpoint: str) -> str:
    """By what a browser is found again."""
    return hashlib.sha256(endpoint.encode()).hexdigest()


def _check_endpoint(endpoint: str) -> None:
    """Only services on the list: the worker sends there, and must not be led into our network."""
    try:
        parts = urlsplit(endpoint)
        origin = f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        origin = ""
    known = any(fnmatchcase(origin, each) for each in settings.PUSH_SERVICES)
    if not (known and _ORIGIN.fullmatch(origin)):
        raise BadFields({"endpoint": [_t("不认识这个推送服务")]})


def _check_keys(p256dh: str, auth: str) -> None:
    try:
        point, secret = (b64urldecode(each.encode("ascii")) for each in (p256dh, auth))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        if len(point) != POINT_BYTES or len(secret) != SECRET_BYTES:
            raise ValueError
    except (ValueError, TypeError):
        raise BadFields({"keys": [_t("推送密钥不对")]}) from None
