"""Roles in teams, and the vetting of volunteers."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.models import AuditEvent, Membership, Notice, Task, User
from casetracker.services.memberships import set_membership, vet_volunteer
from casetracker.services.tasks import open_task


@pytest.fixture
def administrator(make_user):
    return make_user("administrator")


def roles_of(user):
    return User.objects.get(pk=user.pk).roles()


def test_a_role_takes_the_place_of_the_one_before(administrator, caseworker, team, now):
    given = {"actor": administrator, "user_id": caseworker.pk, "team_id": team.pk, "now": now}
    set_membership(role="coordinator", **given)
    assert roles_of(caseworker) == {"coordinator": {team.pk}}
    event = AuditEvent.objects.get(verb="set_membership")
    assert (event.team_id, set(event.changes)) == (team.pk, {"role"})
    set_membership(role="coordinator", **given)
    assert AuditEvent.objects.filter(verb="set_membership").count() == 1


def test_one_person_may_be_in_two_teams_and_audit(administrator, caseworker, other_team, team, now):
    given = {"actor": administrator, "user_id": caseworker.pk, "now": now}
    set_membership(role="volunteer", team_id=other_team.pk, **given)
    set_membership(role="auditor", **given)
    assert roles_of(caseworker) == {
        "caseworker": {team.pk},
        "volunteer": {other_team.pk},
        "auditor": {None},
    }
    assert Membership.objects.get(role="volunteer").vetted_at is None
    set_membership(role=None, team_id=other_team.pk, **given)
    set_membership(role=None, **given)
    assert roles_of(caseworker) == {"caseworker": {team.pk}}


def test_only_an_administrator_changes_roles_and_never_their_own(
    administrator, coordinator, caseworker, team, now
):
    for actor, user, role, team_id in (
        (coordinator, caseworker, "coordinator", team.pk),
        (administrator, administrator, "coordinator", team.pk),
        (administrator, caseworker, "administrator", None),
    ):
        with pytest.raises(Forbidden):
            set_membership(actor=actor, user_id=user.pk, role=role, team_id=team_id, now=now)
    set_membership(actor=None, user_id=caseworker.pk, role="administrator", now=now)
    assert "administrator" in roles_of(caseworker)


def test_a_role_and_its_team_fit_together(administrator, caseworker, team, now):
    for role, team_id, field in (
        ("king", team.pk, "role"),
        ("caseworker", None, "team"),
        ("auditor", team.pk, "team"),
        ("caseworker", uuid4(), "team"),
    ):
        with pytest.raises(Refused) as refusal:
            set_membership(
                actor=administrator, user_id=caseworker.pk, role=role, team_id=team_id, now=now
            )
        assert refusal.value.field == field


def test_nobody_leaves_a_team_whose_work_is_theirs(
    administrator, caseworker, coordinator, case, team, now
):
    given = {"actor": administrator, "user_id": caseworker.pk, "team_id": team.pk, "now": now}
    for role in (None, "volunteer"):
        with pytest.raises(Conflict) as refusal:
            set_membership(role=role, **given)
        assert refusal.value.value == "1 cases"
    type(case).objects.update(caseworker=coordinator)
    set_membership(role=None, **given)
    assert roles_of(caseworker) == {}


def test_a_volunteer_who_leaves_gives_back_what_they_had(
    administrator, caseworker, volunteer, case, team, now
):
    open_task(
        actor=caseworker,
        case_id=case.pk,
        title="Drive",
        due_at=now + timedelta(days=1),
        assignee_id=volunteer.pk,
        now=now,
    )
    set_membership(actor=administrator, user_id=volunteer.pk, role=None, team_id=team.pk, now=now)
    assert (Task.objects.get().state, roles_of(volunteer)) == ("open", {})


def test_a_volunteer_is_vetted_by_a_coordinator_of_the_team(
    coordinator, caseworker, volunteer, make_user, other_team, team, now
):
    volunteer.memberships.update(vetted_at=None)
    given = {"user_id": volunteer.pk, "team_id": team.pk, "now": now}
    for actor in (caseworker, volunteer, make_user("coordinator", other_team)):
        with pytest.raises(Forbidden):
            vet_volunteer(actor=actor, **given)
    membership = vet_volunteer(actor=coordinator, capacity=2, **given)
    assert (membership.vetted_by, membership.vetted_at) == (coordinator, now)
    assert membership.capacity == 2
    with pytest.raises(Refused) as refusal:
        vet_volunteer(actor=coordinator, capacity=101, **given)
    assert refusal.value.field == "capacity"
    with pytest.raises(Missing):
        vet_volunteer(actor=coordinator, user_id=caseworker.pk, team_id=team.pk, now=now)


def test_who_is_not_trusted_any_more_has_nothing_to_do_and_is_told_to_stop(
    coordinator, caseworker, volunteer, case, team, now
):
    open_task(
        actor=caseworker,
        case_id=case.pk,
        title="Drive",
        due_at=now + timedelta(days=1),
        assignee_id=volunteer.pk,
        now=now,
    )
    Notice.objects.update(state="told")
    given = {"user_id": volunteer.pk, "team_id": team.pk, "now": now}
    membership = vet_volunteer(actor=coordinator, is_vetted=False, **given)
    assert Notice.objects.get(recipient=volunteer, state="open").kind == "task_cancelled"
    assert (membership.vetted_at, Task.objects.get().state) == (None, "open")
