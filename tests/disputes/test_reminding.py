# SPDX-License-Identifier: Apache-2.0
"""履行回访: on the day a clause is due its hall is told, once, through the worker."""

from datetime import UTC, datetime

import pytest

from disputes.actions.reminding import remind_due
from disputes.models import Clause
from events import moment
from events.actions.deliver import deliver_owed
from events.management.commands import worker
from events.models import Delivery
from notices.models import Notice
from notices.queries import said
from tests.disputes.conftest import Hall
from tests.events.test_races import together

BEFORE = datetime(2026, 1, 31, 4, 0, tzinfo=UTC)
MORNING = datetime(2026, 2, 1, 4, 0, tzinfo=UTC)
# 23:30 in the county.
NIGHT = datetime(2026, 2, 1, 15, 30, tzinfo=UTC)


def test_the_worker_tells_the_hall_once(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    # A test's transaction must not lose its connection.
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    dispute = hall.agreed()
    deliver_owed()
    Notice.objects.all().delete()
    with moment.at(BEFORE):
        assert remind_due() == 0
    with moment.at(MORNING):
        worker.Command().round("here:1")
        assert remind_due() == 0
    told = Notice.objects.filter(template="performance_due")
    assert hall.chen.pk in told.values_list("to_user", flat=True)
    assert not told.filter(to_user__in=[hall.lin, hall.zhao]).exists()
    first = told.first()
    assert first is not None and first.event == dispute.event
    words = said("notice", "performance_due", first.event, {})
    assert words.asks and dispute.event.number in words.text and "张" not in words.text


def test_two_workers_remind_once(transactional_db: None, hall: Hall) -> None:
    hall.agreed()
    hall.agreed()
    found = [n for n in together(remind_due, remind_due) if isinstance(n, int)]
    assert (len(found), sum(found)) == (2, 2)
    assert Delivery.objects.filter(template="performance_due").count() == 2


def test_nobody_is_woken_nor_reminded_of_what_was_kept_or_broken(hall: Hall) -> None:
    kept, broken, late = hall.agreed(), hall.agreed(), hall.agreed()
    first = kept.clauses.get(due_on="2026-02-01")
    hall.step(kept, "perform_clause", clause=first.pk)
    hall.step(broken, "break_off", reason="refuses")
    with moment.at(NIGHT):
        assert remind_due() == 1
    owing = Delivery.objects.get(template="performance_due")
    assert owing.event == late.event and owing.due_at > NIGHT
    assert Clause.objects.filter(reminded_at__isnull=False).count() == 1
