# SPDX-License-Identifier: Apache-2.0
"""Tells the database who writes (操作人), so that its triggers can say so.

Only statements that write a watched table are told, by a setting of the session that is taken back
after the statement: a connection goes from one request to the next, and what a request did not say
must not be said in its name.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from psycopg.pq import TransactionStatus

from audit.tables import WATCHED

_TOLD = "|".join(sorted({*WATCHED, "audit_auditentry"}))
_WRITES = re.compile(rf'(?:INSERT INTO|UPDATE|DELETE FROM) "?(?:{_TOLD})\b', re.I)
_SAY = "SELECT set_config('audit.by', %s, false)"
_LONGEST_PATH = 200

Actor = dict[str, Any]
GetResponse = Callable[[HttpRequest], HttpResponseBase]


@contextmanager
def acting(who: Callable[[], Actor]) -> Iterator[None]:
    """Have everything written in here carry a person's name; asked when something is written."""

    def told(
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001
        context: Any,
    ) -> Any:
        if sql[:1] not in "IUD" or not _WRITES.match(sql):
            return execute(sql, params, many, context)
        _say(json.dumps(who()))
        try:
            return execute(sql, params, many, context)
        finally:
            _say("")

    with connection.execute_wrapper(told):
        yield


def _say(who: str) -> None:
    """By the driver itself: it is no query of the program's. A transaction that has failed takes
    the setting back on its own."""
    raw = connection.connection
    if raw.info.transaction_status != TransactionStatus.INERROR:
        raw.execute(_SAY, [who])


class Acting:
    """Middleware: what a request writes is written by its person, from its address."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request in its person's name."""
        with acting(lambda: _actor(request)):
            return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    """Who asks: the session's person, or the token's, as soon as somebody is known."""
    user = getattr(request, "user", None)
    who: Actor = {"id": None, "name": ""}
    if user is not None and user.is_authenticated:
        who = {"id": user.pk, "name": user.get_username()}
    return who | {
        "address": str(request.META.get("REMOTE_ADDR", ""))[:45],
        "path": request.path[:_LONGEST_PATH],
    }
