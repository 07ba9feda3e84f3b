# SPDX-License-Identifier: Apache-2.0
"""Whose administration a page is (管理哪个县): the reader's own county, or the one that whoever
runs the site has named in the address, from page to page."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from accounts.refusals import NotAllowed
from duties.access import kept_county
from grids.directory import UnitRow, county_keys, unit_by_code, unit_by_id
from registers.access import audited_counties


def kept_by(request: HttpRequest) -> tuple[UnitRow, User]:
    """Return the county that is looked after here, and by whom; `NotAllowed` for others.

    Whoever runs the site and names no county gets the first there is.
    """
    assert isinstance(request.user, User)
    named = request.GET.get("county", "")[:24]
    county = kept_county(request.user, named)
    if county is None and request.user.is_superuser and not named:
        county = next(filter(None, map(unit_by_code, county_keys())), None)
    if county is None:
        raise NotAllowed
    return county, request.user


def audited_by(request: HttpRequest) -> tuple[UnitRow, User]:
    """Return the county whose log is read here (审计员、管理员), and by whom."""
    assert isinstance(request.user, User)
    if not request.user.is_superuser and (counties := audited_counties(request.user)):
        return unit_by_id(min(counties)), request.user
    return kept_by(request)


def kept_query(request: HttpRequest) -> str:
    """The county that was named, for the next address."""
    named = request.GET.get("county", "")
    return "?" + urlencode({"county": named}) if named else ""


def kept_address(request: HttpRequest, name: str, *args: int) -> str:
    """An address of the administration, with the county that was named."""
    return reverse(name, args=args) + kept_query(request)
