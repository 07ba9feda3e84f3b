# SPDX-License-Identifier: Apache-2.0
"""API tokens: one live per name, only a hash kept, one query to sign in."""

from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import ApiToken
from accounts.tokens import make_token, revoke_tokens, user_of

UNIT = "/api/v1/units/339901000000/"


def _get(token: str, keyword: str = "Token") -> int:
    return Client().get(UNIT, headers={"Authorization": f"{keyword} {token}"}).status_code


def test_a_token_signs_in_and_only_its_hash_is_kept(county: SimpleNamespace) -> None:
    token = make_token(county.lin, "cli")
    assert _get(token) == 200 and _get(token, "token") == 200
    assert token not in {t.digest for t in ApiToken.objects.all()}


def test_the_user_of_a_token_costs_one_query(
    county: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    token = make_token(county.lin, "cli")
    with django_assert_num_queries(1):
        assert user_of(token) == county.lin


def test_a_new_token_ends_the_last_of_that_name_only(county: SimpleNamespace) -> None:
    first, other = make_token(county.lin, "cli"), make_token(county.lin, "phone")
    second = make_token(county.lin, "cli")
    assert [_get(t) for t in (first, second, other)] == [401, 200, 200]


def test_revoked_tokens_and_inactive_users_are_refused(county: SimpleNamespace) -> None:
    token = make_token(county.lin, "cli")
    other = make_token(county.gao, "cli")
    assert revoke_tokens(county.lin) == 1 and revoke_tokens(county.gao, "phone") == 0
    county.gao.is_active = False
    county.gao.save()
    assert _get(token) == 401 and _get(other) == 401


@pytest.mark.parametrize("header", ["Token", "Token a b", "Token wrong", "Token é", "Token \x01"])
def test_a_malformed_token_is_401(county: SimpleNamespace, header: str) -> None:
    answer = Client().get(UNIT, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Token"


def test_another_scheme_is_nobody(county: SimpleNamespace) -> None:
    assert _get("x", "Basic") == 401


def test_the_command_prints_a_token(
    county: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("token", "lin")
    first = capsys.readouterr().out.strip()
    call_command("token", "lin")
    assert user_of(first) is None
    assert user_of(capsys.readouterr().out.strip()) == county.lin
    with pytest.raises(CommandError, match="nobody"):
        call_command("token", "nobody")
