"""W7: a file is silent for 45 days, is told, snoozed for 7, told again on the 8th, and climbs to
the coordinator two working days later, across a holiday. Ten workers send one mail."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from casetracker.models import Clock, Email, Notice

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OPENED = datetime(2026, 1, 16, 12, 0, tzinfo=UTC)
SILENT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # 45 days later
SNOOZED = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
WAKES = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
#: Two working days later: Wednesday, 11 March, is a holiday in Lithuania.
CLIMBS = datetime(2026, 3, 13, 10, 0, tzinfo=UTC)
WORKERS = 10


@pytest.fixture
def at(monkeypatch):
    """`at(time)`: it is that time at every door."""
    return lambda time: monkeypatch.setattr(timezone, "now", lambda: time)


@pytest.fixture
def rounds(transactional_db, manage):
    """`rounds(time)`: ten workers look at the same moment; at once where the database can."""

    def one(time):
        try:
            return manage("dispatch", "--once", now=time)
        finally:
            if connection.vendor == "postgresql":
                connection.close()

    def run(time):
        if connection.vendor != "postgresql":
            return [one(time) for _ in range(WORKERS)]
        with ThreadPoolExecutor(WORKERS) as workers:
            return list(workers.map(one, [time] * WORKERS))

    return run


@pytest.fixture
def asked(mailbox):
    """`asked(user)`: the letters that ask somebody for news; not the empty ones of a Monday."""
    return lambda user: [text for text in mailbox.to(user) if "ask for news" in text]


def test_a_file_gone_quiet_is_told_snoozed_told_again_and_escalated_once(
    rounds, at, door, make_case, caseworker, coordinator, asked, mailbox
):
    case = make_case("Вера Ціхая", at=OPENED)
    mine = door(caseworker)
    at(SILENT - DAY)
    mine.post("cases/check-no-news/", status=200, cases=[str(case.pk)])

    rounds(SILENT - HOUR)
    assert asked(caseworker) == []
    rounds(SILENT)
    rounds(SILENT.replace(hour=9) + DAY)
    assert len(asked(caseworker)) == 1

    at(SNOOZED)
    (clock,) = mine.get("clocks/", case=case.pk, kind="life_silent")["results"]
    assert clock["due_at"] == SILENT.isoformat().replace("+00:00", "Z")
    path = f"clocks/{clock['id']}/snooze/"
    mine.post(path, status=200, until=WAKES.isoformat(), reason="Court closed")
    for day in range(7):
        rounds(SNOOZED + day * DAY)
    assert len(asked(caseworker)) == 1

    rounds(WAKES)
    rounds(WAKES.replace(hour=9) + DAY)
    assert len(asked(caseworker)) == 2
    woken = mine.get(f"clocks/{clock['id']}/")
    assert (woken["episode"], woken["started_at"]) == (2, clock["started_at"])
    assert datetime.fromisoformat(woken["next_step_at"]) == CLIMBS

    rounds(CLIMBS - HOUR)
    assert not Notice.objects.filter(recipient=coordinator).exists()
    rounds(CLIMBS)
    rounds(CLIMBS.replace(hour=9) + DAY)
    (escalated,) = asked(coordinator)
    assert "still open after a reminder" in escalated
    assert len(asked(caseworker)) == 2

    assert Clock.objects.get(pk=clock["id"]).step == 2
    assert not Email.objects.exclude(state="sent").exists()
    keys = list(Notice.objects.values_list("dedupe_key", "recipient"))
    assert len(keys) == len(set(keys)) == 3
    assert "Вера" not in "".join(mailbox.to(caseworker) + mailbox.to(coordinator))
