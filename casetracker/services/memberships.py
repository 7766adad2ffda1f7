"""Who belongs to which team in which role, and which volunteers have been vetted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from casetracker.domain.approvals import ApprovalKind
from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.inputs import word_of
from casetracker.domain.words import INSTANCE_ROLES, STAFF_ROLES, Role, TaskState
from casetracker.models import Approval, Case, Membership, Need, Task, Team, User
from casetracker.services.approvals import request_approval
from casetracker.services.audit import record
from casetracker.services.freezing import find_below, return_work

MOST_AT_ONCE = 100


@transaction.atomic
def propose_role(
    *,
    actor: User,
    user_id: UUID,
    role: str | None,
    team_id: UUID | None = None,
    reason: str,
    now: datetime,
) -> Approval:
    """Propose that somebody gets `role` in a team in place of what they are there; None ends it.

    Without a team it is about roles of the whole instance. Only an administrator, never for
    oneself; another administrator or a coordinator of the team approves (`access.md`: "role
    change A by a second"). Raises `Conflict` if nothing would change.
    """
    if not actor.has_role(Role.ADMINISTRATOR):
        raise Forbidden("Only an administrator changes roles.")
    wanted = None if role is None else Role(word_of(role, Role, field="role"))
    if wanted is Role.ADMINISTRATOR:
        raise Forbidden("Administrators are made by an operator.", field="role", value=role)
    user = find_below(actor, user_id)
    _check_team(wanted, team_id)
    old, new = _roles(user, team_id), {wanted} if wanted else set()
    if new == old:
        raise Conflict("This person has that role already.", field="role", value=role)
    return request_approval(
        actor=actor,
        kind=ApprovalKind.ROLE_CHANGE,
        subject_id=user.pk,
        team_id=team_id,
        proposal={"before": {"role": _said(old)}, "after": {"role": _said(new)}},
        reason=reason,
        now=now,
    )


def change_role(*, approval: Approval, actor: User, now: datetime) -> None:
    """The effect of an approved change. Raises `Forbidden` for whoever it is about, `Conflict` if
    that person's roles have changed since."""
    if actor.pk == approval.subject_id:
        raise Forbidden("Nobody decides about their own role.", field="id")
    user = find_below(None, approval.subject_id)
    if _said(_roles(user, approval.team_id)) != approval.proposal["before"]["role"]:
        raise Conflict("The roles of this person have changed since: refuse it.", field="role")
    role = approval.proposal["after"]["role"]
    _put(user, Role(role) if role else None, approval.team_id, actor=actor, now=now)


@transaction.atomic
def set_membership(
    *, user_id: UUID, role: str | None, team_id: UUID | None = None, now: datetime
) -> list[Membership]:
    """An operator gives somebody `role` in a team in place of what they were there; None ends it.

    People propose it (`propose_role`). A volunteer who is new has not been vetted. Raises
    `Conflict` while somebody who would no longer be staff still answers for cases, needs or tasks
    of the team.
    """
    wanted = None if role is None else Role(word_of(role, Role, field="role"))
    user = find_below(None, user_id)
    _check_team(wanted, team_id)
    _put(user, wanted, team_id, actor=None, now=now)
    return list(user.memberships.filter(team=team_id))


def _put(
    user: User, wanted: Role | None, team_id: UUID | None, *, actor: User | None, now: datetime
) -> None:
    old, new = _roles(user, team_id), {wanted} if wanted else set()
    if new == old:
        return
    if team_id is not None:
        _check_leaving(user, team_id, old, new)
        if Role.VOLUNTEER in old - new:
            return_work(user, actor=actor, now=now, team_id=team_id)
    user.memberships.filter(team=team_id, role__in=old - new).delete()
    for added in new - old:
        Membership.objects.create(user=user, team_id=team_id, role=added, created_at=now)
    changes = {"role": (_said(old), _said(new))}
    record(actor=actor, verb="set_membership", obj=user, team_id=team_id, changes=changes, now=now)


def _roles(user: User, team_id: UUID | None) -> set[Role]:
    return {Role(membership.role) for membership in user.memberships.filter(team=team_id)}


@transaction.atomic
def vet_volunteer(
    *,
    actor: User | None,
    user_id: UUID,
    team_id: UUID,
    is_vetted: bool = True,
    capacity: int | None = None,
    now: datetime,
) -> Membership:
    """Say that a volunteer has been vetted, or is not trusted any more; `capacity` is how many
    tasks they take at once. Only a coordinator of the team, never for oneself.

    Who is not trusted any more loses what they were asked or had taken to do.
    """
    if actor is not None and (
        team_id not in actor.team_ids(Role.COORDINATOR) or actor.pk == user_id
    ):
        raise Forbidden("Volunteers are vetted by a coordinator of their team.", field="team")
    rows = Membership.objects.select_related("user").select_for_update(of=("self",), no_key=True)
    membership = rows.filter(user=user_id, team=team_id, role=Role.VOLUNTEER).first()
    if membership is None:
        raise Missing("There is no such volunteer in this team.", field="user", value=user_id)
    if capacity is not None:
        membership.capacity = clean_capacity(capacity)
    was_vetted = membership.vetted_at is not None
    if is_vetted != was_vetted:
        membership.vetted_at = now if is_vetted else None
        membership.vetted_by = actor if is_vetted else None
    membership.save(update_fields=["capacity", "vetted_at", "vetted_by"])
    if was_vetted and not is_vetted:
        return_work(membership.user, actor=actor, now=now, team_id=team_id)
    record(
        actor=actor,
        verb="vet_volunteer",
        obj=membership.user,
        team_id=team_id,
        changes={"vetted": (was_vetted, is_vetted), "capacity": (None, membership.capacity)},
        now=now,
    )
    return membership


def _check_team(role: Role | None, team_id: UUID | None) -> None:
    if team_id is not None and not Team.objects.filter(pk=team_id).exists():
        raise Missing(f"There is no team {team_id}.", field="team", value=team_id)
    if role is not None and (role in INSTANCE_ROLES) != (team_id is None):
        raise Refused(
            "Administrators and auditors belong to no team, everybody else to one.",
            field="team",
            value=team_id,
            allowed="no team" if role in INSTANCE_ROLES else "a team",
        )


def _check_leaving(user: User, team_id: UUID, old: set[Role], new: set[Role]) -> None:
    """Nobody stops being staff of a team while its work is theirs."""
    if not old & STAFF_ROLES or new & STAFF_ROLES:
        return
    of_team = Q(team=team_id) | Q(case__team=team_id)
    taken = [TaskState.ACCEPTED, TaskState.REPORTED_DONE]
    left = {
        "cases": Case.objects.open().filter(caseworker=user, team=team_id).count(),
        "needs": Need.objects.open().filter(of_team, owner=user).count(),
        "tasks": Task.objects.filter(of_team, assignee=user, state__in=taken).count(),
    }
    if any(left.values()):
        said = ", ".join(f"{count} {noun}" for noun, count in left.items() if count)
        raise Conflict(
            f"This person still answers for {said} of the team: hand them over first.",
            field="role",
            value=said,
            allowed="a hand-over to other staff",
        )


def clean_capacity(capacity: int) -> int:
    """How many tasks a volunteer takes at once. Raises `Refused`."""
    if isinstance(capacity, bool) or not 0 <= capacity <= MOST_AT_ONCE:
        raise Refused(
            "A volunteer takes a number of tasks at once.",
            field="capacity",
            value=capacity,
            allowed=f"0 to {MOST_AT_ONCE}",
        )
    return capacity


def _said(roles: Iterable[Role]) -> str | None:
    return " ".join(sorted(map(str, roles))) or None
