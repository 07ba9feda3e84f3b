# SPDX-License-Identifier: Apache-2.0
"""Resumable uploads of photos: tus 1.0 core with creation, expiration and termination.

POST makes an upload, PATCH adds a piece, HEAD says how far it is. The PATCH that brings the last
byte answers `Photo-Id`; HEAD and GET say it too, because that answer may be lost on the way.
"""

import base64
import binascii
import uuid
from typing import Any

from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_schema import header
from events import api_schema as docs
from events.actions.uploads import Upload, append_piece, begin_upload, drop_upload, find_upload
from events.api import REPLAYED, client_uuid_of, person
from events.api_photos import photo_body
from events.models import Photo
from events.pictures import MOST_BYTES
from events.refusals import BadFields, Refused

UPLOAD_LENGTH = header("Upload-Length", "bytes of the whole photo", required=True)
UPLOAD_METADATA = header("Upload-Metadata", "`key base64,…`; not kept")
UPLOAD_OFFSET = header("Upload-Offset", "where this piece begins", required=True)

VERSION = "1.0.0"
PIECE_TYPE = "application/offset+octet-stream"
LONGEST_METADATA = 2000


class OtherVersion(Refused):
    """A client that speaks another version of the protocol."""

    status = 412
    code = "tus_version"

    @property
    def title(self) -> str:
        return _("只支持 tus 1.0.0")


class TusView(APIView):
    """What all tus answers carry. Bodies are bytes: no parser touches them."""

    parser_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse other versions; a client that names none is taken at its word."""
        super().initial(request, *args, **kwargs)
        said = request.headers.get("Tus-Resumable", VERSION)
        if said != VERSION and request.method not in ("OPTIONS", "GET"):
            raise OtherVersion(supported=VERSION)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Name the protocol on every answer, refusals too."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Tus-Resumable"] = VERSION
        answer["Cache-Control"] = "no-store"
        if answer.status_code == OtherVersion.status:
            answer["Tus-Version"] = VERSION
        return answer

    def options(  # type: ignore[override]
        self, request: Request, *args: Any, **kwargs: Any
    ) -> Response:
        """What this server can do."""
        return Response(
            status=204,
            headers={
                "Tus-Version": VERSION,
                "Tus-Extension": "creation,expiration,termination",
                "Tus-Max-Size": str(MOST_BYTES),
            },
        )


class UploadList(TusView):
    """Where uploads begin."""

    @extend_schema(
        operation_id="uploads_create",
        summary="开始断点续传",
        parameters=[UPLOAD_LENGTH, UPLOAD_METADATA, docs.IDEMPOTENCY_KEY],
        request=None,
        responses={
            201: docs.UploadAnswer,
            **docs.answers(docs.UploadAnswer, 400, 401, 409, 412, 413, 429),
        },
    )
    def post(self, request: Request) -> Response:
        """Make an upload of `Upload-Length` bytes; `Location` says where its pieces go."""
        client_uuid = client_uuid_of(request, {})
        length = _number(request, "Upload-Length")
        _check_metadata(request.headers.get("Upload-Metadata", ""))
        upload, known = begin_upload(length, by=person(request), client_uuid=client_uuid)
        headers = upload_headers(upload) | (REPLAYED if known else {})
        headers["Location"] = reverse("upload", args=[upload.id])
        return Response(upload_body(upload), 200 if known else 201, headers=headers)


class UploadDetail(TusView):
    """One upload."""

    @extend_schema(operation_id="uploads_head", exclude=True)
    def head(self, request: Request, pk: uuid.UUID) -> Response:
        """How far it is."""
        return Response(headers=upload_headers(find_upload(pk, by=person(request))))

    @extend_schema(
        operation_id="uploads_retrieve",
        summary="续传进度(HEAD 只答头部)",
        responses=docs.answers(docs.UploadAnswer, 401, 404),
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """How far it is, and the photo it became."""
        upload = find_upload(pk, by=person(request))
        return Response(upload_body(upload), headers=upload_headers(upload))

    @extend_schema(
        operation_id="uploads_append",
        summary="续传一段",
        parameters=[UPLOAD_OFFSET],
        request={PIECE_TYPE: bytes},
        responses={204: None, **docs.problems(400, 401, 404, 409, 412, 413, 415)},
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        """Add a piece at `Upload-Offset`; the last one answers `Photo-Id`."""
        find_upload(pk, by=person(request))
        if request.content_type != PIECE_TYPE:
            raise UnsupportedMediaType(request.content_type or "")
        offset = _number(request, "Upload-Offset")
        upload = append_piece(pk, offset, request._request, by=person(request))  # type: ignore[arg-type]
        return Response(status=204, headers=upload_headers(upload))

    @extend_schema(
        operation_id="uploads_drop",
        summary="放弃续传",
        responses={204: None, **docs.problems(401, 404, 412)},
    )
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        """Give it up."""
        drop_upload(pk, by=person(request))
        return Response(status=204)


def upload_headers(upload: Upload) -> dict[str, str]:
    """Where an upload stands, as tus says it."""
    headers = {
        "Upload-Offset": str(upload.offset),
        "Upload-Length": str(upload.length),
        "Upload-Expires": http_date(upload.expires_at),
    }
    return headers | ({"Photo-Id": upload.photo} if upload.photo else {})


def upload_body(upload: Upload) -> dict[str, Any]:
    """The same for clients that read bodies, with the finished photo."""
    photo = Photo.objects.filter(pk=upload.photo).first() if upload.photo else None
    return {
        "id": upload.id,
        "offset": upload.offset,
        "length": upload.length,
        "expires_at": upload.expires,
        "photo": photo_body(photo) if photo else None,
    }


def _number(request: Request, header: str) -> int:
    said = request.headers.get(header, "").strip()
    if not (said.isascii() and said.isdigit()):
        raise BadFields({header: [_("要填字节数")]})
    return int(said[:15])


def _check_metadata(said: str) -> None:
    """`key base64,key base64`: nothing of it is kept, but nonsense is refused."""
    bad = BadFields({"Upload-Metadata": [_("格式不对")]})
    if len(said) > LONGEST_METADATA:
        raise bad
    for pair in filter(None, (part.strip() for part in said.split(","))):
        _key, _space, value = pair.partition(" ")
        try:
            base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise bad from None
