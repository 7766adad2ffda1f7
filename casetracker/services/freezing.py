"""Locking somebody out at once, everywhere; and letting them in again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from casetracker.domain.errors import Conflict, Forbidden, Missing
from casetracker.domain.words import EventKind, Role, TaskState
from casetracker.models import ApiToken, Clock, Email, Notice, Task, TaskOffer, User, WebSession
from casetracker.services.assignments import call_off, note_moves
from casetracker.services.audit import record
from casetracker.services.clocks import withdraw
from casetracker.services.colleagues import tell_of_person
from casetracker.services.offers import return_tasks, withdraw_offers

#: Whom a coordinator may lock out.
BELOW_COORDINATORS = frozenset({Role.CASEWORKER, Role.VOLUNTEER})


@transaction.atomic
def freeze_user(*, actor: User | None, user_id: UUID, now: datetime) -> User:
    """Lock somebody out: sessions, tokens, links and queued mail are dead with the commit.

    What they were asked or had taken to do is open again, and what of theirs has run out is told
    anew: to the coordinators. Raises `Forbidden` for oneself and for whoever is not below one.
    """
    user = find_below(actor, user_id)
    if user.frozen_at is not None:
        raise Conflict("This account is frozen already.", field="id", value=user_id)
    user.frozen_at = now
    user.save(update_fields=["frozen_at"])
    end_access(user)
    Notice.objects.filter(recipient=user).withdraw(now=now)
    # Whoever has claimed a letter to them loses it before the text is handed over.
    Email.objects.waiting().filter(recipient=user).update(lease_token=None, lease_until=None)
    return_work(user, actor=actor, now=now)
    _tell_coordinators_what_ran_out(user, now)
    tell_of_person(
        EventKind.USER_FROZEN,
        user,
        occurrence=now.isoformat(),
        but=actor,
        is_urgent=True,
        now=now,
    )
    record(actor=actor, verb="freeze_user", obj=user, team_id=shared_team(actor, user), now=now)
    return user


@transaction.atomic
def unfreeze_user(*, actor: User | None, user_id: UUID, now: datetime) -> User:
    """Let somebody in again. Old sessions, tokens and links stay dead."""
    user = find_below(actor, user_id)
    if user.frozen_at is None:
        raise Conflict("This account is not frozen.", field="id", value=user_id)
    user.frozen_at = None
    user.save(update_fields=["frozen_at"])
    end_access(user)
    record(actor=actor, verb="unfreeze_user", obj=user, team_id=shared_team(actor, user), now=now)
    return user


def end_access(user: User) -> None:
    """Every session, API token and mailed link of a user is dead."""
    User.objects.filter(pk=user.pk).update(auth_epoch=F("auth_epoch") + 1)
    user.refresh_from_db(fields=["auth_epoch", "version"])
    ApiToken.objects.filter(user=user).delete()
    WebSession.objects.filter(user=user).delete()


def return_work(
    user: User, *, actor: User | None, now: datetime, team_id: UUID | None = None
) -> int:
    """Take back what somebody is asked to do or has taken to do (in one team, if it is named);
    they are told to stop unless they are locked out, and coordinators to find others.

    Returns how many tasks. Constant statements.
    """
    asked = TaskOffer.objects.standing().filter(volunteer=user).values("task")
    rows = Task.objects.select_related("team", "need", "case")
    rows = rows.filter(Q(pk__in=asked) | Q(assignee=user, state=TaskState.ACCEPTED))
    if team_id is not None:
        rows = rows.filter(team=team_id)
    tasks = list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
    if not tasks:
        return 0
    moved = [(task, str(task.state)) for task in tasks]
    had = [(task, user.pk) for task in tasks if task.state == TaskState.ACCEPTED]
    offered = withdraw_offers(tasks, now=now)
    return_tasks(tasks, now=now, tell_coordinators=True)
    if not user.is_frozen:
        call_off(offered, EventKind.OFFER_CANCELLED, actor=actor, now=now)
        call_off(had, EventKind.TASK_CANCELLED, actor=actor, now=now)
    note_moves("return_task", moved, actor=actor, now=now)
    return len(tasks)


def find_below(actor: User | None, user_id: UUID) -> User:
    """Somebody whom `actor` may lock out, and whose rights `actor` may change; locked.

    An administrator: everybody else. A coordinator: caseworkers and volunteers of their teams
    who hold nothing higher anywhere. Raises `Missing` or `Forbidden`.
    """
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None or not (
        actor is None or User.objects.visible_to(actor).filter(pk=user_id).exists()
    ):
        raise Missing(f"There is no user {user_id} that you may see.", field="id", value=user_id)
    if actor is None:
        return user
    if actor.pk == user.pk:
        raise Forbidden("Not oneself: ask a colleague.", field="id", value=user_id)
    is_below = actor.has_role(Role.COORDINATOR) and set(user.roles()) <= BELOW_COORDINATORS
    if not (actor.has_role(Role.ADMINISTRATOR) or is_below):
        raise Forbidden(
            "Only administrators, or coordinators of caseworkers and volunteers, do this.",
            field="id",
            value=user_id,
        )
    return user


def shared_team(actor: User | None, user: User) -> UUID | None:
    """The team whose coordinators read of it in the audit record; none if the system acted."""
    if actor is None or actor.has_role(Role.ADMINISTRATOR):
        return None
    shared = actor.team_ids(Role.COORDINATOR) & set().union(*user.roles().values())
    return min(shared, default=None)


def _tell_coordinators_what_ran_out(user: User, now: datetime) -> None:
    """Nobody else may have been told: a letter to the frozen user is dropped."""
    clocks = Clock.objects.running().filter(owner=user)
    withdraw(clocks, now=now)
    overdue = clocks.filter(paused_until=None, step__gt=0, due_at__lte=now)
    overdue.update(episode=F("episode") + 1, step=0, next_step_at=now)
