# SPDX-License-Identifier: Apache-2.0
"""Display links: a token opens one unit's wall until it is revoked."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from grids.access import may_read_tree
from grids.actions.displays import make_display_link, revoke_display_link
from grids.models import DisplayLink, Unit
from grids.queries import display_for


def test_a_link_opens_its_unit_until_revoked(county: SimpleNamespace) -> None:
    token = make_display_link(county.shiqiao, by=county.admin, name="大厅")
    link = display_for(token)
    assert link is not None and link.unit == county.shiqiao
    assert DisplayLink.objects.get().digest != token
    assert display_for(token + "x") is None
    revoke_display_link(link, by=county.admin)
    assert display_for(token) is None


def test_the_command_prints_an_address(
    county: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("display", county.county.code)
    path = capsys.readouterr().out.strip()
    assert path.startswith("/d/") and display_for(path.removeprefix("/d/")) is not None
    with pytest.raises(CommandError, match="no unit"):
        call_command("display", "339999000000")
    grid = Unit.objects.filter(kind_id="grid").first()
    assert grid is not None
    with pytest.raises(CommandError, match="no wall"):
        call_command("display", grid.code)


def test_a_display_reads_the_tree_while_its_link_lives(county: SimpleNamespace) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert not may_read_tree(request)
    link = display_for(make_display_link(county.county, by=None))
    request.display = link  # type: ignore[attr-defined]
    assert may_read_tree(request)
    assert link is not None
    revoke_display_link(link, by=None)
    assert not may_read_tree(request)
    request.user = county.lin
    assert may_read_tree(request)
