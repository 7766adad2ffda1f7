"""Users and teams as an operator names them at a command."""

from __future__ import annotations

from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.permissions import roles_with
from casetracker.domain.words import Role
from casetracker.models import Team, User


def user_called(email: str, *, field: str = "user") -> User:
    """The active user with this address. Raises `Missing`."""
    user = User.objects.able().filter(email__iexact=email.strip()).first()
    if user is None:
        raise Missing("There is no active user with this address.", field=field, value=email)
    return user


def acting_user(email: str, noun: str, verb: str) -> User:
    """The active user in whose name a command does this to something; what may be done is theirs
    to say, as at a page. Raises `Missing`, and `Forbidden` for whoever may do it to nothing."""
    user, able = user_called(email), roles_with(noun, verb)
    if not user.has_role(*able):
        raise Forbidden(
            "This user may not do that: name another, or nobody.",
            field="user",
            value=email,
            allowed=sorted(able),
        )
    return user


def team_called(name: str | None, actor: User | None = None) -> Team:
    """The team with this name; without one, the only team there is (or that `actor` is staff of).

    Raises `Missing` for a name that no team has, `Refused` where a name is needed.
    """
    teams = Team.objects.order_by("name")
    if actor is not None:
        teams = teams.filter(pk__in=actor.team_ids(Role.COORDINATOR, Role.CASEWORKER))
    if name is None:
        found = list(teams[:2])
        if len(found) == 1:
            return found[0]
        raise Refused(
            "There is no team yet: make one first." if not found else "Say which team.",
            field="team",
            value=None,
            allowed=list(teams.values_list("name", flat=True)[:20]) or None,
        )
    team = teams.filter(name__iexact=name.strip()).first()
    if team is None:
        allowed = list(teams.values_list("name", flat=True)[:20])
        raise Missing("There is no such team.", field="team", value=name, allowed=allowed or None)
    return team
