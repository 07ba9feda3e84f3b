# SPDX-License-Identifier: Apache-2.0
"""发起排查: by a command in its own units; how far it is by unit; each number has its list."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.refusals import BadFields, NotAllowed, NotFound, UuidReused
from fieldwork.actions.logs import report_zero
from fieldwork.models import Campaign, CampaignTarget
from registers.actions.records import add_record
from registers.queries import today
from tests.events.clients import ROOT, as_, counted
from tests.fieldwork.conftest import Town

CAMPAIGNS = f"{ROOT}/campaigns/"


def path_of(campaign: Campaign, more: str = "") -> str:
    return f"{CAMPAIGNS}{campaign.pk}/{more}"


def test_targets_are_what_stands_in_the_registers(town: Town) -> None:
    campaign = town.campaign()
    assert [row.place for row in campaign.targets.order_by("place")] == town.inns
    assert campaign.checklist[1] == {"code": "c2", "label": "灭火器在不在"}
    one = town.campaign(units=[town.grid.code, town.grid.code])
    assert [row.place for row in one.targets.all()] == town.inns[:1]
    people = town.campaign(by=town.qian, targets={"register": "person", "tag": "elder_alone"})
    assert people.targets.count() == 0
    both = {town.shiqiao.code, town.wanghu.code}
    whole = town.campaign(by=town.wu, units=[*both, town.village.code])
    assert {unit.code for unit in whole.units.all()} == both


def test_once_per_client_uuid(town: Town) -> None:
    uid = uuid.uuid4()
    assert town.campaign(client_uuid=uid) == town.campaign(client_uuid=uid)
    with pytest.raises(UuidReused):
        town.campaign(client_uuid=uid, title="另一次")
    assert Campaign.objects.count() == 1


@pytest.mark.parametrize("who", ["lin", "gao", "zhou", "wang", "ma", "shen", "he", "admin"])
def test_only_a_command_starts_one(town: Town, who: str) -> None:
    with pytest.raises(NotAllowed):
        town.campaign(by=getattr(town, who))


def test_a_command_asks_its_own_units(town: Town) -> None:
    shiqiao, county = town.shiqiao.code, town.units["339901000000"].code
    for units in ([town.wanghu.code], [shiqiao, town.far_grid.code], [county]):
        with pytest.raises((NotFound, BadFields)):
            town.campaign(units=units)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"units": []}, "units"),
        ({"units": ["x"]}, "units"),
        ({"units": ["339901100P3"]}, "units"),
        ({"matter": "9999"}, "matter"),
        ({"from_on": "soon"}, "from_on"),
        ({"to_on": "2020-01-01", "from_on": "2019-01-01"}, "to_on"),
        ({"to_on": "2020-01-01"}, "to_on"),
        ({"to_on": "2099-01-01"}, "to_on"),
        ({"checklist": "\n".join(f"第{n}项" for n in range(13))}, "checklist"),
        ({"targets": {"register": "person", "tag": "mental"}}, "targets"),  # sensitive
        ({"targets": {"register": "place", "tag": "elder_alone"}}, "targets"),
        ({"targets": {"register": "dwelling", "kind": "hotel"}}, "targets"),
        ({"targets": {"register": "place", "kind": "hotell"}}, "targets"),
        ({"targets": {"register": "organisation", "kind": "hotel"}}, "targets"),
        ({"targets": "all"}, "targets"),
        ({"quota": 20}, "quota"),
    ],
)
def test_bad_input(town: Town, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(BadFields) as refused:
        town.campaign(**fields)
    assert list(refused.value.errors) == [field]
    assert not Campaign.objects.exists()


def test_coverage_is_by_unit_and_each_number_has_its_list(town: Town) -> None:
    campaign = town.campaign()
    target = CampaignTarget.objects.get(place=town.inns[0])
    town.log(kind="", campaign=campaign.pk, target=target.pk)
    report_zero(by=town.zhou, client_uuid=uuid.uuid4(), grid=town.grid2.code, campaign=campaign.pk)
    chen = as_(town.chen)
    told = chen.get(path_of(campaign, "coverage/")).json()
    assert {name: told["total"][name] for name in ("targets", "done", "grids", "heard")} == {
        "targets": 2,
        "done": 1,
        "grids": 4,
        "heard": 2,
    }
    assert (told["total"]["share"], [row["unit"]["name"] for row in told["below"]]) == (
        50,
        ["石桥村", "新民村"],
    )
    assert [row["targets"] for row in told["below"]] == [2, 0]
    village = chen.get(path_of(campaign, f"coverage/?unit={town.village.code}")).json()
    assert [(row["done"], row["heard"]) for row in village["below"]] == [(1, 1), (0, 1)]
    for done, inns in (("true", ["平安旅馆"]), ("false", ["石桥客栈"])):
        path = path_of(campaign, f"targets/?unit={town.village.code}&done={done}")
        assert [row["title"] for row in chen.get(path).json()["results"]] == inns


def test_who_sees_it(town: Town) -> None:
    campaign = town.campaign()
    for who in (town.lin, town.gao, town.chen, town.wu, town.sun):
        assert as_(who).get(path_of(campaign)).status_code == 200, who.username
        assert as_(who).get(path_of(campaign, "coverage/")).status_code == 200, who.username
        assert len(as_(who).get(CAMPAIGNS, {"running": "true"}).json()["results"]) == 1
    for who in (town.zhao, town.wang, town.shen):
        assert as_(who).get(path_of(campaign)).status_code == 404, who.username
        assert as_(who).get(CAMPAIGNS).json()["results"] == []
    only_grid = as_(town.lin).get(path_of(campaign, "coverage/")).json()["total"]
    assert (only_grid["unit"]["code"], only_grid["targets"]) == (town.grid.code, 1)
    for code in (town.grid2.code, town.far_grid.code, "x"):
        path = path_of(campaign, f"targets/?unit={code}")
        assert as_(town.lin).get(path).status_code == 404


def test_a_county_reads_no_names_of_people(town: Town) -> None:
    campaign = town.campaign(by=town.wu, targets={"register": "person"})
    row = as_(town.wu).get(path_of(campaign, "targets/")).json()["results"][0]
    assert (row["title"], row["address"], row["about"]["id"]) == ("", "", None)
    row = as_(town.lin).get(path_of(campaign, "targets/")).json()["results"][0]
    assert (row["title"], row["address"]) == ("李○○", "桥头弄3号")


def test_it_ends_by_its_date(town: Town) -> None:
    campaign = town.campaign()
    gone = today() - timedelta(days=1)
    Campaign.objects.filter(pk=campaign.pk).update(from_on=gone, to_on=gone)
    lin = as_(town.lin)
    assert lin.get(path_of(campaign)).json()["phase"] == "ended"
    assert lin.get(CAMPAIGNS, {"running": "true"}).json()["results"] == []
    body = {"client_uuid": str(uuid.uuid4()), "grid": town.grid.code, "campaign": campaign.pk}
    answer = lin.post(f"{ROOT}/worklogs/zero/", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "campaign_over")


def test_a_list_of_targets_is_imported(town: Town) -> None:
    campaign = town.campaign(targets=None)
    table = (
        "对象,网格,地址\n旧粮库,石桥村第一网格,粮站路1号\n旧粮库,石桥村第一网格,\n塔吊,望湖村,\n"
    )

    def send(who: Any, **more: Any) -> Any:
        form = {"file": SimpleUploadedFile("x.csv", table.encode())} | more
        return as_(who).post(path_of(campaign, "targets/import/"), form, format="multipart")

    tried = send(town.chen).json()
    assert (tried["add"], tried["same"], tried["error"], campaign.targets.count()) == (1, 1, 1, 0)
    assert send(town.chen, dry_run="false").json()["add"] == 1
    assert send(town.chen, dry_run="false").json()["add"] == 0
    assert campaign.targets.get().label == "旧粮库"
    assert send(town.lin).status_code == send(town.wu).status_code == 403
    assert send(town.zhao).status_code == 404
    broken = SimpleUploadedFile("x.xlsx", b"PK")
    assert send(town.chen, file=broken).json()["errors"].keys() == {"file"}


def test_over_http(town: Town) -> None:
    body = {"client_uuid": str(uuid.uuid4()), "title": "清塘排查", "units": [town.shiqiao.code]}
    body |= {"from_on": str(today()), "to_on": str(today())}
    chen = as_(town.chen)
    first, again = chen.post(CAMPAIGNS, body), chen.post(CAMPAIGNS, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json()["phase"], first.json()["id"]) == ("running", again.json()["id"])
    assert chen.post(CAMPAIGNS, body | {"client_uuid": "x"}).status_code == 400
    assert as_(town.lin).post(CAMPAIGNS, body).status_code == 403


def test_reading_costs_the_same_for_any_size(town: Town) -> None:
    chen, costs = as_(town.chen), []
    for start in (0, 8):
        for number in range(start, start + 8):
            values = {"name": f"客栈{number}", "kind": "hotel"}
            add_record("place", grid=town.grid.code, values=values, by=town.zhou)
        campaign = town.campaign()
        cost = []
        for path in (path_of(campaign, "targets/"), path_of(campaign, "coverage/"), CAMPAIGNS):
            with counted() as statements:
                assert chen.get(path).status_code == 200
            cost.append(len(statements))
        costs.append(cost)
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 7
