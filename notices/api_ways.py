# SPDX-License-Identifier: Apache-2.0
"""By which ways I am told, and which residents are still to be told, over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from events.api import JsonView, body_of, person
from events.api_events import paged
from events.api_schema import answers, problems
from events.pages import page_of
from events.standing import standing_of
from notices import api_schema as docs
from notices.access import counties_run_by
from notices.actions.browsers import prefer, subscribe, unsubscribe
from notices.actions.replies import reply_words, tell_by_hand
from notices.models import Preference, PushSubscription, Reply
from notices.queries import OLDEST, open_replies, still_sending
from notices.switches import preference_of, setting_of, ways_of
from notices.vapid import public_key

PRIVATE = {"Cache-Control": "private, no-store"}


class Push(JsonView):
    """The browsers that show notifications."""

    @extend_schema(
        operation_id="push_key",
        summary="推送公钥",
        responses=answers(docs.PushAnswer, 401),
    )
    def get(self, request: Request) -> Response:
        """The key to subscribe with."""
        return Response(_push_answer(person(request)), headers=PRIVATE)

    @extend_schema(
        operation_id="push_subscribe",
        summary="订阅推送",
        request=docs.PushBody,
        responses=answers(docs.PushAnswer, 400, 401),
    )
    def post(self, request: Request) -> Response:
        """Subscribe this browser, as `PushSubscription.toJSON()` says it. A repeat does no harm."""
        by = person(request)
        body = docs.PushBody(data=body_of(request))
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        subscribe(by=by, endpoint=asked["endpoint"], **asked["keys"])
        return Response(_push_answer(by), headers=PRIVATE)

    @extend_schema(
        operation_id="push_unsubscribe",
        summary="退订推送",
        request=docs.PushGone,
        responses={204: None, **problems(400, 401)},
    )
    def delete(self, request: Request) -> Response:
        """Forget this browser."""
        body = docs.PushGone(data=body_of(request))
        body.is_valid(raise_exception=True)
        unsubscribe(by=person(request), endpoint=body.validated_data["endpoint"])
        return Response(status=204)


class Ways(JsonView):
    """What I want besides the inbox."""

    @extend_schema(operation_id="ways", summary="接收方式", responses=answers(docs.WaysAnswer, 401))
    def get(self, request: Request) -> Response:
        """What is offered, and what I want of it."""
        reader = person(request)
        return Response(_ways_answer(reader, preference_of(reader)), headers=PRIVATE)

    @extend_schema(
        operation_id="ways_choose",
        summary="改接收方式",
        request=docs.WaysBody,
        responses=answers(docs.WaysAnswer, 400, 401),
    )
    def post(self, request: Request) -> Response:
        """Choose; a repeat does no harm."""
        by = person(request)
        body = docs.WaysBody(data=body_of(request))
        body.is_valid(raise_exception=True)
        return Response(_ways_answer(by, prefer(by=by, **body.validated_data)), headers=PRIVATE)


class ReplyList(APIView):
    """Residents whom a clerk has to tell."""

    @extend_schema(
        operation_id="replies_list",
        summary="待告知诉求人",
        parameters=[docs.ReplyQuery],
        responses=answers(docs.ReplyPage, 400, 401),
    )
    def get(self, request: Request) -> Response:
        """Of the events that one's units handle, oldest first; names and phones are the event's."""
        query = docs.ReplyQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        size = min(asked["page_size"], docs.MOST_ROWS)
        rows = open_replies(standing_of(person(request)))
        page = page_of(rows, OLDEST, size, asked["cursor"])
        return Response(paged(request, page, reply_answers(page.rows)), headers=PRIVATE)


class ReplyTold(JsonView):
    """Somebody has told them."""

    @extend_schema(
        operation_id="replies_told",
        summary="已告知",
        request=None,
        responses=answers(docs.ReplyShape, 401, 403, 404),
    )
    def post(self, request: Request, pk: int) -> Response:
        """A repeat does no harm: the first time stays."""
        reply = tell_by_hand(pk, by=person(request))
        return Response(reply_answers([reply])[0], headers=PRIVATE)


def reply_answers(rows: Any) -> list[dict[str, Any]]:
    """Replies as `ReplyShape` says. Three queries, however many."""
    replies: list[Reply] = list(rows)
    words, sending = reply_words(replies), still_sending(replies)
    return [
        {
            "id": row.pk,
            "event": row.event_id,
            "number": row.event.number,
            "text": words[row.pk].text,
            "sending": (row.line, row.claimant_id) in sending,
            "made_at": row.made_at.isoformat(),
            "told_at": row.told_at.isoformat() if row.told_at else None,
        }
        for row in replies
    ]


def _push_answer(user: User) -> dict[str, Any]:
    return {"key": public_key(), "browsers": PushSubscription.objects.filter(user=user).count()}


def _ways_answer(user: User, wanted: Preference) -> dict[str, Any]:
    county = standing_of(user).county
    offered = []
    if county is not None:
        ways = ways_of(setting_of(county.id))
        can = {
            "push": ways.push,
            "mail": ways.mail and bool(user.email),
            "gateway": ways.webhook and bool(user.phone),
        }
        offered = [name for name, able in can.items() if able]
    return {
        "mail": wanted.mail,
        "gateway": wanted.gateway,
        "offered": offered,
        "manages": counties_run_by(user) != [],
    }
