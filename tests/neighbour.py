# SPDX-License-Identifier: Apache-2.0
"""A second county beside 云溪县, 远山县, with a row of everything that a county keeps: what none of
the first county's administrators may see."""

from types import SimpleNamespace

from accounts.models import User
from grids.actions.displays import make_display_link
from grids.actions.postings import post_person
from grids.actions.tree import add_unit
from grids.directory import forget

COUNTY = "339903000000"


def build_neighbour() -> SimpleNamespace:
    """远山县 with a department, two people, and a display link."""
    county = add_unit(code=COUNTY, name="远山县", kind="county", parent=None, by=None)
    office = add_unit(code="339903D01", name="远山局", kind="department", parent=county, by=None)
    forget()
    made = {"phone": "13811112222", "password": "x"}
    mei = User.objects.create_user("mei", display_name="梅管理", **made)
    tao = User.objects.create_user("tao", display_name="陶经办", **made)
    posts = [
        post_person(mei, county, "administrator", by=None),
        post_person(tao, office, "department_officer", by=None),
    ]
    make_display_link(county, by=None, name="远山的屏")
    link = county.display_links.get()
    return SimpleNamespace(county=county, office=office, mei=mei, tao=tao, posts=posts, link=link)
