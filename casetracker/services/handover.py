"""Somebody is gone: all they answered for goes to a colleague in one act."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import EventKind, Role, TaskState
from casetracker.models import Action, Case, Clock, Need, Task, Team, User
from casetracker.services.assignments import notice_of, take_back
from casetracker.services.audit import Subject, record, record_many
from casetracker.services.cases import assign_cases
from casetracker.services.clocks import hand_over
from casetracker.services.freezing import end_access
from casetracker.services.notices import insert_notices

TAKEN = [TaskState.ACCEPTED, TaskState.REPORTED_DONE]


@dataclass(frozen=True)
class HandedOver:
    """How many of each changed hands."""

    cases: int
    needs: int
    actions: int
    tasks: int


@transaction.atomic
def hand_over_everything(
    *, actor: User | None, from_user_id: UUID, to_user_id: UUID | None = None, now: datetime
) -> HandedOver:
    """Give all open work of one user to another, by default to their deputy.

    A coordinator hands over what belongs to the teams they coordinate, the system everything:
    cases, needs, actions, tasks taken, and every clock. What has run out already is told to the
    new owner from the first step on. Old sessions, tokens and links of the former one are dead
    with the commit. All or nothing, in a constant number of statements.

    Raises `Refused` if the new owner is not active staff wherever there is something to take.
    """
    user, teams = _find(actor, from_user_id)
    heir = _find_heir(user, to_user_id)
    cases = Case.objects.open().filter(caseworker=user, team__in=teams)
    of_teams = Q(team__in=teams) | Q(case__team__in=teams)
    needs = Need.objects.open().filter(of_teams, owner=user)
    actions = Action.objects.filter(owner=user, team__in=teams)
    tasks = Task.objects.filter(of_teams, assignee=user, state__in=TAKEN)
    _check_heir(heir, [cases, actions], [needs, tasks])
    handed = HandedOver(
        cases=_give_cases(list(cases.values_list("pk", flat=True)), heir, actor, now),
        needs=_give_needs(list(needs.select_related("case")), user, heir, actor, now),
        actions=_give_actions(list(actions), user, heir, actor, now),
        tasks=_give_tasks(list(tasks.select_related("case")), user, heir, actor, now),
    )
    hand_over(Clock.objects.filter(owner=user, team__in=teams), heir.pk, now=now)
    if actor is None or actor.pk != user.pk:
        end_access(user)
    changes = {"to": (None, heir.pk)}
    team_id = min(teams) if len(teams) == 1 else None
    record(actor=actor, verb="hand_over", obj=user, team_id=team_id, changes=changes, now=now)
    return handed


def _find(actor: User | None, user_id: UUID) -> tuple[User, Collection[UUID]]:
    """The former owner, locked, and the teams whose work is handed over."""
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    seen = actor is None or User.objects.visible_to(actor).filter(pk=user_id).exists()
    if user is None or not seen:
        raise Missing(
            f"There is no user {user_id} that you may see.", field="from_user", value=user_id
        )
    if actor is None:
        return user, list(Team.objects.values_list("pk", flat=True))
    teams = actor.team_ids(Role.COORDINATOR)
    if not teams:
        raise Forbidden("Only coordinators hand over the work of others.")
    return user, teams


def _find_heir(user: User, to_user_id: UUID | None) -> User:
    heir_id = to_user_id or user.deputy_id
    heir = User.objects.able().filter(pk=heir_id).first()
    if heir is None or heir.pk == user.pk:
        raise Refused(
            "Say who takes over: active staff of the same teams.",
            field="to_user",
            value=heir_id,
            allowed="active staff; without a name the deputy",
        )
    return heir


def _check_heir(heir: User, of_one_team: list, of_either_team: list) -> None:
    """The heir is staff wherever there is something to take."""
    own = heir.team_ids(Role.COORDINATOR, Role.CASEWORKER)
    strange = [rows.exclude(team__in=own) for rows in of_one_team]
    strange += [rows.exclude(team__in=own).exclude(case__team__in=own) for rows in of_either_team]
    missing = [team for rows in strange for team in rows.values_list("team__name", flat=True)[:1]]
    if missing:
        raise Refused(
            f"There is work of the team {missing[0]}, and the new owner is not staff there.",
            field="to_user",
            value=heir.pk,
            allowed=f"active staff of {missing[0]}",
        )


def _give_cases(ids: list[UUID], heir: User, actor: User | None, now: datetime) -> int:
    if not ids:
        return 0
    return assign_cases(actor=actor, case_ids=ids, caseworker_id=heir.pk, now=now)


def _give_needs(
    needs: list[Need], user: User, heir: User, actor: User | None, now: datetime
) -> int:
    Need.objects.filter(pk__in=[need.pk for need in needs]).update(owner=heir)
    changes = {"owner": (user.pk, heir.pk)}
    subjects = [
        Subject("need", need.pk, need.case_id, need.case.team_id, changes) for need in needs
    ]
    record_many(actor=actor, verb="assign_need", subjects=subjects, now=now)
    return len(needs)


def _give_actions(
    actions: list[Action], user: User, heir: User, actor: User | None, now: datetime
) -> int:
    Action.objects.filter(pk__in=[action.pk for action in actions]).update(owner=heir)
    changes = {"owner": (user.pk, heir.pk)}
    subjects = [Subject("action", action.pk, None, action.team_id, changes) for action in actions]
    record_many(actor=actor, verb="assign_action", subjects=subjects, now=now)
    return len(actions)


def _give_tasks(
    tasks: list[Task], user: User, heir: User, actor: User | None, now: datetime
) -> int:
    """What was reported as done stays so: the new owner of the case confirms it."""
    Task.objects.filter(pk__in=[task.pk for task in tasks]).update(assignee=heir)
    take_back([(task, user.pk) for task in tasks], now=now)
    told = [
        notice_of(EventKind.TASK_HANDED_OVER, task, heir.pk)
        for task in tasks
        if task.state == TaskState.ACCEPTED and (actor is None or actor.pk != heir.pk)
    ]
    insert_notices(told, now=now)
    changes = {"assignee": (user.pk, heir.pk)}
    subjects = [
        Subject("task", task.pk, task.case_id, task.case.team_id, changes) for task in tasks
    ]
    record_many(actor=actor, verb="assign_task", subjects=subjects, now=now)
    return len(tasks)
