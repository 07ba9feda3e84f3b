# SPDX-License-Identifier: Apache-2.0
"""Pages of campaigns: started by a form, a number and its list, the import of a list."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fieldwork.models import Campaign, CampaignTarget
from registers.queries import today
from tests.fieldwork.conftest import Town


def test_a_form_starts_a_campaign_once(client: Client, town: Town) -> None:
    client.force_login(town.chen)
    form = {"title": "九小场所排查", "from_on": str(today()), "to_on": str(today())}
    form |= {"register": "place", "kind": "hotel", "client_uuid": str(uuid.uuid4())}
    bad = client.post("/campaigns/", form)
    assert bad.status_code == 400 and "九小场所排查" in bad.content.decode()
    form |= {"units": town.village.code}
    first, again = client.post("/campaigns/", form), client.post("/campaigns/", form)
    campaign = Campaign.objects.get()
    assert first["Location"] == again["Location"] == f"/campaigns/{campaign.pk}/"
    assert campaign.targets.count() == 2


def test_each_number_leads_to_its_list(client: Client, town: Town) -> None:
    campaign = town.campaign()
    target = CampaignTarget.objects.get(place=town.inns[0])
    town.log(kind="", campaign=campaign.pk, target=target.pk)
    client.force_login(town.chen)
    page = client.get(f"/campaigns/{campaign.pk}/").content.decode()
    link = f"/campaigns/{campaign.pk}/targets/?unit={town.village.code}"
    assert f'href="{link}&amp;done=yes">1</a>' in page
    assert f'href="{link}">2</a>' in page
    assert f'href="{link}&amp;done=no">1</a>' in page
    done = client.get(f"{link}&done=yes").content.decode()
    assert "平安旅馆" in done and "石桥客栈" not in done
    assert client.get(f"{link}&cursor=x").status_code == 400


def test_a_list_is_imported_by_who_runs_it(client: Client, town: Town) -> None:
    campaign = town.campaign(targets=None)
    table = "名称,网格\n旧粮库,石桥村第一网格\n".encode()
    client.force_login(town.chen)
    for more, count in (({"try": "1"}, 0), ({}, 1)):
        form = {"file": SimpleUploadedFile("x.csv", table)} | more
        assert client.post(f"/campaigns/{campaign.pk}/", form).status_code == 200
        assert campaign.targets.count() == count
    client.force_login(town.sun)
    form = {"file": SimpleUploadedFile("x.csv", table)}
    assert client.post(f"/campaigns/{campaign.pk}/", form).status_code == 403


def test_who_sees_which_page(client: Client, town: Town) -> None:
    campaign = town.campaign()
    for who, status in ((town.lin, 200), (town.gao, 200), (town.wu, 200), (town.zhao, 404)):
        client.force_login(who)
        assert client.get(f"/campaigns/{campaign.pk}/").status_code == status
        form = "发起一次排查" in client.get("/campaigns/").content.decode()
        assert form == (who == town.wu)
    client.force_login(town.lin)
    out = f"/campaigns/{campaign.pk}/targets/?unit={town.grid2.code}"
    assert client.get(out).status_code == 404
