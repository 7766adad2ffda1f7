"""Two teams with somebody of every kind in them, made once for a module and left as they are:
every request runs in a savepoint that is rolled back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import transaction
from django.test import Client

from casetracker.domain.calendars import next_digest_at
from casetracker.domain.words import INSTANCE_ROLES, Role
from casetracker.models import Case, Membership, Prisoner, Team, User
from casetracker.models.team import TeamCountry
from casetracker.services.cases import open_case
from casetracker.services.desks import open_desk
from casetracker.services.freezing import freeze_user
from casetracker.services.prisoners import record_prisoner
from casetracker.services.tokens import create_token
from tests.conftest import NOW, _force_login
from tests.rights.matrix import Person

ROOT = "/api/v1/"
#: Who there is: name → (role, team). `near` is the team whose things are asked for.
CAST: dict[str, tuple[Role | None, str | None]] = {
    "administrator": (Role.ADMINISTRATOR, None),
    "auditor": (Role.AUDITOR, None),
    "coordinator": (Role.COORDINATOR, "near"),
    "caseworker": (Role.CASEWORKER, "near"),
    "colleague": (Role.CASEWORKER, "near"),
    "volunteer": (Role.VOLUNTEER, "near"),
    "bystander": (Role.VOLUNTEER, "near"),
    "far coordinator": (Role.COORDINATOR, "far"),
    "far caseworker": (Role.CASEWORKER, "far"),
    "far volunteer": (Role.VOLUNTEER, "far"),
    "nobody": (None, None),
}


@dataclass
class World:
    teams: dict[str, Team] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    #: What the factories of `nouns.py` and the pages share.
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def near(self) -> Team:
        return self.teams["near"]

    @property
    def far(self) -> Team:
        return self.teams["far"]

    def user(self, name: str) -> User:
        """A fresh look at somebody: roles are remembered by the instance."""
        return User.objects.get(pk=self.users[name].pk)

    def prisoner(self, name: str, *, by: str | None = None) -> Prisoner:
        actor = self.user(by) if by else None
        return record_prisoner(actor=actor, name=name, now=NOW)

    def case(self, name: str, *, of: str = "caseworker", team: str = "near", **values: Any) -> Case:
        """A file entered by an operator, so that nobody has a say in it but by the file."""
        given = {"stage": "inside", "team_id": self.teams[team].pk, "now": NOW} | values
        person = self.prisoner(name).pk
        return open_case(actor=None, prisoner_id=person, caseworker_id=self.users[of].pk, **given)

    @cached_property
    def file(self) -> Case:
        """The file that most things hang on: of the caseworker of the near team."""
        return self.case("Ада Прыклад")

    def join(self, name: str, role: Role | None, team: str | None) -> None:
        number = len(self.users) + 1
        user = User(
            email=f"{name.replace(' ', '.')}@example.org",
            name=f"{name.capitalize()} {number}",
            created_at=NOW,
            next_digest_at=next_digest_at(NOW, zone_name="UTC", hour=9),
        )
        user.set_unusable_password()
        user.save()
        where = self.teams[team] if team else None
        if role is not None:
            vetted = {"vetted_at": NOW} if role == Role.VOLUNTEER else {}
            Membership.objects.create(user=user, team=where, role=role, created_at=NOW, **vetted)
        self.users[name] = user
        roles = ((role, None if role in INSTANCE_ROLES else where),) if role else ()
        self.people[name] = Person(name, roles)
        self.clients[name] = Client(raise_request_exception=False)
        self.clients[name].force_login(user)

    def extra(self, name: str, role: Role, team: str) -> User:
        """Somebody whom things happen to, and who asks for nothing."""
        self.join(name, role, team)
        del self.people[name], self.clients[name]
        return self.users[name]

    def token(self, name: str, *scopes: str) -> tuple[Person, Client]:
        """Somebody who asks with a token of theirs."""
        user = self.user(name)
        text = create_token(actor=user, user=user, scopes=scopes, days=30, now=NOW)
        person = Person(name, self.people[name].roles, scopes=scopes)
        headers = {"Authorization": f"Token {text}"}
        return person, Client(headers=headers, raise_request_exception=False)

    def ask(self, client: Client, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request to the API, of which nothing stays."""
        if body is not None and any(hasattr(value, "read") for value in body.values()):
            sent: dict[str, Any] = {"data": body}
            send = client.post
        else:
            sent = {"data": json.dumps(body or {}, default=str), "content_type": "application/json"}
            send = getattr(client, method.lower())
        if method == "GET":
            sent = {}
        with undone():
            return send(path, headers={"If-Match": "*"} if method == "PATCH" else headers, **sent)


@contextmanager
def undone() -> Iterator[None]:
    """What happens within is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def build() -> World:
    world = World()
    for name, country, serves in (("near", "LT", ("LT", "UA")), ("far", "PL", ("PL",))):
        team = Team.objects.create(name=name.capitalize(), country=country, created_at=NOW)
        for code in serves:
            TeamCountry.objects.create(team=team, country=code)
        world.teams[name] = team
    for name, (role, where) in CAST.items():
        world.join(name, role, where)
    lock_out(world)
    without_factor(world)
    return world


def lock_out(world: World) -> None:
    """Somebody without sign-in, and a coordinator whom a freeze has just thrown out."""
    world.people["anonymous"] = Person("anonymous", is_known=False)
    world.clients["anonymous"] = Client(raise_request_exception=False)
    world.join("frozen", Role.COORDINATOR, "near")
    _, with_token = world.token("frozen", "all")
    freeze_user(actor=None, user_id=world.users["frozen"].pk, now=NOW)
    world.people["frozen"] = Person("frozen", is_known=False)
    world.people["frozen token"] = Person("frozen token", is_known=False)
    world.clients["frozen token"] = with_token


def sit_at_desk(world: World, wave: Any) -> None:
    """A borrowed device that receives the wave, opened by the coordinator."""
    actor = world.user("coordinator")
    _, code = open_desk(actor=actor, wave_id=wave.pk, device="tablet", now=NOW)
    client = world.clients["desk"] = Client(raise_request_exception=False)
    client.post("/desk/enter/", {"code": code, "person": "Nadia"})
    world.people["desk"] = Person("desk", is_desk=True)


def without_factor(world: World) -> None:
    """Staff who gave the password and have not shown the second factor."""
    world.join("half signed in", Role.COORDINATOR, "near")
    roles = world.people["half signed in"].roles
    world.people["half signed in"] = Person("half signed in", roles, has_shown_factor=False)
    client = world.clients["half signed in"] = Client(raise_request_exception=False)
    _force_login(client, world.users["half signed in"])
