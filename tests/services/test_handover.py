"""Somebody is gone: forty files and all that hangs on them change hands in one act."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.models import Action, ApiToken, AuditEvent, Case, Clock, Need, Notice, Task
from casetracker.services.actions import record_action
from casetracker.services.handover import HandedOver, hand_over_everything
from casetracker.services.needs import open_need
from casetracker.services.tasks import finish_task, open_task
from casetracker.services.tokens import create_token

DAY = timedelta(days=1)


@pytest.fixture
def work_of(make_case, now):
    """`work_of(user, 40)`: so many cases, each with a need, a task and an action."""

    def make(user, count):
        for number in range(count):
            case = make_case(f"Прыклад {user.pk.hex[-6:]} {number}", worker=user)
            given = {"actor": user, "case_id": case.pk, "now": now}
            open_need(kind="asylum", due_at=now + 9 * DAY, **given)
            due_at = now + 3 * DAY
            open_task(title="Call", due_at=due_at, assignee_id=user.pk, **given)
            open_task(title="Drive", due_at=due_at, kind="transport", **given)
            record_action(
                actor=user,
                kind="letter",
                case_ids=[case.pk],
                reply_due_at=now + 60 * DAY,
                now=now,
            )

    return make


@pytest.fixture
def heir(make_user, team):
    return make_user("caseworker", team)


def test_all_that_somebody_answered_for_has_a_new_owner(
    work_of, caseworker, heir, coordinator, now
):
    work_of(caseworker, 4)
    token = create_token(actor=caseworker, user=caseworker, scopes=["all"], days=9, now=now)
    handed = hand_over_everything(
        actor=coordinator, from_user_id=caseworker.pk, to_user_id=heir.pk, now=now
    )
    assert handed == HandedOver(cases=4, needs=4, actions=4, tasks=4)
    for model, column in ((Case, "caseworker"), (Need, "owner"), (Action, "owner")):
        assert set(model.objects.values_list(column, flat=True)) == {heir.pk}
    assert set(Task.objects.values_list("assignee", "state")) == {
        (heir.pk, "accepted"),
        (None, "open"),
    }
    assert set(Clock.objects.running().values_list("owner", flat=True)) == {heir.pk}
    before = caseworker.get_session_auth_hash()
    caseworker.refresh_from_db()
    assert caseworker.get_session_auth_hash() != before
    assert token
    assert not ApiToken.objects.exists()
    verbs = AuditEvent.objects.filter(actor_id=coordinator.pk).values_list("verb", flat=True)
    assert set(verbs) == {
        "assign_case",
        "assign_need",
        "assign_action",
        "assign_task",
        "hand_over",
    }


def test_what_is_due_goes_to_the_deputy_and_nothing_to_who_is_gone(
    work_of, caseworker, heir, coordinator, mailbox, remind, now
):
    type(caseworker).objects.filter(pk=caseworker.pk).update(deputy=heir)
    work_of(caseworker, 3)
    at = now + 40 * DAY
    type(heir).objects.update(next_digest_at=at + DAY)
    remind(at)
    assert Notice.objects.filter(recipient=caseworker, kind="case_silent", state="open").exists()
    hand_over_everything(actor=coordinator, from_user_id=caseworker.pk, now=at)
    remind(at)
    silent = Notice.objects.filter(kind="case_silent", state="open")
    assert set(silent.values_list("recipient", flat=True)) == {heir.pk}
    assert silent.count() == 3
    remind(at + DAY)
    assert mailbox.to(caseworker) == []
    assert len(mailbox.to(heir)) == 1


def test_forty_files_cost_as_many_statements_as_four(
    work_of, caseworker, heir, coordinator, make_user, team, now
):
    counts = []
    coordinator.roles()
    for size in (4, 40):
        user = make_user("caseworker", team)
        work_of(user, size)
        with CaptureQueriesContext(connection) as queries:
            handed = hand_over_everything(
                actor=coordinator, from_user_id=user.pk, to_user_id=heir.pk, now=now
            )
        assert handed.cases == size
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_was_reported_done_waits_for_the_new_caseworker(
    case, caseworker, heir, volunteer, coordinator, now
):
    task = open_task(
        actor=caseworker,
        case_id=case.pk,
        title="Drive",
        due_at=now + DAY,
        assignee_id=volunteer.pk,
        now=now,
    )
    finish_task(actor=volunteer, task_id=task.pk, now=now)
    hand_over_everything(actor=coordinator, from_user_id=caseworker.pk, to_user_id=heir.pk, now=now)
    assert finish_task(actor=heir, task_id=task.pk, now=now).state == "done"


def test_a_coordinator_hands_over_the_work_of_their_own_teams_only(
    make_case, caseworker, heir, coordinator, other_team, now
):
    caseworker.memberships.create(team=other_team, role="caseworker", created_at=now)
    worker = type(caseworker).objects.get(pk=caseworker.pk)
    here = make_case(worker=worker)
    there = make_case("Іншы Прыклад", worker=worker, team_id=other_team.pk)
    given = {"from_user_id": caseworker.pk, "to_user_id": heir.pk, "now": now}
    handed = hand_over_everything(actor=coordinator, **given)
    assert handed.cases == 1
    assert dict(Case.objects.values_list("pk", "caseworker")) == {
        here.pk: heir.pk,
        there.pk: caseworker.pk,
    }
    with pytest.raises(Refused) as refusal:
        hand_over_everything(actor=None, **given)
    assert refusal.value.allowed == "active staff of Warsaw"


def test_the_new_owner_is_active_staff_and_somebody_else(
    case, caseworker, coordinator, volunteer, make_user, team, other_team, now
):
    frozen = make_user("caseworker", team, frozen_at=now)
    stranger = make_user("caseworker", other_team)
    for person in (caseworker, volunteer, frozen, stranger, None):
        with pytest.raises(Refused) as refusal:
            hand_over_everything(
                actor=coordinator,
                from_user_id=caseworker.pk,
                to_user_id=person.pk if person else None,
                now=now,
            )
        assert refusal.value.field == "to_user"
    case.refresh_from_db()
    assert case.caseworker == caseworker


def test_only_coordinators_hand_over_the_work_of_others(caseworker, heir, make_user, now):
    given = {"from_user_id": caseworker.pk, "to_user_id": heir.pk, "now": now}
    with pytest.raises(Missing):
        hand_over_everything(actor=heir, **given)
    for actor in (caseworker, make_user("administrator")):
        with pytest.raises(Forbidden):
            hand_over_everything(actor=actor, **given)
