"""D6: whatever a mail server answers, each letter ends in the right state."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.models import Clock, Email, Notice, User
from casetracker.services.notices import pack
from casetracker.services.sweep import sweep
from tests.faults.forked import step
from tests.faults.invariants import at_rest
from tests.faults.servers import free_port
from tests.mail.smtpserver import DRIP, DROP, RESET, STALL

pytestmark = [pytest.mark.servers, pytest.mark.filterwarnings("ignore:.*multi-threaded")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: What the server says to one letter, at which verb, how often. A kept connection that is closed
#: before DATA is opened anew at once: there it has to happen twice.
TRIED_AGAIN = [
    ("RCPT", b"421 4.3.2 going down\r\n", 2),
    ("LETTER", b"421 4.3.2 going down\r\n", 1),
    ("RCPT", b"451 4.7.1 greylisted\r\n", 1),
    ("LETTER", b"451 4.3.0 not now\r\n", 1),
    ("DATA", b"452 4.3.1 no room\r\n", 1),
    ("RCPT", b"500 5.5.1 what?\r\n", 1),
    ("DATA", b"500 5.5.1 what?\r\n", 1),
    ("RCPT", b"550 5.7.1 policy\r\n", 1),
    ("RCPT", b"550 nobody\r\n", 1),
    ("LETTER", b"554 5.7.1 looks like spam\r\n", 1),
    ("LETTER", b"550 5.1.1 nobody here\r\n", 1),
    ("RCPT", STALL, 1),
    ("LETTER", STALL, 1),
    ("LETTER", DRIP, 1),
    ("LETTER", b"nonsense\r\n", 1),
    ("DATA", RESET, 1),
]
FINAL = [b"550 5.1.1 nobody here\r\n", b"553 5.1.3 no such syntax\r\n", b"551 5.1.6 moved\r\n"]
LOST = ("LETTER", [DROP], 1)


@pytest.fixture
def people(place):
    place.pace = 60.0
    return list(User.objects.filter(email__startswith="person").order_by("email"))


def pack_letters(place, people):
    """One urgent letter to each, packed; the keys that must be told."""
    due = place.make_due(Clock.objects.filter(case__stage="reception", owner__in=people))
    sweep(now=timezone.now())
    pack(now=timezone.now())
    assert Email.objects.waiting().count() == len(people)
    return due


def deliver(place, after=timedelta()):
    assert step("deliver", timezone.now() + after, pace=place.pace).wait() == 0


def deliver_until_all_are_tried(place):
    """421 and a time-out end a round; the rest is tried in the next one, seconds later."""
    for _ in range(12):
        deliver(place)
        if not Email.objects.waiting().filter(attempts=0).exists():
            return
    raise AssertionError("a letter was never tried")


def test_what_says_nothing_of_the_recipient_is_tried_again_and_leaves(place, people):
    troubled = dict(zip((who.email for who in people), [*TRIED_AGAIN, LOST], strict=False))
    due = pack_letters(place, people[: len(troubled) + 2])
    for address, (verb, answer, times) in troubled.items():
        place.journal.for_one(address, **{verb: [answer] * times})
    deliver_until_all_are_tried(place)
    waiting = Email.objects.waiting().values_list("recipient__email", "attempts", "lease_token")
    assert sorted(waiting) == [(address, 1, None) for address in sorted(troubled)]
    assert "" not in set(Email.objects.waiting().values_list("reason", flat=True))
    assert not User.objects.exclude(address_failed_at=None).exists()
    # Not before the pause is over.
    deliver(place)
    assert Email.objects.waiting().count() == len(troubled)
    for hours in (1, 2, 3):
        deliver(place, after=hours * HOUR)
    assert at_rest(place, due).repeats == 1  # of the letter whose reply was lost


def test_what_is_said_to_the_sender_is_tried_again_and_leaves(place, people):
    due = pack_letters(place, people[:8])
    refusals = [b"451 4.7.1 slowly\r\n", b"500 5.5.1 what?\r\n"]
    place.journal.says(MAIL=[*refusals, b"550 5.1.8 bad sender\r\n", b"550 5.1.1 nobody\r\n"])
    deliver_until_all_are_tried(place)
    attempts = Counter(Email.objects.waiting().values_list("attempts", flat=True))
    assert attempts == {1: 4}
    assert not User.objects.exclude(address_failed_at=None).exists()
    deliver(place, after=HOUR)
    assert at_rest(place, due).repeats == 0


def test_a_dead_address_is_final_and_the_coordinator_is_told_once_however_many_letters(
    place, people
):
    dead, well = people[: len(FINAL)], people[len(FINAL) : 6]
    place.digests_at(timezone.now(), User.objects.filter(pk__in=[who.pk for who in dead]))
    digests = place.make_due(Clock.objects.filter(case__stage="inside", owner__in=dead))
    sweep(now=timezone.now())
    pack(now=timezone.now())
    due = place.make_due(Clock.objects.filter(case__stage="reception", owner__in=people[:6]))
    sweep(now=timezone.now())
    pack(now=timezone.now())
    for who, answer in zip(dead, FINAL, strict=True):
        place.journal.for_one(who.email, RCPT=[answer] * 2)
    deliver(place)
    ended = Email.objects.filter(recipient__in=dead).values_list("state", flat=True)
    assert list(ended) == ["failed"] * 6
    failed = User.objects.exclude(address_failed_at=None)
    assert set(failed) == set(dead)
    told = Notice.objects.filter(kind="address_failed").values_list("recipient__email", flat=True)
    assert list(told) == ["lead@example.org"] * len(dead)
    reached = {pair for pair in due if pair[1] in {who.pk for who in well}}
    never = (due | digests) - reached
    Notice.objects.filter(kind="address_failed").withdraw(now=timezone.now())
    at_rest(place, reached, withdrawn=never, endings=Counter(failed=6))


def test_a_server_that_is_not_there_costs_nobody_a_letter(place, people, settings):
    due = pack_letters(place, people[:5])
    right, settings.EMAIL_URL = settings.EMAIL_URL, f"smtp://127.0.0.1:{free_port()}"
    for hour in range(6):
        deliver(place, after=hour * HOUR)
    assert Email.objects.waiting().count() == 5
    settings.EMAIL_URL = right
    deliver(place, after=DAY)
    assert at_rest(place, due).repeats == 0


def test_after_two_days_of_refusals_a_coordinator_is_asked(place, people):
    due = pack_letters(place, people[:2])
    place.journal.for_one(people[0].email, RCPT=[b"451 4.7.1 greylisted\r\n"] * 99)
    for hour in (0, 1, 5, 24, 47):
        deliver(place, after=hour * HOUR)
        assert Email.objects.get(recipient=people[0]).state == "waiting"
    deliver(place, after=52 * HOUR)
    assert Email.objects.get(recipient=people[0]).state == "failed"
    assert Notice.objects.get(kind="address_failed").recipient.email == "lead@example.org"
    Notice.objects.filter(kind="address_failed").withdraw(now=timezone.now())
    lost = {pair for pair in due if pair[1] == people[0].pk}
    at_rest(place, due - lost, withdrawn=lost, endings=Counter(failed=1))
