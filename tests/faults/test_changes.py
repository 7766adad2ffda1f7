"""D11: what is no longer so leaves no later than one lease after the change was committed."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.models import Clock, Email, Membership, Notice, Team, User
from casetracker.services.activities import record_activity
from casetracker.services.cases import assign_case, close_case
from casetracker.services.freezing import freeze_user
from casetracker.services.notices import pack
from casetracker.services.offers import offer_task
from casetracker.services.sweep import sweep
from casetracker.services.tasks import cancel_task, open_task
from tests.faults.forked import step
from tests.faults.servers import wait_until
from tests.faults.test_redis import urgent

pytestmark = [pytest.mark.servers, pytest.mark.filterwarnings("ignore:.*multi-threaded")]
EACH = 2  # letters that one kind of change concerns


@pytest.fixture
def waiting(place):
    """Letters for everybody's file in reception, the last ones offers to volunteers; all packed.

    Returns the files of the last letters in the order in which they leave, and the tasks.
    """
    now = timezone.now()
    place.make_due(urgent(), at=now)
    sweep(now=now)
    pack(now=now)
    people = list(Email.objects.waiting().order_by("id").values_list("recipient", flat=True))
    assert len(people) == urgent().count()
    team, case = Team.objects.get(), Clock.objects.filter(case__stage="reception")[0].case
    tasks = []
    for number in range(EACH):
        who = User.objects.create(
            email=f"helper{number}@example.org", name="Helper", created_at=now, password="!"
        )
        Membership.objects.create(
            user=who, team=team, role="volunteer", created_at=now, vetted_at=now
        )
        words = {"kind": "transport", "title": "Drive", "is_after_release": True}
        due_at = now + timedelta(days=1)
        task = open_task(
            actor=None, case_id=case.pk, team_id=team.pk, due_at=due_at, now=now, **words
        )
        tasks.append(offer_task(actor=None, task_id=task.pk, volunteer_id=who.pk, now=now))
    pack(now=now)
    files = {clock.owner_id: clock for clock in urgent().select_related("case")}
    return [files[who] for who in people], tasks


def change_everything(files, tasks):
    """One of each change; the letters that must not leave any more."""
    now = timezone.now()
    parts = [files[-EACH * n :][:EACH] for n in (1, 2, 3, 4)]
    cared_for, closed, reassigned, frozen = parts
    concerned = {clock.owner_id for part in parts for clock in part}
    for clock in cared_for:
        record_activity(
            actor=None, case_id=clock.case_id, kind="visit", occurred_at=now, text="seen", now=now
        )
    for clock in closed:
        close_case(actor=None, case_id=clock.case_id, reason="settled", now=now)
    for clock in reassigned:
        other = files[0].owner_id
        assign_case(actor=None, case_id=clock.case_id, caseworker_id=other, now=now)
    for clock in frozen:
        freeze_user(actor=None, user_id=clock.owner_id, now=now)
    offers = Email.objects.filter(notices__kind="offer_made")
    theirs = Email.objects.filter(recipient__in=concerned) | offers
    letters = set(theirs.values_list("message_id", flat=True))
    for task in tasks:
        cancel_task(actor=None, task_id=task.pk, reason="not needed", now=now)
    return letters


def test_no_mail_for_what_was_so_leaves_later_than_one_lease(place, waiting):
    files, tasks = waiting
    place.pace, place.journal.pause = 30.0, 0.2
    running = step("deliver", timezone.now(), pace=place.pace)
    try:
        wait_until(lambda: len(place.journal.taken) >= 2, what="the first letters")
        stale = change_everything(files, tasks)
        assert len(stale) == 5 * EACH
        committed = time.time()
        assert running.wait() == 0
    finally:
        running.end()
    lease = place.lease.total_seconds()
    assert place.journal.taken[-1].at > committed + lease, "the batch was too short to show it"
    late = [
        letter.recipient
        for letter in place.journal.taken
        if letter.message_id in stale and letter.at > committed + lease
    ]
    assert not late, f"told though withdrawn: {late}"
    states = Email.objects.filter(message_id__in=stale).values_list("state", flat=True)
    assert set(states) <= {"dropped", "sent"}
    others = Email.objects.exclude(message_id__in=stale)
    assert set(others.values_list("state", flat=True)) == {"sent"}
    # Whoever has the files now, and the coordinators for whoever is locked out, are told anew.
    sweep(now=timezone.now())
    place.dispatch(timezone.now() + timedelta(hours=2))
    told = Notice.objects.filter(
        clock__in=files[-EACH * 3 : -EACH * 2], state__in=["told", "packed"]
    )
    assert set(told.values_list("recipient", flat=True)) == {files[0].owner_id}
