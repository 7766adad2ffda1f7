"""W16: a scheme is extended. One change moves the programme clock of 300 people, withdraws what is
obsolete, and sends nothing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.models import Case, Clock, Email, IdentityDocument, Notice, User
from tests.conftest import NOW
from tests.web.conftest import Reader

DAY = timedelta(days=1)
PEOPLE = 300


@pytest.fixture
def at(monkeypatch):
    """`at(time)`: it is that time at every door."""

    def move(time):
        monkeypatch.setattr(timezone, "now", lambda: time)
        return time

    return move


def test_one_change_moves_300_clocks_and_nobody_is_told_twice(db, manage, at, door, coordinator):
    at(NOW)
    manage("make_cases", "400", now=NOW)
    lead = door(coordinator)
    given = {"name": "Passports that ran out", "country": "LT", "source": "Order 7"}
    scheme = lead.post("schemes/", **given, ends_on=day(20))
    cases = Case.objects.open().order_by("reference")[:PEOPLE]
    IdentityDocument.objects.bulk_create(
        IdentityDocument(
            case=case, kind="national_passport", scheme_id=scheme["id"], created_at=NOW
        )
        for case in cases
    )
    # A first change, so that the clocks of papers written by hand run.
    scheme = lead.post(f"schemes/{scheme['id']}/extend/", 200, ends_on=day(21))
    assert (scheme["documents_in_use"], scheme["people"]) == (PEOPLE, PEOPLE)
    clocks = Clock.objects.running().filter(kind="scheme_expiry")
    assert clocks.count() == PEOPLE

    # A fortnight before: what is found in the morning waits for the digest of the evening.
    User.objects.update(digest_hour=18, next_digest_at=NOW.replace(hour=18))
    manage("dispatch", "--once", now=at(NOW.replace(hour=19) + 6 * DAY))
    found_at = at(NOW.replace(hour=9, minute=30) + 7 * DAY)
    manage("dispatch", "--once", now=found_at)
    written = Notice.objects.filter(kind="scheme_expiry")
    assert written.count() == PEOPLE
    assert not written.filter(state="told").exists()

    # The country extends the scheme by a year: looked at on the page, done with one press.
    at(found_at + timedelta(hours=2))
    reader = Reader(coordinator)
    address = f"/countries/schemes/{scheme['id']}/"
    page = reader.get(address, {"ends_on": day(386), "source": "Order 9"})
    assert "The reminders of 300 documents move" in page
    assert "300 reminders that nobody was told yet are taken back" in page
    reader.press(address, ends_on=day(386), source="Order 9", version=scheme["version"])
    assert reader.post(address, ends_on=day(386), version=scheme["version"]).status == 412
    assert set(clocks.values_list("due_at", flat=True)) == {morning(386)}
    assert set(written.values_list("state", flat=True)) == {"withdrawn"}

    # Nothing of the old day is told; of the new one each warning once.
    old_day = NOW + 21 * DAY
    for when in (found_at + DAY, old_day, old_day + DAY):
        manage("dispatch", "--once", now=at(when))
    assert not written.filter(state="told").exists()
    first = morning(386) - 90 * DAY
    for hours in (1, 2, 10, 11):
        manage("dispatch", "--once", now=at(first + timedelta(hours=hours)))
    told = written.filter(state="told")
    assert told.count() == PEOPLE
    assert told.values("clock").distinct().count() == PEOPLE
    keys = list(written.values_list("dedupe_key", "recipient"))
    assert len(keys) == len(set(keys))
    sent = Email.objects.filter(state="sent").exclude(message_id="")
    assert sent.values("message_id").distinct().count() == sent.count()


def day(number):
    return (NOW + number * DAY).date().isoformat()


def morning(number):
    return NOW.replace(hour=9, minute=0) + number * DAY
