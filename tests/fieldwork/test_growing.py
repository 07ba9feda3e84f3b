# SPDX-License-Identifier: Apache-2.0
"""转为事件: reported by the event's own action, then linked; safe to cut off and to repeat."""

import pytest

from accounts.refusals import BadFields, NotAllowed, NotFound
from events.models import Attachment, Event
from fieldwork.actions import growing
from fieldwork.actions.growing import grow_log
from fieldwork.models import LogEvent
from tests.events.clients import ROOT, as_
from tests.fieldwork.conftest import Town
from tests.walk import WASTE


def test_the_event_takes_over_what_the_log_knows(town: Town) -> None:
    photo = town.photo(town.lin)
    log = town.log(text="后院堆满旧木料", photos=[photo], register="place", record=town.inns[0].pk)
    grown = grow_log(log.pk, by=town.lin, matter=WASTE)
    event = Event.objects.get()
    assert (grown.event, event.reporter, event.state) == (event, town.lin, "reported")
    assert (event.text, event.address) == ("后院堆满旧木料", "桥头弄8号 平安旅馆")
    assert (event.place_id, str(Attachment.objects.get().photo_id)) == (town.grid.pk, photo)
    body = as_(town.lin).get(f"{ROOT}/worklogs/?grown=true").json()["results"]
    assert [row["event_number"] for row in body] == [event.number]


def test_a_campaign_gives_its_matter_and_people_their_privacy(town: Town) -> None:
    campaign = town.campaign(targets=None)
    log = town.log(campaign=campaign.pk, register="person", record=town.elder.pk)
    event = grow_log(log.pk, by=town.lin).event
    assert (event.matter.code, event.address) == ("0301", "")


def test_asked_again_it_is_the_same_event(town: Town) -> None:
    log = town.log()
    path = f"{ROOT}/worklogs/{log.pk}/grow/"
    lin = as_(town.lin)
    first = lin.post(path, {"matter": WASTE}).json()
    again = lin.post(path, {"matter": WASTE, "text": "换一句话"}).json()
    assert first == again
    assert Event.objects.count() == 1


def test_cut_off_between_the_two_it_is_found_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = town.log()
    with monkeypatch.context() as patch:
        patch.setattr(growing, "link_event", _power_cut)
        with pytest.raises(KeyboardInterrupt):
            grow_log(log.pk, by=town.lin, matter=WASTE)
    assert (Event.objects.count(), LogEvent.objects.count()) == (1, 0)
    grown = grow_log(log.pk, by=town.lin, matter=WASTE, text="第二次换了说法")
    assert grown.event == Event.objects.get()


def _power_cut(*_arguments: object) -> None:
    raise KeyboardInterrupt


def test_who_may_not_and_bad_input(town: Town) -> None:
    log = town.log()
    with pytest.raises(NotAllowed):  # whoever saw it reports it
        grow_log(log.pk, by=town.gao, matter=WASTE)
    with pytest.raises(NotFound):
        grow_log(log.pk, by=town.zhao, matter=WASTE)
    for fields in ({}, {"matter": "9999"}, {"matter": WASTE, "client_uuid": "x"}):
        with pytest.raises(BadFields):
            grow_log(log.pk, by=town.lin, **fields)
    assert not Event.objects.exists()
    assert not LogEvent.objects.exists()
