"""Users as others meet them: colleagues, and those whom work can be given to."""

from __future__ import annotations

from casetracker.domain.words import Role
from casetracker.models import User
from casetracker.models.user import UserQuerySet


def colleagues(user: User) -> UserQuerySet:
    """Who belongs to a team in which `user` is staff: those whom work can be given to."""
    teams = user.team_ids(Role.COORDINATOR, Role.CASEWORKER)
    return User.objects.able().filter(memberships__team__in=teams).distinct()
