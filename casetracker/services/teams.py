"""Teams: made, with the countries they serve."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.domain.words import Role
from casetracker.models import Team, TeamCountry, User
from casetracker.services.audit import record

LONGEST = 120


@transaction.atomic
def create_team(
    *,
    actor: User | None,
    name: str,
    country: str,
    serves: Collection[str] = (),
    now: datetime,
) -> Team:
    """Make a team whose working days are those of `country`; releases to the countries that it
    `serves` become its work. Countries are ISO 3166 alpha-2.

    Raises `Forbidden` for anyone but an administrator, `Conflict` for a name that is taken.
    """
    if actor is not None and not actor.has_role(Role.ADMINISTRATOR):
        raise Forbidden("Only an administrator makes teams.")
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST:
        raise Refused(
            "A team has a name.",
            field="team",
            value=name[:40],
            allowed=f"1 to {LONGEST} characters",
        )
    for code in (country, *serves):
        if not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
            raise Refused(
                "This is no country.", field="country", value=code, allowed="ISO 3166, such as LT"
            )
    if Team.objects.filter(name__iexact=name).exists():
        raise Conflict("A team has this name already.", field="team", value=name)
    team = Team.objects.create(name=name, country=country, created_at=now)
    TeamCountry.objects.bulk_create(
        TeamCountry(team=team, country=code) for code in dict.fromkeys(serves)
    )
    record(actor=actor, verb="create_team", obj=team, team_id=team.pk, now=now)
    return team
