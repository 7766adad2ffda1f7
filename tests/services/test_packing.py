"""Packing: urgent letters are bundled, digests leave once a day, caps lose nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casetracker.domain.words import EventKind
from casetracker.models import Email, Notice, User
from casetracker.models.base import new_id
from casetracker.services.emails import deliver_due
from casetracker.services.notices import event, insert_notices, pack

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def alarm(case, caseworker):
    """`alarm(at)`: something urgent happens on the case, is packed and delivered."""

    def ring(at, who=caseworker):
        what = event(EventKind.RE_ARRESTED, new_id(), who.pk, case_id=case.pk, is_urgent=True)
        insert_notices([what], now=at)
        pack(now=at)
        return deliver_due(now=at).sent

    return ring


def test_after_three_urgent_letters_in_a_day_further_ones_are_bundled_one_an_hour(
    alarm, mailbox, now
):
    assert [alarm(now + n * MINUTE) for n in range(6)] == [1, 1, 1, 0, 0, 0]
    bundle = Email.objects.get(state="waiting")
    assert bundle.notices.count() == 3
    assert bundle.next_attempt_at == now + 2 * MINUTE + HOUR
    assert deliver_due(now=now + 2 * HOUR).sent == 1
    assert Notice.objects.filter(state="told").count() == 6


def test_the_next_day_urgent_letters_leave_at_once_again(alarm, mailbox, now):
    for number in range(4):
        alarm(now + number * MINUTE)
    deliver_due(now=now + 2 * HOUR)
    assert alarm(now + 2 * DAY) == 1


def test_what_is_urgent_for_one_does_not_hold_up_another(alarm, mailbox, coordinator, now):
    for number in range(4):
        alarm(now + number * MINUTE)
    assert alarm(now + 5 * MINUTE, coordinator) == 1


def test_what_is_over_the_cap_of_an_hour_leaves_in_the_next_and_urgent_mail_first(
    make_user, team, alarm, mailbox, case, caseworker, settings, now
):
    settings.MAIL_HOURLY_CAP = 3
    people = [make_user("caseworker", team) for _ in range(5)]
    told = [event(EventKind.CASE_HANDED_OVER, new_id(), who.pk, case_id=case.pk) for who in people]
    insert_notices(told, now=now)
    User.objects.update(next_digest_at=now)
    User.objects.filter(pk=caseworker.pk).update(next_digest_at=now + DAY)
    assert alarm(now) == 3
    assert Email.objects.get(kind="urgent").state == "sent"
    assert deliver_due(now=now + MINUTE).sent == 0
    assert deliver_due(now=now + 61 * MINUTE).sent == 3
    assert not Email.objects.exclude(state="sent").exists()
    assert not Notice.objects.exclude(state="told").exists()


def test_a_digest_leaves_once_per_local_date(case, caseworker, mailbox, now):
    for hours in (0, 1, 2):
        insert_notices(
            [event(EventKind.CASE_HANDED_OVER, new_id(), caseworker.pk, case_id=case.pk)],
            now=now + hours * HOUR,
        )
        pack(now=now + hours * HOUR)
    assert Email.objects.count() == 0  # nine o'clock has passed when the first one came
    assert pack(now=now + DAY) == 1
    assert pack(now=now + DAY + HOUR) == 0
    assert Email.objects.get().notices.count() == 3


def test_a_digest_that_is_days_late_does_not_take_the_place_of_todays(
    case, caseworker, mailbox, now
):
    def hand_over(at):
        insert_notices(
            [event(EventKind.CASE_HANDED_OVER, new_id(), caseworker.pk, case_id=case.pk)], now=at
        )

    hand_over(now)
    late = (now + 3 * DAY).replace(hour=8)
    assert pack(now=late) == 1
    hand_over(late)
    assert pack(now=late.replace(hour=9)) == 1
    days = list(Email.objects.order_by("digest_on").values_list("digest_on", flat=True))
    assert days == [(late - DAY).date(), late.date()]


def test_on_monday_a_digest_leaves_though_there_is_nothing_to_tell(caseworker, mailbox, now):
    User.objects.update(next_digest_at=now)
    assert pack(now=now) == 1
    assert deliver_due(now=now).sent == 1
    (text,) = mailbox.to(caseworker)
    assert "There is nothing for you just now." in text
    for days in range(1, 7):
        assert pack(now=now + days * DAY) == 0
    assert pack(now=now + 7 * DAY) == 1
    assert set(Email.objects.values_list("digest_on__week_day", flat=True)) == {2}


def test_a_monday_digest_whose_lines_hold_no_more_leaves_empty(case, caseworker, mailbox, now):
    said = event(EventKind.TASK_HANDED_OVER, new_id(), caseworker.pk, case_id=case.pk)
    insert_notices([said], now=now)
    User.objects.update(next_digest_at=now)
    pack(now=now)
    assert deliver_due(now=now).sent == 1
    assert "There is nothing for you just now." in mailbox.to(caseworker)[0]
    assert Notice.objects.get().state == "withdrawn"


@pytest.mark.parametrize(
    "unable",
    [
        {"is_active": False},
        {"frozen_at": "now"},
        {"address_failed_at": "now"},
        {"invited_at": "now"},
    ],
    ids=lambda values: next(iter(values)),
)
def test_the_empty_digest_goes_to_nobody_who_does_not_expect_mail(caseworker, now, unable):
    values = {name: now if value == "now" else value for name, value in unable.items()}
    User.objects.update(next_digest_at=now, **values)
    assert pack(now=now) == 0
    assert User.objects.get().next_digest_at > now


def test_quiet_hours_hold_a_digest_until_they_end(case, caseworker, mailbox, now):
    User.objects.update(next_digest_at=now, quiet_from=11, quiet_until=14)
    what = event(EventKind.CASE_HANDED_OVER, new_id(), caseworker.pk, case_id=case.pk)
    insert_notices([what], now=now)
    assert pack(now=now) == 1
    assert deliver_due(now=now + HOUR).sent == 0
    assert deliver_due(now=now + 2 * HOUR).sent == 1


@pytest.mark.parametrize(("wants_it", "sent"), [(False, 0), (True, 1)])
def test_urgent_mail_comes_in_a_volunteers_quiet_hours_only_if_they_want_it(
    alarm, volunteer, mailbox, now, wants_it, sent
):
    values = {"quiet_from": 11, "quiet_until": 14, "is_woken": wants_it}
    User.objects.filter(pk=volunteer.pk).update(**values)
    assert alarm(now, volunteer) == sent


def test_urgent_mail_ignores_the_quiet_hours_of_staff(alarm, caseworker, mailbox, now):
    User.objects.filter(pk=caseworker.pk).update(quiet_from=11, quiet_until=14)
    assert alarm(now) == 1


def test_a_digest_that_was_refused_until_quiet_hours_began_waits_for_their_end(
    case, caseworker, mailbox, now
):
    User.objects.update(next_digest_at=now, quiet_from=21, quiet_until=8)
    what = event(EventKind.CASE_HANDED_OVER, new_id(), caseworker.pk, case_id=case.pk)
    insert_notices([what], now=now)
    pack(now=now)
    night = now.replace(hour=22)
    assert deliver_due(now=night).sent == 0
    letter = Email.objects.get()
    assert (letter.state, letter.lease_token) == ("waiting", None)
    assert letter.next_attempt_at == (now + DAY).replace(hour=8)
    assert deliver_due(now=letter.next_attempt_at).sent == 1
