# SPDX-License-Identifier: Apache-2.0
"""Channel "push" (手机推送): web push to every browser in which somebody switched it on."""

import json

import requests
from django.conf import settings
from pywebpush import WebPushException, webpush

from events.models import Delivery
from notices.models import PushSubscription
from notices.senders.parcel import OFF, NotSent, Parcel, parcel_of
from notices.switches import setting_of, ways_of
from notices.vapid import vapid_key

PATIENCE = 10
# A phone that is off for longer finds it in the inbox.
KEEP_SECONDS = 12 * 3600
GONE = frozenset({404, 410})
NO_BROWSER = "no browser any more"


class _Straight(requests.Session):
    """Goes where the subscription says and nowhere else: only that service is on the list."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Follow none."""


def send_push(delivery: Delivery) -> None:
    """One notification to each browser; those that are gone are forgotten.

    If one cannot be reached all are tried again: the same id replaces what a phone shows already.
    """
    parcel = parcel_of(delivery)
    if parcel is None:
        return
    if not ways_of(setting_of(parcel.event.county_id)).push:
        delivery.last_error = OFF
        return
    browsers = list(PushSubscription.objects.filter(user=parcel.user))
    if not browsers:
        delivery.last_error = NO_BROWSER
    faults = [fault for browser in browsers if (fault := _push(parcel, browser))]
    if faults:
        raise NotSent("; ".join(sorted(set(faults))))


def _push(parcel: Parcel, browser: PushSubscription) -> str:
    """Send to one browser; what went wrong, or ""."""
    keys = {"p256dh": browser.p256dh, "auth": browser.auth}
    try:
        webpush(
            {"endpoint": browser.endpoint, "keys": keys},
            data=_payload(parcel),
            vapid_private_key=vapid_key(),
            vapid_claims={"sub": settings.PUSH_CONTACT},
            ttl=KEEP_SECONDS,
            timeout=PATIENCE,
            headers={"Topic": parcel.id.hex, "Urgency": "normal"},
            requests_session=_Straight(),
        )
    except WebPushException as refused:
        status = getattr(refused.response, "status_code", 0)
        if status in GONE:
            browser.delete()
            return ""
        return f"push service answered {status}"
    except (requests.RequestException, OSError) as fault:
        return f"push service not reached: {type(fault).__name__}"
    return ""


def _payload(parcel: Parcel) -> str:
    """What the phone shows, encrypted on the way. Of a sensitive event not even which one."""
    event = None if parcel.event.sensitive else parcel.event.pk
    said = {"id": str(parcel.id), "title": parcel.title, "body": parcel.text, "event": event}
    return json.dumps(said | {"asks": parcel.asks}, ensure_ascii=False)
