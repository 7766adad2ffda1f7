"""D10: the caps hold with thousands due: nothing is lost, everything is listed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.models import Case, Clock, Email, Label, Membership, Team, User
from casetracker.services.emails import deliver_due
from casetracker.services.made_up_cases import make_cases
from casetracker.services.notices import pack
from casetracker.services.sweep import sweep
from tests.faults.forked import together
from tests.faults.invariants import at_rest
from tests.faults.test_redis import urgent

pytestmark = [pytest.mark.servers, pytest.mark.filterwarnings("ignore:.*multi-threaded")]
HOUR = timedelta(hours=1)
EACH = 20  # things that one person is told at once


def test_what_is_over_the_cap_of_an_hour_waits_for_the_next_and_none_is_lost(place, settings):
    settings.MAIL_HOURLY_CAP = 15
    now = timezone.now()
    due = place.make_due(urgent(), at=now)
    sweep(now=now)
    pack(now=now)
    left = []
    for hour in range(4):
        for minute in (0, 1, 30):
            deliver_due(now=now + hour * HOUR + timedelta(minutes=minute))
        left.append(len(place.journal.taken))
    assert left == [15, 30, 40, 40]
    assert at_rest(place, due).repeats == 0


def test_deliverers_at_once_keep_the_cap_together(place, settings):
    settings.MAIL_HOURLY_CAP = 15
    now = timezone.now()
    due = place.make_due(urgent(), at=now)
    sweep(now=now)
    pack(now=now)
    place.journal.pause = 0.01
    for hour, left in enumerate((15, 30, 40)):
        together(["deliver"] * 5, now + hour * HOUR)
        assert len(place.journal.taken) == left
    assert at_rest(place, due).repeats == 0


def test_thousands_due_at_once_are_all_listed(place, is_long, settings):
    """Long: 10,000 things for 500 people; two deliverers at once, a cap of an hour."""
    people, cap = (500, 300) if is_long else (30, 20)
    settings.MAIL_HOURLY_CAP = cap
    now = timezone.now()
    due = make_many_due(people, now)
    assert len(due) == people * EACH
    together(["sweep"] * 3, now)
    together(["pack"] * 2, now)
    assert Email.objects.count() == people
    hours = 0
    while Email.objects.waiting().exists():
        together(["deliver"] * 2, now + hours * HOUR)
        hours += 1
        assert len(place.journal.copies()) == min(people, cap * hours)
    assert at_rest(place, due).repeats == 0
    subjects = {
        (address, words): subject
        for address, words, subject in Label.objects.values_list(
            "recipient__email", "words", "subject_id"
        )
    }
    listed = {
        (subjects[letter.recipient, words], letter.recipient)
        for letter in place.journal.taken
        for words in re.findall(r"^• ([a-z-]+ [a-z-]+) – ", letter.text, re.MULTILINE)
    }
    told = Clock.objects.filter(owner__email__startswith="many")
    assert listed == set(told.values_list("case", "owner__email"))


def make_many_due(people, now):
    """So many caseworkers with EACH silent files whose digest is due; the keys to be told."""
    make_cases(count=people * EACH, stale=people * EACH, now=now)
    team = Team.objects.first()
    rows = [
        User(email=f"many{n:03}@example.org", name="Many", password="!", created_at=now)
        for n in range(people)
    ]
    User.objects.bulk_create(rows)
    roles = [Membership(user=who, team=team, role="caseworker", created_at=now) for who in rows]
    Membership.objects.bulk_create(roles)
    User.objects.update(next_digest_at=None)
    User.objects.filter(email__startswith="many").update(next_digest_at=now)
    inside = Clock.objects.filter(case__stage="inside", kind="case_silent")[0].revision
    clocks = list(Clock.objects.filter(next_step_at__lte=now, kind="case_silent").order_by("id"))
    for number, clock in enumerate(clocks):
        clock.owner, clock.step, clock.next_step_at = rows[number % people], 0, now
        clock.due_at, clock.revision = now, inside
    fields = ["owner", "step", "next_step_at", "due_at", "revision"]
    Clock.objects.bulk_update(clocks, fields, 500)
    Case.objects.filter(clocks__in=clocks).update(stage="inside")
    return {(f"clock:{clock.pk}:{clock.episode}:0", clock.owner_id) for clock in clocks}
