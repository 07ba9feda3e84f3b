# SPDX-License-Identifier: Apache-2.0
"""The people who fill the demo's month (演示人员): one per grid, village and office, two per node
that closes, because who handled may not close. They cannot sign in.
"""

import hashlib
from collections.abc import Iterable

from django.contrib.auth.hashers import make_password

from accounts.models import User
from demo.pictures import stored_picture
from duties.directory import matter_by_id
from duties.rules import answering_unit, department_for
from events.models import Event, Photo
from events.rules import dispatch_targets
from grids.actions.postings import post_person
from grids.directory import UnitRow, children_of, subtree_of
from grids.queries import live_postings

ROLES = {
    "grid": "grid_worker",
    "village": "village_officer",
    "platform": "platform_officer",
    "station": "station_officer",
    "department": "department_officer",
}
# Who in a unit may read what is sensitive; another person than the ordinary one.
TRUSTED = {
    "grid": "grid_head",
    "village": "grid_head",
    "platform": "platform_head",
    "station": "station_officer",
    "department": "department_head",
}
CLERKS = {"county": ("county_dispatcher", "county_chief")}
ROOM = ("township_clerk", "township_chief")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡"
GIVEN = ("建平", "秀兰", "国强", "晓东", "丽华", "志明", "海燕", "永福", "春梅", "伟")


class Crew:
    """Finds who acts for a unit; makes the person on first need."""

    def __init__(self, county: UnitRow) -> None:
        self.county = county
        self._people: dict[tuple[int, str, bool], User] = {}
        self._photos: dict[tuple[int, str], str] = {}
        self._learn(subtree_of(county))

    def clerk_of(self, node: UnitRow, *, trusted: bool = False) -> User:
        """Who receives and routes at a node; a sensitive event goes to its chief."""
        if node.kind in ROLES:
            return self.person_of(node, trusted=trusted)
        return self._person(self._room(node), CLERKS.get(node.kind, ROOM)[int(trusted)])

    def second_of(self, node: UnitRow) -> User:
        """Who closes at a node: another than the clerk where there are two."""
        return self.clerk_of(node, trusted=True)

    def person_of(self, unit: UnitRow, *, trusted: bool = False) -> User:
        """Whoever works at a unit; trusted with sensitive events where the event is one."""
        if unit.kind not in ROLES:
            return self.clerk_of(unit, trusted=trusted)
        return self._person(unit, (TRUSTED if trusted else ROLES)[unit.kind], trusted=trusted)

    def office_for(self, event: Event, node: UnitRow) -> UnitRow | None:
        """Where a node dispatches: what the duty list says, else its first office."""
        matter = matter_by_id(event.matter_id)
        found = (department_for if node.kind == "county" else answering_unit)(matter, node)
        targets = dispatch_targets(node)
        if found is not None and found in targets:
            return found
        return targets[0] if targets else None

    def picture(self, owner: User, kind: str, scene: str, number: int) -> str:
        """The id of a demo picture that belongs to somebody."""
        picture = stored_picture(kind, scene, number)
        key = (owner.pk, picture.sha256)
        if key not in self._photos:
            photo, _made = Photo.objects.get_or_create(
                owner=owner,
                sha256=picture.sha256,
                defaults={
                    "path": picture.path,
                    "width": picture.width,
                    "height": picture.height,
                    "size": picture.size,
                },
            )
            self._photos[key] = str(photo.pk)
        return self._photos[key]

    def _room(self, node: UnitRow) -> UnitRow:
        rooms = (row for row in children_of(node.id) if row.kind == "command_room")
        return next(rooms, node) if node.kind != "county" else node

    def _learn(self, units: Iterable[UnitRow]) -> None:
        posts = live_postings().filter(unit__in=[unit.id for unit in units])
        for post in posts.select_related("user").order_by("pk"):
            self._people.setdefault((post.unit_id, post.role, post.sensitive), post.user)

    def _person(self, unit: UnitRow, role: str, *, trusted: bool = False) -> User:
        key = (unit.id, role, trusted)
        if key not in self._people:
            self._people[key] = _hired(unit, role, trusted=trusted)
        return self._people[key]


def _hired(unit: UnitRow, role: str, *, trusted: bool) -> User:
    """Somebody new at a unit, or whom a loading that was killed had begun to hire."""
    name = f"{unit.code}-{role}{'-trusted' if trusted else ''}".lower()
    defaults = {"display_name": shown_name(name), "password": make_password(None)}
    user, _made = User.objects.get_or_create(username=name, defaults=defaults)
    if not live_postings().filter(user=user).exists():
        post_person(user, unit, role, by=None, sensitive=trusted)
    return user


def shown_name(seed: str) -> str:
    """An ordinary name, the same for the same seed."""
    digest = hashlib.sha256(seed.encode()).digest()
    return SURNAMES[digest[0] % len(SURNAMES)] + GIVEN[digest[1] % len(GIVEN)]
