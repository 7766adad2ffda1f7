"""Who works in the demo: three teams, every role, three languages. All of them are made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from casetracker.domain.words import Role
from casetracker.models import User
from casetracker.services.teams import create_team
from casetracker.services.users import create_user

#: Name, where its working days are counted, which countries it receives people in.
TEAMS = (("Vilnius", "LT", ("LT",)), ("Warsaw", "PL", ("PL",)), ("Kyiv", "UA", ("UA",)))


@dataclass(frozen=True)
class Person:
    name: str
    role: Role
    team: str
    language: str
    time_zone: str

    @property
    def email(self) -> str:
        return f"{self.name.lower()}@demo.example"


PEOPLE = (
    Person("Inga", Role.ADMINISTRATOR, "", "en", "Europe/Vilnius"),
    Person("Tomas", Role.AUDITOR, "", "en", "Europe/Vilnius"),
    Person("Alena", Role.COORDINATOR, "Vilnius", "be", "Europe/Vilnius"),
    Person("Jonas", Role.CASEWORKER, "Vilnius", "en", "Europe/Vilnius"),
    Person("Vera", Role.CASEWORKER, "Vilnius", "ru", "Europe/Vilnius"),
    Person("Ruta", Role.VOLUNTEER, "Vilnius", "en", "Europe/Vilnius"),
    Person("Piotr", Role.COORDINATOR, "Warsaw", "en", "Europe/Warsaw"),
    Person("Hanna", Role.CASEWORKER, "Warsaw", "be", "Europe/Warsaw"),
    Person("Oksana", Role.COORDINATOR, "Kyiv", "ru", "Europe/Kyiv"),
    Person("Taras", Role.VOLUNTEER, "Kyiv", "ru", "Europe/Kyiv"),
    Person("Lesia", Role.VOLUNTEER, "Kyiv", "be", "America/New_York"),
    Person("David", Role.VOLUNTEER, "Kyiv", "en", "Asia/Tbilisi"),
)


@dataclass(frozen=True)
class Cast:
    """Teams and users of the demo, by name."""

    teams: dict[str, UUID]
    users: dict[str, User]

    def with_role(self, team: str, *roles: Role) -> list[User]:
        """The users of a team who hold one of the roles."""
        found = [p for p in PEOPLE if p.team == team and p.role in roles]
        return [self.users[person.name] for person in found]


def make_cast(*, password: str, now: datetime) -> Cast:
    """Make the teams and the users, who all sign in with `password`."""
    teams = {
        name: create_team(actor=None, name=name, country=country, serves=serves, now=now).pk
        for name, country, serves in TEAMS
    }
    users = {
        person.name: create_user(
            actor=None,
            email=person.email,
            name=person.name,
            role=person.role,
            team_id=teams.get(person.team),
            language=person.language,
            time_zone=person.time_zone,
            password=password,
            vetted=person.role is Role.VOLUNTEER,
            now=now,
        )
        for person in PEOPLE
    }
    return Cast(teams, users)
