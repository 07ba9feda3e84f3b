# SPDX-License-Identifier: Apache-2.0
"""The inbox over HTTP: read it, mark as read, how many are unread. Everybody has only their own."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from events.api import JsonView, body_of, person
from events.api_events import paged
from events.api_schema import answers
from events.pages import page_of
from events.refusals import BadFields
from notices import api_schema as docs
from notices.actions.reading import mark_read
from notices.models import Notice, TextTemplate
from notices.queries import NEWEST, notices_of, own_words, said, unread_of

PRIVATE = {"Cache-Control": "private, no-store"}
Own = dict[tuple[int, str], TextTemplate]


class NoticeList(APIView):
    """One's own messages."""

    @extend_schema(
        operation_id="notices_list",
        summary="消息",
        parameters=[docs.NoticeQuery],
        responses=answers(docs.NoticePage, 400, 401),
    )
    def get(self, request: Request) -> Response:
        """Newest first. Two queries besides signing in, for any number of messages."""
        query = docs.NoticeQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        rows = notices_of(person(request), unread=asked["unread"])
        size = min(asked["page_size"], docs.MOST_ROWS)
        page = page_of(rows, NEWEST, size, asked["cursor"])
        own = own_words("notice", [row.event for row in page.rows])
        found = [notice_answer(row, own) for row in page.rows]
        return Response(paged(request, page, found), headers=PRIVATE)


class NoticesRead(JsonView):
    """Mark messages as read."""

    @extend_schema(
        operation_id="notices_read",
        summary="已读",
        request=docs.ReadBody,
        responses=answers(docs.UnreadAnswer, 400, 401),
    )
    def post(self, request: Request) -> Response:
        """`ids`, or `all`. Ids of others' messages change nothing; a repeat does no harm."""
        reader = person(request)
        body = docs.ReadBody(data=body_of(request))
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        if not asked["all"] and "ids" not in asked:
            raise BadFields({"ids": [_("要填 ids 或 all")]})
        ids = None if asked["all"] else asked["ids"]
        mark_read(by=reader, ids=ids, up_to=asked.get("up_to"))
        return Response({"unread": unread_of(reader)})


class NoticeCount(APIView):
    """How many are unread."""

    @extend_schema(
        operation_id="notices_count",
        summary="未读消息数",
        responses=answers(docs.UnreadAnswer, 401),
    )
    def get(self, request: Request) -> Response:
        """One query besides signing in, over an index that holds unread messages alone."""
        return Response({"unread": unread_of(person(request))}, headers=PRIVATE)


def notice_answer(row: Notice, own: Own) -> dict[str, Any]:
    """A message as `NoticeShape` says."""
    words = said("notice", row.template, row.event, own, row.params)
    return {
        "id": row.pk,
        "code": "sensitive" if row.event.sensitive else row.template,
        "title": words.title,
        "text": words.text,
        "asks": words.asks,
        "event": row.event_id,
        "made_at": row.made_at.isoformat(),
        "read_at": row.read_at.isoformat() if row.read_at else None,
    }
