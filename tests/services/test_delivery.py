"""Delivery: every answer of a mail server ends in the right state; leases keep others out."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from casetracker.domain.words import EventKind
from casetracker.mail.transport import Accepted, RecipientRefused, RetryLater
from casetracker.models import Email, Instance, Notice, User
from casetracker.services import leases
from casetracker.services.emails import BATCH, GIVE_UP, DeliveryResult, deliver_batch, deliver_due
from casetracker.services.instance import identity, name_instance, why_silent
from casetracker.services.leases import Marks, claim
from casetracker.services.notices import event, insert_notices, pack

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Server:
    """A way out that answers as told, and remembers what it took."""

    answers: list[Any] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    before_data: Callable[[], None] | None = None

    def send(self, letter: Any, before_data: Callable[[], None] | None = None) -> Any:
        if self.before_data:
            self.before_data()
        if before_data:
            before_data()
        answer = self.answers.pop(0) if self.answers else Accepted(250, "ok")
        if isinstance(answer, Accepted):
            self.taken.append(letter.message_id)
        return answer

    def close(self) -> None: ...

    def __enter__(self):
        return self

    def __exit__(self, *error: object) -> None: ...


@pytest.fixture
def always_looking(monkeypatch):
    """A deliverer looks at its leases before each letter, as if half a second had passed."""
    monkeypatch.setattr(leases, "FRESH", timedelta())


@pytest.fixture
def letter(case, caseworker, coordinator, mailbox, now):
    """One urgent letter to the caseworker, packed and due."""
    insert_notices([event(EventKind.RE_ARRESTED, case.pk, caseworker.pk, is_urgent=True)], now=now)
    pack(now=now)
    return Email.objects.get()


def deliver(server: Server, now) -> DeliveryResult:
    result = DeliveryResult()
    deliver_batch(server, result, now=now)
    return result


def test_an_accepted_letter_is_sent_once_and_its_notice_told(letter, now):
    server = Server()
    assert deliver(server, now).sent == 1
    assert deliver(server, now).sent == 0
    letter.refresh_from_db()
    assert (letter.state, letter.smtp_code, letter.next_attempt_at) == ("sent", 250, None)
    assert server.taken == [letter.message_id]
    assert Notice.objects.get().state == "told"


@pytest.mark.parametrize(
    "answer",
    [
        RetryLater(451, "try later"),
        RetryLater(550, "refused by policy"),
        RetryLater(0, "no answer after DATA", uncertain=True),
    ],
)
def test_whatever_is_not_final_is_tried_again_later_with_the_same_message_id(letter, now, answer):
    server = Server([answer])
    assert deliver(server, now).retry == 1
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("waiting", 1)
    assert letter.next_attempt_at == now + MINUTE
    assert deliver(server, now).sent == 0
    assert deliver(server, now + MINUTE).sent == 1
    assert server.taken == [letter.message_id]


def test_a_server_in_trouble_ends_the_batch_and_frees_what_was_not_tried(
    letter, coordinator, case, now
):
    insert_notices([event(EventKind.RE_ARRESTED, case.pk, coordinator.pk, is_urgent=True)], now=now)
    pack(now=now)
    server = Server([RetryLater(421, "shutting down", server=True)])
    assert deliver(server, now).retry == 1
    assert Email.objects.filter(lease_token=None, state="waiting").count() == 2
    assert Email.objects.filter(attempts=0).count() == 1


def test_after_48_hours_a_coordinator_is_asked(letter, coordinator, now):
    deliver(Server([RetryLater(451, "try later")]), now)
    late = now + GIVE_UP + MINUTE
    assert deliver(Server([RetryLater(451, "try later")]), late).failed == 1
    letter.refresh_from_db()
    assert (letter.state, letter.reason) == ("failed", "no server took it for 48 hours")
    assert Notice.objects.filter(recipient=coordinator, kind="address_failed").exists()


def test_a_dead_address_is_final_marked_and_told_to_the_coordinators(
    letter, caseworker, coordinator, now
):
    assert deliver(Server([RecipientRefused(550, "5.1.1")]), now).failed == 1
    letter.refresh_from_db()
    caseworker.refresh_from_db()
    assert (letter.state, letter.smtp_code) == ("failed", 550)
    assert caseworker.address_failed_at == now
    assert Notice.objects.filter(recipient=coordinator, kind="address_failed").exists()


def test_a_letter_to_an_address_known_to_be_dead_is_not_tried(letter, caseworker, now):
    User.objects.filter(pk=caseworker.pk).update(address_failed_at=now)
    server = Server()
    assert deliver(server, now).failed == 1
    assert server.taken == []


def test_a_letter_that_somebody_holds_is_left_to_them_until_the_lease_ends(letter, now):
    held = Email.objects.filter(pk=letter.pk)
    held.update(lease_token=uuid.uuid4(), lease_until=Now() + MINUTE)
    assert deliver(Server(), now).sent == 0
    held.update(lease_until=Now() - MINUTE)
    assert deliver(Server(), now).sent == 1


def test_a_deliverer_that_lost_its_lease_sends_nothing_and_marks_nothing(
    letter, now, always_looking
):
    def stalls_until_another_has_it() -> None:
        Email.objects.update(lease_token=uuid.uuid4(), lease_until=Now() + MINUTE)

    server = Server(before_data=stalls_until_another_has_it)
    assert deliver(server, now).sent == 0
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("waiting", 0)
    assert server.taken == []


def test_a_lease_that_ran_out_in_mid_letter_is_not_renewed(letter, now, always_looking):
    def stalls_too_long() -> None:
        Email.objects.update(lease_until=Now() - MINUTE)

    server = Server(before_data=stalls_too_long)
    assert deliver(server, now).sent == 0
    assert server.taken == []


def test_a_batch_that_outlasts_its_lease_is_claimed_and_read_anew(
    letter, coordinator, case, mailbox, now, always_looking
):
    insert_notices([event(EventKind.RE_ARRESTED, case.pk, coordinator.pk, is_urgent=True)], now=now)
    pack(now=now)

    def takes_long() -> None:
        if server.taken:
            Email.objects.filter(state="waiting").update(lease_until=Now() + MINUTE / 2)

    server = Server(before_data=takes_long)
    result = DeliveryResult()
    assert deliver_batch(server, result, now=now)
    assert (result.sent, len(server.taken)) == (1, 1)
    # What happens meanwhile is seen: nobody is told of what has been taken back.
    Notice.objects.filter(email__state="waiting").withdraw(now=now)
    assert not deliver_batch(server, result, now=now)
    assert (result.sent, result.dropped, len(server.taken)) == (1, 1, 1)
    assert sorted(Email.objects.values_list("state", "lease_token")) == [
        ("dropped", None),
        ("sent", None),
    ]


def test_a_lease_too_short_for_the_first_letter_ends_the_round(letter, now, always_looking):
    server = Server(before_data=lambda: Email.objects.update(lease_until=Now() + MINUTE / 2))
    assert not deliver_batch(server, DeliveryResult(), now=now)
    letter.refresh_from_db()
    assert (letter.state, letter.lease_token) == ("waiting", None)
    assert server.taken == []


def claimed(now, most=1) -> Marks:
    token = uuid.uuid4()
    return Marks(token, claim(token, most, now, cap=9), now)


def test_what_a_deliverer_that_died_had_noted_is_marked_by_the_next(letter, now):
    dead = claimed(now)
    dead.taken(letter.pk, 250)
    # It dies here: its lock goes with it, and its lease runs out.
    dead._receipts.close(is_known=False)
    Email.objects.update(lease_until=Now() - MINUTE)
    server = Server()
    assert deliver_due(now=now + 2 * MINUTE).sent == 0
    letter.refresh_from_db()
    assert (letter.state, letter.smtp_code, letter.sent_at) == ("sent", 250, now)
    assert (letter.attempts, letter.first_attempt_at) == (1, now)
    assert Notice.objects.get().told_at == now
    assert server.taken == []


def test_what_a_deliverer_notes_that_lives_is_left_to_it(letter, now):
    with claimed(now) as alive:
        alive.taken(letter.pk, 250)
        leases.settle()
        assert Email.objects.get().state == "waiting"
    assert Email.objects.get().state == "sent"


def test_a_full_disk_lets_the_database_know_at_once(letter, now, monkeypatch):
    monkeypatch.setattr("os.write", lambda file, octets: len(octets) // 2)
    with claimed(now) as marks:
        marks.taken(letter.pk, 250)
        assert Email.objects.get().state == "sent"


def test_what_was_taken_is_marked_though_the_next_letter_cannot_be_written(
    letter, coordinator, case, mailbox, now
):
    insert_notices([event(EventKind.RE_ARRESTED, case.pk, coordinator.pk, is_urgent=True)], now=now)
    pack(now=now)

    def fails_at_the_second() -> None:
        if server.taken:
            raise RuntimeError("no more")

    server = Server(before_data=fails_at_the_second)
    with pytest.raises(RuntimeError, match="no more"):
        deliver(server, now)
    assert sorted(Email.objects.values_list("state", flat=True)) == ["sent", "waiting"]


def test_somebody_elses_mark_is_not_overwritten(letter, now):
    Email.objects.update(lease_token=uuid.uuid4(), lease_until=Now() + MINUTE)
    with Marks(uuid.uuid4(), [], now) as marks:
        marks.taken(letter.pk, 250)
    letter.refresh_from_db()
    assert letter.state == "waiting"
    assert Notice.objects.get().state == "packed"


def test_an_unnamed_instance_sends_nothing(letter, settings, now):
    settings.INSTANCE = ""
    Instance.objects.all().delete()
    assert deliver_due(now=now).sent == 0
    assert "has no name" in (why_silent(now=now) or "")
    settings.INSTANCE = "fresh"
    assert deliver_due(now=now).sent == 1
    assert Instance.objects.get().identity == identity(create=False)


def test_a_copy_of_the_database_sends_nothing_until_it_is_named(letter, now):
    Instance.objects.update(identity="somewhere else")
    assert deliver_due(now=now).sent == 0
    assert "copy" in (why_silent(now=now) or "")
    name_instance(name="test", now=now)
    assert deliver_due(now=now).sent == 1


@pytest.mark.parametrize("count", [3, BATCH])
def test_a_batch_takes_a_constant_number_of_statements(
    make_user, team, mailbox, case, now, count, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr(leases, "FRESH", HOUR)
    people = [make_user("caseworker", team) for _ in range(count)]
    insert_notices(
        [
            event(EventKind.WAVE_RELEASED, case.pk, who.pk, case_id=case.pk, is_urgent=True)
            for who in people
        ],
        now=now,
    )
    pack(now=now)
    # Three of them see how much room the cap leaves, one of those so that others wait for it.
    with django_assert_max_num_queries(19):
        assert deliver(Server(), now).sent == count
