# SPDX-License-Identifier: Apache-2.0
"""登记、修改、注销: typed once, by those who work with the grid, each change told by its fields."""

import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import User
from accounts.refusals import BadFields, NotAllowed, NotFound, UuidReused
from registers.actions.records import add_record, change_record, remove_record
from registers.models import Dwelling, Organisation, Person, Place, RecordChange


def told(kind: str, pk: int) -> list[tuple[str, list[str]]]:
    """What the change log says of a record, oldest first."""
    rows = RecordChange.objects.filter(kind=kind, record_id=pk).order_by("id")
    return [(row.what, row.fields) for row in rows]


def test_a_person_brings_the_dwelling_and_the_tag(town: SimpleNamespace) -> None:
    elder = town.elder
    assert (elder.grid_id, elder.dwelling.address) == (town.grid.pk, "桥头弄3号")
    assert [each.tag_id for each in elder.tags.all()] == ["elder_alone"]
    assert told("person", elder.pk) == [
        ("add", ["address", "birth_year", "id_number", "name", "phone", "tags"])
    ]


def test_a_second_person_lives_in_the_same_dwelling(town: SimpleNamespace) -> None:
    values = {"name": "李小弟", "address": "桥头弄3号", "relation": "家庭成员"}
    add_record("person", grid=town.grid.code, values=values, by=town.gao)
    assert Dwelling.objects.count() == 1
    assert town.elder.dwelling.people.count() == 2


def test_what_is_there_is_not_typed_again(town: SimpleNamespace) -> None:
    for kind, values in (
        ("person", {"name": "别名", "id_number": town.elder.id_number}),
        ("person", {"name": "李阿婆", "phone": "13800001234"}),
        ("dwelling", {"address": "桥头弄3号"}),
        ("place", {"name": "平安旅馆", "kind": "hotel"}),
    ):
        with pytest.raises(BadFields) as refused:
            add_record(kind, grid=town.grid.code, values=values, by=town.lin)
        assert refused.value.code == "already_there"
    # Another grid may know the same person: people live in one place and are registered in two.
    same = {"name": "李阿婆", "id_number": town.elder.id_number}
    add_record("person", grid=town.grid2.code, values=same, by=town.gao)
    assert Person.objects.count() == 2


def test_only_what_is_given_changes(town: SimpleNamespace) -> None:
    change_record("person", town.elder.pk, values={"phone": "13700000000"}, by=town.zhou)
    town.elder.refresh_from_db()
    assert (town.elder.phone, town.elder.name) == ("13700000000", "李阿婆")
    change_record("person", town.elder.pk, values={"phone": "", "tags": []}, by=town.chen)
    town.elder.refresh_from_db()
    assert (town.elder.phone, town.elder.tags.count()) == ("", 0)
    assert told("person", town.elder.pk)[1:] == [
        ("change", ["phone"]),
        ("change", ["phone", "tags"]),
    ]


def test_once_per_client_uuid(town: SimpleNamespace) -> None:
    uid = uuid.uuid4()
    values = {"name": "云溪针织厂", "credit_code": "91339901MA0000001N"}
    asked: dict[str, Any] = {"grid": town.grid.code, "by": town.lin, "client_uuid": uid}
    first = add_record("organisation", values=values, **asked)
    again = add_record("organisation", values=values, **asked)
    assert (again.record_id, again.replayed) == (first.record_id, True)
    assert Organisation.objects.get().kind == "enterprise"
    with pytest.raises(UuidReused):
        add_record("organisation", values={"name": "别家"}, **asked)
    remove_record("organisation", first.record_id, by=town.zhou, client_uuid=uid)
    assert remove_record("organisation", first.record_id, by=town.zhou, client_uuid=uid).replayed


def test_what_was_removed_counts_no_longer(town: SimpleNamespace) -> None:
    with pytest.raises(NotAllowed):  # not the grid alone
        remove_record("place", town.inn.pk, by=town.lin)
    remove_record("place", town.inn.pk, by=town.zhou)
    with pytest.raises(NotFound):
        change_record("place", town.inn.pk, values={"phone": ""}, by=town.zhou)
    values = {"name": "平安旅馆", "kind": "hotel"}
    done = add_record("place", grid=town.grid.code, values=values, by=town.lin)
    assert done.record_id != town.inn.pk


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("person", {}, "name"),
        ("person", {"name": "  "}, "name"),
        ("person", {"name": "李\x00"}, "name"),
        ("person", {"name": "=cmd|'/c calc'!A1"}, "name"),
        ("person", {"name": "李", "phone": "1234"}, "phone"),
        ("person", {"name": "李", "id_number": "339901195001010011"}, "id_number"),
        ("person", {"name": "李", "birth_year": "19500"}, "birth_year"),
        ("person", {"name": "李", "relation": "邻居"}, "relation"),
        ("person", {"name": "李", "tags": ["没有的"]}, "tags"),
        ("person", {"name": "李", "tags": ["困境儿童"]}, "tags"),  # lin is not trusted
        ("person", {"name": {"a": 1}}, "name"),
        ("person", {"name": "李", "rank": 1}, "rank"),
        ("place", {"name": "某店", "kind": "没有的"}, "kind"),
        ("place", {"name": "某店", "kind": "shop", "lon": "nan"}, "lon"),
        ("organisation", {"name": "某厂", "credit_code": "91339901MA0000001M"}, "credit_code"),
        ("dwelling", {"address": "长" * 201}, "address"),
    ],
)
def test_bad_input(town: SimpleNamespace, kind: str, values: dict[str, Any], field: str) -> None:
    with pytest.raises(BadFields) as refused:
        add_record(kind, grid=town.grid.code, values=values, by=town.lin)
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize("who", ["zhao", "wang", "ma", "shen", "wu", "sun", "he", "admin"])
def test_nobody_elsewhere_knows_of_it(town: SimpleNamespace, who: str) -> None:
    by: User = getattr(town, who)
    values = {"name": "某店", "kind": "shop"}
    with pytest.raises(NotFound):
        add_record("place", grid=town.grid.code, values=values, by=by)
    for pk in (town.inn.pk, 999_999):
        with pytest.raises(NotFound):
            change_record("place", pk, values={"phone": ""}, by=by)
        with pytest.raises(NotFound):
            remove_record("place", pk, by=by)


def test_a_grid_does_not_know_its_neighbour(town: SimpleNamespace) -> None:
    values = {"name": "某店", "kind": "shop"}
    add_record("place", grid=town.grid2.code, values=values, by=town.zhou)
    with pytest.raises(NotFound):
        add_record("place", grid=town.grid2.code, values=values | {"name": "b"}, by=town.lin)
    with pytest.raises(NotFound):
        add_record("stars", grid=town.grid.code, values=values, by=town.lin)


def test_the_logs_cannot_be_rewritten(town: SimpleNamespace) -> None:
    rows = RecordChange.objects.filter(kind="person")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(fields=[])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.delete()


def test_a_full_width_space_is_read_as_a_space(town: SimpleNamespace) -> None:
    values = {"name": "石桥　百货", "kind": "shop", "address": "桥头弄　9号"}
    add_record("place", grid=town.grid.code, values=values, by=town.lin)
    place = Place.objects.get(name="石桥 百货")
    assert place.address == "桥头弄 9号"
    add_record("place", grid=town.grid.code, values=values | {"name": "石桥 百货2"}, by=town.lin)
    with pytest.raises(BadFields):
        change_record("place", place.pk, values={"name": "石桥\u200b百货"}, by=town.lin)
