# SPDX-License-Identifier: Apache-2.0
"""Photos over HTTP: sent once, read where one of their events is read, never publicly cached."""

import uuid
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from events import api_schema as docs
from events.access import events_in_reach
from events.actions.photos import photo_file, store_photo
from events.actions.reading import open_paper
from events.api import REPLAYED, check_length, client_uuid_of, person
from events.models import Attachment, Event, Photo
from events.pictures import MOST_BYTES
from events.refusals import BadFields, Erased, NotFound
from events.representation import photo_answer
from events.standing import Standing, standing_of

# A form's own lines around the file.
FORM_BYTES = 64 * 1024


class PhotoList(APIView):
    """The door for photos."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="photos_create",
        summary="上传照片",
        parameters=[docs.IDEMPOTENCY_KEY],
        request={"multipart/form-data": docs.PhotoBody},
        responses={
            201: docs.PhotoAnswer,
            **docs.answers(docs.PhotoAnswer, 400, 401, 409, 413, 415),
        },
    )
    def post(self, request: Request) -> Response:
        """Keep a photo; the same bytes of the same person answer 200 with the same id.

        Strangers are refused before their bytes are read.
        """
        check_length(request, MOST_BYTES + FORM_BYTES)
        file = request.FILES.get("file")
        client_uuid = client_uuid_of(request, request.POST.dict())
        if file is None or not file.size:
            raise BadFields({"file": [_("要有照片")]})
        kept = store_photo(file, by=person(request), client_uuid=client_uuid)
        headers = REPLAYED if kept.replayed else {}
        return Response(photo_body(kept.photo), 200 if kept.replayed else 201, headers=headers)


class PhotoFile(APIView):
    """The picture, or its thumbnail."""

    thumb = False

    @extend_schema(
        summary="照片",
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY, **docs.problems(401, 404, 410)},
    )
    def get(self, request: Request, pk: uuid.UUID) -> HttpResponseBase:
        """Send it to whoever may read one of its events, or took it. Three queries."""
        reader = standing_of(person(request))
        photo, paper_of = readable_photo(reader, pk)
        if photo.erased_at is not None:
            raise Erased
        file = photo_file(photo, thumb=self.thumb)
        etag = f'"{photo.pk}{"-thumb" if self.thumb else ""}"'
        cached = get_conditional_response(request._request, etag, None, None)
        answer = cached or self._send(file)
        if paper_of is not None and not cached:
            open_paper(paper_of, by=reader.user)
        # Asked again each time: a right to read ends. Papers are not even kept.
        answer["Cache-Control"] = "private, no-store" if paper_of else "private, no-cache"
        answer["ETag"] = etag
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Vary"] = "Cookie, Authorization"
        return answer

    @staticmethod
    def _send(file: Any) -> HttpResponse | FileResponse:
        try:
            return FileResponse(file.open("rb"), content_type="image/jpeg")
        except OSError:
            raise NotFound from None


def readable_photo(reader: Standing, pk: uuid.UUID) -> tuple[Photo, Event | None]:
    """The photo, and the event whose personal paper it is to this reader; `NotFound` out of reach.

    Two queries. Papers (个人材料) open for those who handle the event alone.
    """
    whole = events_in_reach(reader.user).filter(reader.fully, pk=OuterRef("event_id"))
    places = Attachment.objects.filter(Exists(whole), photo=pk).select_related("event")
    photo = Photo.objects.filter(pk=pk).first()
    if photo is None:
        raise NotFound
    if photo.owner_id == reader.user.pk:
        return photo, None
    attached = list(places)
    if any(each.klass != Attachment.Klass.PAPER for each in attached):
        return photo, None
    for each in attached:
        if reader.handles(each.event):
            return photo, each.event
    raise NotFound


def photo_body(photo: Photo) -> dict[str, Any]:
    """A photo as its owner gets it after sending."""
    addresses = photo_answer(str(photo.pk), "")
    return {
        "id": str(photo.pk),
        "sha256": photo.sha256,
        "width": photo.width,
        "height": photo.height,
        "taken_at": photo.taken_at,
        "lon": photo.lon,
        "lat": photo.lat,
        "url": addresses["url"],
        "thumb": addresses["thumb"],
    }
