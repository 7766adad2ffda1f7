"""Users as others meet them: colleagues, and those whom work can be given to."""

from __future__ import annotations

from uuid import UUID

from casetracker.domain.words import Role
from casetracker.models import User
from casetracker.models.user import UserQuerySet


def colleagues(user: User) -> UserQuerySet:
    """Who belongs to a team in which `user` is staff: those whom work can be given to."""
    teams = user.team_ids(Role.COORDINATOR, Role.CASEWORKER)
    return User.objects.able().filter(memberships__team__in=teams).distinct()


def person_named(user_id: UUID) -> str:
    """What somebody is called whom a proposal is about."""
    return User.objects.filter(pk=user_id).values_list("name", flat=True).first() or str(user_id)
