"""Locked out at once, everywhere; what they had is told to others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.models import ApiToken, AuditEvent, Clock, Notice, Task, TaskOffer
from casetracker.selectors.accounts import is_link_alive
from casetracker.selectors.links import link_tokens
from casetracker.services.freezing import freeze_user, unfreeze_user
from casetracker.services.passwords import choose_password
from casetracker.services.tasks import offer_task, open_task
from casetracker.services.tokens import create_token

DAY = timedelta(days=1)


@pytest.fixture
def administrator(make_user):
    return make_user("administrator")


@pytest.fixture
def make_task(case, caseworker, now):
    def make(**values):
        return open_task(
            actor=caseworker,
            case_id=case.pk,
            title="Drive",
            kind="transport",
            due_at=now + 5 * DAY,
            now=now,
            **values,
        )

    return make


def kinds_told(user):
    rows = Notice.objects.filter(recipient=user, state="open").order_by("kind")
    return list(rows.values_list("kind", flat=True))


def test_sessions_and_tokens_are_dead_at_once(caseworker, coordinator, client, now):
    client.force_login(caseworker)
    create_token(actor=caseworker, user=caseworker, scopes=["all"], days=3, now=now)
    before = caseworker.get_session_auth_hash()
    frozen = freeze_user(actor=coordinator, user_id=caseworker.pk, now=now)
    assert (frozen.frozen_at, frozen.auth_epoch) == (now, 1)
    assert frozen.get_session_auth_hash() != before
    assert not ApiToken.objects.exists()
    event = AuditEvent.objects.get(verb="freeze_user")
    assert (event.object_id, event.team_id) == (
        caseworker.pk,
        caseworker.memberships.get().team_id,
    )


def test_what_a_volunteer_had_is_open_again_and_the_coordinators_are_told(
    make_task, volunteer, caseworker, coordinator, administrator, remind, now
):
    taken, asked, other = make_task(assignee_id=volunteer.pk), make_task(), make_task()
    offer_task(actor=caseworker, task_id=asked.pk, volunteer_id=volunteer.pk, now=now)
    freeze_user(actor=administrator, user_id=volunteer.pk, now=now)
    assert set(Task.objects.values_list("state", "assignee")) == {("open", None)}
    assert TaskOffer.objects.get().answer == "withdrawn"
    owners = Clock.objects.filter(kind="task_due").values_list("owner", flat=True)
    assert set(owners) == {caseworker.pk}
    remind(now)
    told = Notice.objects.filter(recipient=coordinator)
    assert set(told.values_list("kind", "task")) == {
        ("offer_open", taken.pk),
        ("offer_open", asked.pk),
        ("user_frozen", None),
    }
    assert not Notice.objects.filter(recipient=volunteer, state="open").exists()
    assert not Clock.objects.filter(task=other, kind="offer_open").exists()


def test_what_of_theirs_has_run_out_is_told_to_the_coordinators_instead(
    make_case, caseworker, coordinator, mailbox, remind, now
):
    make_case()
    at = now + 31 * DAY
    caseworker.refresh_from_db()
    type(caseworker).objects.update(next_digest_at=at + DAY)
    remind(at)
    assert Notice.objects.get().recipient == caseworker
    freeze_user(actor=coordinator, user_id=caseworker.pk, now=at)
    remind(at)
    notices = Notice.objects.filter(kind="case_silent")
    assert set(notices.values_list("recipient", "state")) == {
        (caseworker.pk, "withdrawn"),
        (coordinator.pk, "open"),
    }
    remind(at + DAY)
    assert mailbox.to(caseworker) == []
    assert len(mailbox.to(coordinator)) == 1


def test_freezing_costs_the_same_however_much_they_had(
    make_task, volunteer, make_user, team, caseworker, now
):
    counts = []
    for person, size in ((volunteer, 1), (make_user("volunteer", team), 12)):
        for _ in range(size):
            make_task(assignee_id=person.pk)
        with CaptureQueriesContext(connection) as queries:
            freeze_user(actor=None, user_id=person.pk, now=now)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_coordinator_freezes_those_below_in_their_own_team_only(
    coordinator, caseworker, volunteer, administrator, make_user, team, other_team, now
):
    peer = make_user("coordinator", team)
    elsewhere = make_user("caseworker", team)
    elsewhere.memberships.create(team=other_team, role="coordinator", created_at=now)
    for person in (peer, elsewhere, coordinator):
        with pytest.raises(Forbidden):
            freeze_user(actor=coordinator, user_id=person.pk, now=now)
    for person in (administrator, make_user("volunteer", other_team)):
        with pytest.raises(Missing):
            freeze_user(actor=coordinator, user_id=person.pk, now=now)
    for person in (caseworker, volunteer):
        assert freeze_user(actor=coordinator, user_id=person.pk, now=now).is_frozen


def test_an_administrator_freezes_anybody_but_themselves(
    administrator, coordinator, caseworker, make_user, now
):
    other = make_user("administrator")
    for person in (coordinator, other):
        freeze_user(actor=administrator, user_id=person.pk, now=now)
    with pytest.raises(Forbidden):
        freeze_user(actor=administrator, user_id=administrator.pk, now=now)
    with pytest.raises(Forbidden):
        freeze_user(actor=caseworker, user_id=caseworker.pk, now=now)
    with pytest.raises(Missing):
        freeze_user(actor=caseworker, user_id=administrator.pk, now=now)
    assert AuditEvent.objects.filter(verb="freeze_user", team_id=None).count() == 2


def test_let_in_again_what_was_dead_stays_dead(coordinator, caseworker, now):
    with pytest.raises(Conflict):
        unfreeze_user(actor=coordinator, user_id=caseworker.pk, now=now)
    freeze_user(actor=coordinator, user_id=caseworker.pk, now=now)
    with pytest.raises(Conflict):
        freeze_user(actor=coordinator, user_id=caseworker.pk, now=now)
    user = unfreeze_user(actor=coordinator, user_id=caseworker.pk, now=now)
    assert (user.frozen_at, user.auth_epoch) == (None, 2)


def test_a_link_from_before_is_dead_even_when_let_in_again(caseworker, coordinator, now):
    token = link_tokens.make_token(caseworker)
    assert is_link_alive(caseworker, token)
    freeze_user(actor=coordinator, user_id=caseworker.pk, now=now)
    user = unfreeze_user(actor=coordinator, user_id=caseworker.pk, now=now)
    assert not is_link_alive(user, token)
    with pytest.raises(Refused):
        choose_password(user_id=user.pk, token=token, password="seven quiet herons", now=now)
    assert is_link_alive(user, link_tokens.make_token(user))
