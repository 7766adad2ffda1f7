"""Roles in teams, and the vetting of volunteers."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.models import AuditEvent, Membership, Notice, Task, User
from casetracker.services.decisions import approve
from casetracker.services.memberships import propose_role, set_membership, vet_volunteer
from casetracker.services.tasks import open_task


@pytest.fixture
def administrator(make_user):
    return make_user("administrator")


def roles_of(user):
    return User.objects.get(pk=user.pk).roles()


def test_a_role_takes_the_place_of_the_one_before(administrator, caseworker, team, now):
    given = {"user_id": caseworker.pk, "team_id": team.pk, "now": now}
    set_membership(role="coordinator", **given)
    assert roles_of(caseworker) == {"coordinator": {team.pk}}
    event = AuditEvent.objects.get(verb="set_membership")
    assert (event.team_id, set(event.changes)) == (team.pk, {"role"})
    set_membership(role="coordinator", **given)
    assert AuditEvent.objects.filter(verb="set_membership").count() == 1


def test_one_person_may_be_in_two_teams_and_audit(administrator, caseworker, other_team, team, now):
    given = {"user_id": caseworker.pk, "now": now}
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
        with pytest.raises((Forbidden, Missing)):
            propose_role(
                actor=actor, user_id=user.pk, role=role, team_id=team_id, reason="why", now=now
            )
    set_membership(user_id=caseworker.pk, role="administrator", now=now)
    assert "administrator" in roles_of(caseworker)


def test_a_role_and_its_team_fit_together(administrator, caseworker, team, now):
    for role, team_id, field in (
        ("king", team.pk, "role"),
        ("caseworker", None, "team"),
        ("auditor", team.pk, "team"),
        ("caseworker", uuid4(), "team"),
    ):
        with pytest.raises(Refused) as refusal:
            set_membership(user_id=caseworker.pk, role=role, team_id=team_id, now=now)
        assert refusal.value.field == field


def test_a_role_changes_once_a_second_person_has_said_yes(
    administrator, coordinator, caseworker, volunteer, make_user, team, now
):
    def propose(role, user=caseworker):
        return propose_role(
            actor=administrator,
            user_id=user.pk,
            role=role,
            team_id=team.pk,
            reason="She leads the desk from Monday on.",
            now=now,
        )

    approval = propose("coordinator")
    assert roles_of(caseworker) == {"caseworker": {team.pk}}
    with pytest.raises((Forbidden, Missing)):
        approve(actor=caseworker, approval_id=approval.pk, now=now)
    make_user("caseworker", team)
    with pytest.raises(Conflict):  # nor whoever proposed it, not while the team is of three
        approve(actor=administrator, approval_id=approval.pk, now=now + timedelta(days=2))
    approve(actor=coordinator, approval_id=approval.pk, now=now)
    assert roles_of(caseworker) == {"coordinator": {team.pk}}
    event = AuditEvent.objects.get(verb="set_membership")
    assert (event.actor_id, event.team_id) == (coordinator.pk, team.pk)
    with pytest.raises(Conflict):
        propose("coordinator")


def test_nobody_decides_about_their_own_role_and_nothing_that_no_longer_fits(
    administrator, coordinator, make_user, team, now
):
    given = {"actor": administrator, "reason": "She asked for it.", "now": now}
    lead = make_user("coordinator", team)
    about_self = propose_role(user_id=lead.pk, role="caseworker", team_id=team.pk, **given)
    with pytest.raises(Forbidden, match="their own role"):
        approve(actor=lead, approval_id=about_self.pk, now=now)
    set_membership(user_id=lead.pk, role="volunteer", team_id=team.pk, now=now)
    with pytest.raises(Conflict, match="have changed since"):
        approve(actor=coordinator, approval_id=about_self.pk, now=now)
    assert roles_of(lead) == {"volunteer": {team.pk}}


def test_in_a_small_team_one_person_passes_it_after_a_day(administrator, caseworker, team, now):
    approval = propose_role(
        actor=administrator,
        user_id=caseworker.pk,
        role="coordinator",
        team_id=team.pk,
        reason="There is nobody else.",
        now=now,
    )
    with pytest.raises(Conflict):
        approve(actor=administrator, approval_id=approval.pk, now=now + timedelta(hours=23))
    approve(actor=administrator, approval_id=approval.pk, now=now + timedelta(hours=25))
    approval.refresh_from_db()
    assert approval.is_alone
    assert roles_of(caseworker) == {"coordinator": {team.pk}}


def test_nobody_leaves_a_team_whose_work_is_theirs(
    administrator, caseworker, coordinator, case, team, now
):
    given = {"user_id": caseworker.pk, "team_id": team.pk, "now": now}
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
    set_membership(user_id=volunteer.pk, role=None, team_id=team.pk, now=now)
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
