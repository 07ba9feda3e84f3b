# SPDX-License-Identifier: Apache-2.0
"""A county's gateway (网关): one signed POST, in our own style or as DingTalk's robots want it.

How a receiver verifies it stands in docs/messages.md with an example.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
import uuid
from typing import Any
from urllib.parse import urlencode

import requests
from urllib3.exceptions import HTTPError

from notices.models import SenderSetting

# To connect, to answer. A gateway that hangs costs a worker's second thread so long, no more.
PATIENCE = (3.05, 7)
MOST_ANSWER = 65_536
Headers = dict[str, str]


class GatewayRefused(Exception):
    """The gateway did not take it. Says neither its address (it may hold a key) nor any phone."""


def send_to_gateway(
    setting: SenderSetting, *, id: uuid.UUID, phone: str, message: dict[str, str]
) -> None:
    """Hand one message to the gateway; raises `GatewayRefused` if it is not taken."""
    if setting.webhook_style == SenderSetting.Style.DINGTALK:
        _to_dingtalk(setting, id, phone, message)
        return
    body = _bytes({"id": str(id), "to": {"phone": phone}, **message})
    stamp, nonce = str(int(time.time())), secrets.token_hex(16)
    headers = {
        "Delivery-Id": str(id),
        "Delivery-Timestamp": stamp,
        "Delivery-Nonce": nonce,
        "Delivery-Signature": signature_of(setting.secret, stamp, nonce, body),
    }
    _post(setting.webhook_url, body, headers)


def signature_of(secret: str, stamp: str, nonce: str, body: bytes) -> str:
    """sha256=HMAC-SHA256(secret, "<timestamp>.<nonce>." + body) in hex."""
    signed = f"{stamp}.{nonce}.".encode() + body
    return "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def _to_dingtalk(
    setting: SenderSetting, id: uuid.UUID, phone: str, message: dict[str, str]
) -> None:
    """A group robot (钉钉群机器人, 加签): the group sees the text, the person is called."""
    stamp = str(round(time.time() * 1000))
    signed = hmac.new(setting.secret.encode(), f"{stamp}\n{setting.secret}".encode(), "sha256")
    query = urlencode({"timestamp": stamp, "sign": base64.b64encode(signed.digest()).decode()})
    joint = "&" if "?" in setting.webhook_url else "?"
    said = {
        "msgtype": "text",
        "text": {"content": f"{message['title']}\n{message['text']}"},
        "at": {"atMobiles": [phone], "isAtAll": False},
    }
    address, headers = f"{setting.webhook_url}{joint}{query}", {"Delivery-Id": str(id)}
    answer = _post(address, _bytes(said), headers, listens=True)
    try:
        code = json.loads(answer).get("errcode")
    except (ValueError, AttributeError):
        code = "unreadable"
    if code != 0:
        # 200 is all that DingTalk ever says in the status line.
        raise GatewayRefused(f"DingTalk answered errcode {str(code)[:20]}")


def _bytes(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _post(url: str, body: bytes, headers: Headers, *, listens: bool = False) -> bytes:
    """POST; redirects are refused, they would resend the phone.

    The answer's beginning is read only where the status does not say all: what was taken and then
    breaks off would be sent twice.
    """
    kind = {"Content-Type": "application/json; charset=utf-8"}
    try:
        with requests.post(
            url,
            data=body,
            headers=kind | headers,
            timeout=PATIENCE,
            allow_redirects=False,
            stream=True,
        ) as answer:
            if not 200 <= answer.status_code < 300:
                raise GatewayRefused(f"gateway answered {answer.status_code}")
            return _beginning(answer) if listens else b""
    except (requests.RequestException, HTTPError, OSError) as fault:
        raise GatewayRefused(f"gateway not reached: {type(fault).__name__}") from None


def _beginning(answer: requests.Response) -> bytes:
    """So much of the answer, and only so long: one that drips would keep all others waiting."""
    said, ends = b"", time.monotonic() + PATIENCE[1]
    while len(said) < MOST_ANSWER and time.monotonic() < ends:
        part: bytes = answer.raw.read1(MOST_ANSWER, decode_content=True)
        if not part:
            break
        said += part
    return said
