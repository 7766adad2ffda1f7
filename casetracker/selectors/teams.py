"""Teams and people by what an operator calls them: a name, an address."""

from __future__ import annotations

from casetracker.domain.errors import Missing
from casetracker.domain.words import Role
from casetracker.models import Team, User


def team_named(name: str) -> Team | None:
    """The team with exactly this name."""
    return Team.objects.filter(name=name).first()


def team_names(actor: User | None = None) -> list[str]:
    """The teams that `actor` coordinates; every team where nobody acts but the machine. For a
    sentence that says which there are."""
    teams = Team.objects.all()
    if actor is not None:
        teams = teams.filter(pk__in=actor.team_ids(Role.COORDINATOR))
    return list(teams.order_by("name").values_list("name", flat=True))


def user_with_address(email: str) -> User:
    """The user who signs in with this address, capitals or not. Raises `Missing`."""
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise Missing(
            "No user has this address.",
            field="email",
            value=email[:80],
            allowed="the address of a user (create_user makes one)",
        )
    return user
