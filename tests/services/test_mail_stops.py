"""Stopping mails: nothing to the reader but what is urgent for staff, and no work left waiting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casetracker.domain.errors import Refused
from casetracker.domain.words import EventKind
from casetracker.models import AuditEvent, Email, Notice, Task
from casetracker.selectors.health import reminders
from casetracker.selectors.upkeep import readers_without_digest
from casetracker.services.emails import deliver_due
from casetracker.services.mail_stops import start_mails, stop_mails
from casetracker.services.notices import event, insert_notices, pack
from casetracker.services.offers import offer_task
from casetracker.services.tasks import open_task
from casetracker.services.users import edit_profile

DAY = timedelta(days=1)


@pytest.fixture
def tell(case, now):
    def insert(user, *, is_urgent):
        told = event(EventKind.RE_ARRESTED, case.pk, user.pk, case_id=case.pk, is_urgent=is_urgent)
        insert_notices([told], now=now)

    return insert


def make_task(case, caseworker, now, **values):
    return open_task(
        actor=caseworker,
        case_id=case.pk,
        title="words",
        kind="transport",
        due_at=now + 3 * DAY,
        now=now,
        **values,
    )


def test_a_volunteers_tasks_go_back_to_the_queue_and_the_coordinator_is_told(
    case, caseworker, coordinator, volunteer, mailbox, remind, now
):
    taken = make_task(case, caseworker, now, assignee_id=volunteer.pk)
    offered = make_task(case, caseworker, now)
    offer_task(actor=caseworker, task_id=offered.pk, volunteer_id=volunteer.pk, now=now)
    stop_mails(actor=volunteer, now=now)
    assert list(Task.objects.values_list("state", "assignee")) == [("open", None)] * 2
    remind(now + DAY)
    assert mailbox.to(volunteer) == []
    text = "\n".join(mailbox.to(coordinator))
    assert "somebody wants no more mails: see to their tasks" in text
    assert "nobody has taken it yet: find someone" in text
    assert AuditEvent.objects.filter(verb="stop_mails", actor_id=volunteer.pk).count() == 1
    assert taken.pk != offered.pk


@pytest.mark.parametrize("is_urgent", [False, True])
@pytest.mark.parametrize("role", ["volunteer", "caseworker", "coordinator"])
def test_only_what_is_urgent_for_staff_still_leaves(
    make_user, team, tell, mailbox, remind, now, role, is_urgent
):
    user = make_user(role, team)
    stop_mails(actor=user, now=now)
    tell(user, is_urgent=is_urgent)
    remind(now + DAY)
    assert len(mailbox.to(user)) == (1 if is_urgent and role != "volunteer" else 0)
    assert not reminders(now=now + DAY).is_behind
    assert readers_without_digest() == 0


@pytest.mark.parametrize("is_urgent", [False, True])
def test_a_letter_that_was_packed_already_does_not_leave_and_its_lines_wait(
    volunteer, tell, mailbox, now, is_urgent
):
    tell(volunteer, is_urgent=is_urgent)
    pack(now=now + DAY)
    assert Email.objects.get(recipient=volunteer).state == "waiting"
    stop_mails(actor=volunteer, now=now + DAY)
    deliver_due(now=now + DAY)
    assert mailbox.to(volunteer) == []
    assert Email.objects.get(recipient=volunteer).reason == "its reader has stopped mails"
    assert Notice.objects.get(recipient=volunteer).state == "open"


def test_what_has_waited_is_told_once_mails_are_started(volunteer, tell, mailbox, remind, now):
    stop_mails(actor=volunteer, now=now)
    tell(volunteer, is_urgent=False)
    remind(now + 2 * DAY)
    start_mails(actor=volunteer, now=now + 2 * DAY)
    remind(now + 3 * DAY)
    (text,) = mailbox.to(volunteer)
    assert "open the file now: things have changed" in text


def test_again_changes_nothing_and_a_second_stop_is_told_again(volunteer, coordinator, now):
    for _ in range(2):
        stop_mails(actor=volunteer, now=now)
    told = Notice.objects.filter(recipient=coordinator, kind="mails_stopped")
    assert told.count() == 1
    for _ in range(2):
        start_mails(actor=volunteer, now=now)
    stop_mails(actor=volunteer, now=now)
    assert told.count() == 2
    assert AuditEvent.objects.filter(verb="start_mails").count() == 1


def test_who_has_stopped_mails_is_offered_nothing(
    case, caseworker, volunteer, make_user, team, now
):
    task = make_task(case, caseworker, now)
    stop_mails(actor=volunteer, now=now)
    with pytest.raises(Refused):
        offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)
    other = make_user("volunteer", team)
    offer_task(actor=caseworker, task_id=task.pk, now=now)
    assert task.offers.get().volunteer == other


def test_another_digest_hour_does_not_start_mails(volunteer, now):
    stop_mails(actor=volunteer, now=now)
    user = edit_profile(actor=volunteer, changes={"digest_hour": 7}, now=now)
    assert user.next_digest_at is None
