# SPDX-License-Identifier: Apache-2.0
"""Whatever a client sends is answered by a problem document with a 4xx, never a 5xx."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError, OperationalError
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from rest_framework import exceptions, serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from events.refusals import BadFields, MoveNotAllowed
from governance import problems
from governance.parsing import StrictJSONParser


class Claimant(serializers.Serializer[Any]):
    """A part of the body below."""

    name = serializers.CharField(max_length=5)


class Body(serializers.Serializer[Any]):
    """A body with a list inside."""

    text = serializers.CharField()
    claimants = Claimant(many=True)


class Echo(APIView):
    """Parses and checks whatever comes."""

    authentication_classes = ()
    permission_classes = ()
    parser_classes: tuple[type[BaseParser], ...] = (StrictJSONParser,)

    def post(self, request: Request) -> Response:
        """Answer with what was understood."""
        body = Body(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(body.validated_data)


def post(content: Any, content_type: str = "application/json") -> tuple[int, dict[str, Any]]:
    """Post to Echo; status and problem document."""
    request = APIRequestFactory().generic("POST", "/api/v1/x/", content, content_type)
    response = Echo.as_view()(request)
    response.render()
    assert response["Content-Type"].startswith(problems.TYPE)
    return response.status_code, json.loads(response.content)


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"\xff\xfe{}",
        b'{"text": "a\\u0000b", "claimants": []}',
        b'{"text": "\\ud800", "claimants": []}',
        b'{"text": NaN}',
        b'{"text": 1e999}',
        b'{"text": 123456789012345678901234567890}',
        b'{"text": ' + b"9" * 5000 + b"}",
        b'{"a\\u0000": 1}',
        b"[" * 100_000 + b"]" * 100_000,
        b'{"x":' * 40 + b"1" + b"}" * 40,
    ],
)
def test_an_unreadable_body_is_400_unparsable(content: bytes) -> None:
    status, document = post(content)
    assert (status, document["status"], document["code"]) == (400, 400, "unparsable")
    assert document["title"]


def test_another_content_type_is_415() -> None:
    assert post(b"<a/>", "text/xml")[0] == 415


def test_another_method_is_405_and_names_the_allowed() -> None:
    response = Echo.as_view()(APIRequestFactory().delete("/api/v1/x/"))
    assert response.status_code == 405
    assert "POST" in response["Allow"]
    assert response.data["code"] == "method_not_allowed"


def test_wrong_fields_are_named_flat() -> None:
    claimants = [{"name": "王"}, {"name": "王王王王王王"}]
    status, document = post(json.dumps({"claimants": claimants}).encode())
    assert (status, document["code"]) == (400, "invalid")
    assert set(document["errors"]) == {"text", "claimants.1.name"}
    assert all(isinstance(text, str) for text in document["errors"]["text"])


@pytest.mark.parametrize("body", [b"[]", b"7", b'"a"', b"null"])
def test_a_body_that_is_no_object_is_400(body: bytes) -> None:
    assert post(body)[0] == 400


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (exceptions.NotAuthenticated(), 401, "not_signed_in"),
        (exceptions.AuthenticationFailed(), 401, "not_signed_in"),
        (PermissionDenied(), 403, "not_allowed"),
        (exceptions.PermissionDenied(), 403, "not_allowed"),
        (Http404(), 404, "not_found"),
        (exceptions.Throttled(wait=7.4), 429, "throttled"),
        (SuspiciousOperation(), 400, "unparsable"),
        (DataError("integer out of range"), 400, "unparsable"),
        (OperationalError("gone"), 503, "database_down"),
        (MoveNotAllowed("已办结", state="closed", moves=["reopen"]), 409, "move_not_allowed"),
    ],
)
def test_each_exception_has_its_problem(error: Exception, status: int, code: str) -> None:
    response = problems.handle(error, {})
    assert response is not None
    assert (response.status_code, response.data["status"]) == (status, status)
    assert response.data["code"] == code


def test_a_refusal_keeps_its_own_members() -> None:
    refused = MoveNotAllowed("已办结", state="closed", moves=["reopen"])
    response = problems.handle(refused, {})
    assert response is not None
    assert response.data["detail"] == "已办结"
    assert (response.data["state"], response.data["moves"]) == ("closed", ["reopen"])


def test_refused_fields_are_errors() -> None:
    response = problems.handle(BadFields({"photos": ["需要照片"]}), {})
    assert response is not None
    assert response.data["errors"] == {"photos": ["需要照片"]}


def test_throttled_says_when_to_come_back() -> None:
    response = problems.handle(exceptions.Throttled(wait=7.4), {})
    assert response is not None
    assert response["Retry-After"] == "8"


def test_a_fault_of_ours_is_left_to_django() -> None:
    assert problems.handle(ZeroDivisionError(), {}) is None


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/v1/a\x00b/"])
def test_api_addresses_answer_in_json(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (400, 404)
    assert response["Content-Type"] == problems.TYPE
    document = json.loads(response.content)
    assert document["status"] == response.status_code
    assert ("errors" in document) == (response.status_code == 400)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), [("/nothing/", 404), ("/a/?q=%00", 400)])
def test_pages_answer_in_words(client: Client, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert "<h1>" in response.content.decode()


def test_a_fault_of_ours_is_a_page_or_a_problem_and_needs_no_database() -> None:
    page = problems.page_500(RequestFactory().get("/desk/"))
    answer = problems.page_500(RequestFactory().get("/api/v1/events/"))
    assert (page.status_code, answer.status_code) == (500, 500)
    assert "<h1>" in page.content.decode()
    assert json.loads(answer.content)["code"] == "server_error"


def test_what_no_column_can_hold_is_400_on_pages_too() -> None:
    refuse = problems.RefuseUnreadable(lambda request: HttpResponse())
    for error, status in ((DataError(), 400), (MoveNotAllowed(), 409), (OperationalError(), 503)):
        answer = refuse.process_exception(RequestFactory().get("/api/x/"), error)
        assert answer is not None
        assert answer.status_code == status
    assert refuse.process_exception(RequestFactory().get("/x/"), ZeroDivisionError()) is None
