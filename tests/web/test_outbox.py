from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.models import Email, Notice, User
from casetracker.services.instance import name_instance
from tests.conftest import NOW

OUTBOX = "/outbox/"


@pytest.fixture
def letter(db):
    """`letter(user, …)`: one e-mail in the outbox, with one line."""

    def make(user, *, state="waiting", at=NOW, kind="case_silent", **values):
        number = Email.objects.count()
        waiting = {"next_attempt_at": at} if state == "waiting" else {}
        email = Email.objects.create(
            recipient=user,
            kind="urgent",
            state=state,
            created_at=at,
            message_id=f"<{number}@test>",
            **waiting,
            **values,
        )
        Notice.objects.create(
            dedupe_key=f"event:{number}",
            recipient=user,
            kind=kind,
            email=email,
            state="packed",
            created_at=at,
            changed_at=at,
        )
        return email

    return make


def test_it_shows_what_was_told_to_whom_and_when(read, coordinator, caseworker, letter):
    letter(caseworker, state="sent", sent_at=NOW)
    letter(caseworker, reason="the server was busy", attempts=2)
    page = read(coordinator).get(OUTBOX)
    assert f"{caseworker.name} urgent check the file sent 9 Feb 2026, 12:00" in page
    said = "the server was busy tried 2 times next try: 9 Feb 2026, 12:00"
    assert f"no mail leaves this installation {said}" in page


def test_no_address_and_no_name_of_a_prisoner_is_in_it(read, coordinator, caseworker, letter, case):
    letter(caseworker)
    page = read(coordinator).get(OUTBOX)
    assert caseworker.email not in page
    assert "Прыклад" not in page


def test_a_caseworker_sees_ones_own_mail_only(read, caseworker, colleague, letter):
    letter(caseworker)
    letter(colleague)
    page = read(caseworker).get(OUTBOX)
    assert caseworker.name in page
    assert colleague.name not in page


def test_a_coordinator_sees_no_mail_of_other_teams(read, coordinator, stranger, letter):
    letter(stranger)
    assert "Nothing here." in read(coordinator).get(OUTBOX)


def test_it_is_filtered_by_state(read, caseworker, letter):
    letter(caseworker, state="failed", reason="no such mailbox", kind="offer_made")
    letter(caseworker)
    page = read(caseworker).get(OUTBOX, {"state": "failed"})
    assert "a new task" in page
    assert "check the file" not in page
    assert read(caseworker).get(OUTBOX, {"state": "burnt"}).status == 200


@pytest.mark.parametrize(
    "kind", ["invitation", "password_reset", "case_handed_over", "re_arrested"]
)
def test_every_kind_of_line_has_words(read, caseworker, letter, kind):
    letter(caseworker, kind=kind)
    page = read(caseworker).get(OUTBOX)
    assert page.status == 200
    assert "_" not in page.text.split("E-mails, the latest first")[1]


def test_it_goes_on_on_further_pages(read, caseworker, letter, monkeypatch):
    monkeypatch.setattr("casetracker.web.outbox.SIZE", 2)
    for n in range(3):
        letter(
            caseworker, at=NOW - timedelta(days=n), state="sent", sent_at=NOW - timedelta(days=n)
        )
    reader = read(caseworker)
    first = reader.get(OUTBOX)
    assert "9 Feb 2026" in first
    assert "7 Feb 2026" not in first
    link = first.html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert "7 Feb 2026" in reader.get(OUTBOX + link)


def test_it_takes_the_same_queries_however_long(read, caseworker, letter):
    name_instance(name="test", now=NOW)
    reader = read(caseworker)
    letter(caseworker)
    with CaptureQueriesContext(connection) as few:
        reader.get(OUTBOX)
    for _ in range(5):
        letter(caseworker)
    with CaptureQueriesContext(connection) as many:
        reader.get(OUTBOX)
    assert len(many) == len(few) <= 8


def test_an_installation_without_a_name_says_that_nothing_leaves(read, caseworker):
    assert "No mail leaves this installation" in read(caseworker).get(OUTBOX)


def test_it_is_filtered_by_kind_and_person(read, coordinator, caseworker, colleague, letter):
    letter(caseworker, kind="offer_made")
    letter(colleague, kind="hearing")
    reader = read(coordinator)
    page = reader.get(OUTBOX, {"person": str(colleague.pk)})
    assert "the date is near" in page
    assert "a new task" not in page
    assert "Nothing here." in reader.get(OUTBOX, {"kind": "digest"})
    for odd in ({"person": "x"}, {"person": str(caseworker.pk)[:-1]}, {"kind": "x"}):
        assert "a new task" in reader.get(OUTBOX, odd)


def test_a_coordinator_cannot_narrow_it_to_strangers(read, coordinator, stranger, letter):
    letter(stranger)
    assert stranger.name not in read(coordinator).get(OUTBOX, {"person": str(stranger.pk)})


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "leaves within a minute"),
        ({"attempts": 1}, "the server did not take it: tried again"),
        ({"lease_until": datetime(2999, 1, 1, tzinfo=UTC)}, "is being sent now"),
        ({"at": NOW + timedelta(minutes=30)}, "after three urgent ones in a day: one an hour"),
    ],
)
def test_it_says_what_a_letter_waits_for(read, caseworker, letter, values, said):
    name_instance(name="test", now=NOW)
    letter(caseworker, **values)
    assert said in read(caseworker).get(OUTBOX)


def test_a_volunteer_at_night_waits_for_the_morning(read, volunteer, coordinator, letter):
    name_instance(name="test", now=NOW)
    volunteer.quiet_from, volunteer.quiet_until = 11, 14
    volunteer.save()
    letter(volunteer, at=NOW + timedelta(hours=2))
    assert "quiet hours of the reader" in read(coordinator).get(OUTBOX)


def test_a_full_hour_is_said(read, caseworker, letter, settings):
    name_instance(name="test", now=NOW)
    settings.MAIL_HOURLY_CAP = 1
    letter(caseworker, state="sent", sent_at=NOW)
    letter(caseworker, at=NOW - timedelta(minutes=3))
    assert "the limit of this hour is reached" in read(caseworker).get(OUTBOX)


def test_addresses_that_do_not_work_are_listed_and_one_works_again(
    read, coordinator, caseworker, stranger
):
    for who in (caseworker, stranger):
        User.objects.filter(pk=who.pk).update(address_failed_at=NOW)
    reader = read(coordinator)
    page = reader.get(f"{OUTBOX}addresses/")
    assert caseworker.email in page
    assert stranger.email not in page
    for search, is_there in ((caseworker.email[:6].upper(), True), ("nobody like this", False)):
        found = reader.get(f"{OUTBOX}addresses/", {"q": search})
        assert (caseworker.email in found) is is_there
        assert ("Nobody fits." in found) is not is_there
    path = f"{OUTBOX}addresses/{caseworker.pk}/"
    assert "is written to again" in reader.press(path)
    assert "Every address works." in reader.get(f"{OUTBOX}addresses/")
    assert "Nothing was changed" in reader.press(path)
    assert reader.post(f"{OUTBOX}addresses/{stranger.pk}/").status == 404
    assert read(caseworker).get(f"{OUTBOX}addresses/").status == 403
