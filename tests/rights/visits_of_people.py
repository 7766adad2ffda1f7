"""Pages about people who use the system: others, the record, oneself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.test import Client

from casetracker.domain.words import Role
from casetracker.models import (
    SecondFactor,
    User,
    WebSession,
)
from casetracker.services.freezing import freeze_user
from tests.conftest import NOW
from tests.rights.matrix import Thing
from tests.rights.pages import OWN, Visit
from tests.rights.world import CAST, World

#: Whom things happen to.
EXTRA = {"careful": (Role.CASEWORKER, "near"), "locked": (Role.VOLUNTEER, "near")}
WHO = {**CAST, **EXTRA}


def member(world: World, name: str) -> Thing:
    """Somebody of a team, as those see them who coordinate it."""
    team = WHO[name][1]
    ties = ((world.teams[team], None),) if team else ()
    return Thing(world.users[name], ties=ties, personal=[name], seen=["administrator"])


def below(world: World, name: str) -> Thing:
    """The same, to whoever stands above them; a coordinator stands above no other."""
    known = member(world, name)
    role, team = WHO[name]
    leads = {"near": ["coordinator"], "far": ["far coordinator"]}.get(team or "", [])
    is_below = role in (Role.CASEWORKER, Role.VOLUNTEER)
    return Thing(
        known.row,
        ties=known.ties if is_below else (),
        personal=[name],
        seen=["administrator", *leads],
    )


def visits(world: World) -> Iterator[Visit]:
    yield from members(world)
    yield from volunteers(world)
    yield from oversight(world)
    yield from oneself(world)


def members(world: World) -> Iterator[Visit]:
    near = str(world.near.pk)
    yield Visit("users", ("rosters", "read"))
    yield Visit("addresses", ("people", "address_works"))
    User.objects.filter(pk=world.users["volunteer"].pk).update(address_failed_at=NOW)
    locked = world.extra("locked", Role.VOLUNTEER, "near")
    freeze_user(actor=None, user_id=locked.pk, now=NOW)
    careful = world.extra("careful", Role.CASEWORKER, "near")
    SecondFactor.objects.create(user=careful, kind="app", secret="x", created_at=NOW)
    heir = {"to": str(world.users["coordinator"].pk)}
    acts = {
        "vet": ("people", "volunteer", {"team": near}),
        "unvet": ("people", "volunteer", {"team": near}),
        "hand-over": ("people", "colleague", heir),
        "reset-factor": ("people-below", "careful", {"reason": "I know her voice, and asked"}),
        "role": (
            "people-below",
            "caseworker",
            {"role": "coordinator", "team": near, "reason": "so"},
        ),
        "address": ("users", "colleague", {"email": "new@example.org"}),
    }
    for name in ("colleague", "coordinator", "far caseworker"):
        yield Visit(
            "person", ("people", "read"), {"user_id": world.users[name].pk}, member(world, name)
        )
    for verb, (kind, name, form) in acts.items():
        where = {"user_id": world.users[name].pk, "verb": verb}
        right = {"role": "propose_role", "address": "change_address"}.get(verb, verb)
        thing = member(world, name) if kind == "people" else below(world, name)
        yield Visit("person_verb", (kind, right.replace("-", "_")), where, thing, form)
    for name in ("caseworker", "coordinator", "administrator"):
        where = {"user_id": world.users[name].pk}
        yield Visit("lock", ("people-below", "lock"), where, below(world, name), {}, tells=True)
    where, again = {"user_id": locked.pk}, below(world, "locked")
    yield Visit("unlock", ("people-below", "unlock"), where, again, {}, tells=True)
    where = {"user_id": world.users["volunteer"].pk}
    failed = member(world, "volunteer")
    yield Visit("address_again", ("people", "address_works"), where, failed, {})
    yield from invitations(world)


def volunteers(world: World) -> Iterator[Visit]:
    yield Visit("volunteers", ("volunteers", "read"))
    form = {"capacity": "2", "speaks": ["be"]}
    mine = Thing(personal=["volunteer", "bystander", "far volunteer"])
    yield Visit("volunteering", OWN, thing=mine)
    yield Visit("volunteering", OWN, thing=mine, form=form)
    above = ["coordinator", "administrator", "auditor", "volunteer"]
    theirs = Thing(world.users["volunteer"], personal=["volunteer"], seen=above)
    where = {"user_id": theirs.row.pk}
    yield Visit("volunteer", ("users", "edit_volunteer"), where, theirs)
    yield Visit("volunteer", ("users", "edit_volunteer"), where, theirs, form)


def invitations(world: World) -> Iterator[Visit]:
    def form(who: str) -> dict[str, Any]:
        team = str(world.teams["far" if who == "far coordinator" else "near"].pk)
        return {
            "email": "fresh@example.org",
            "name": "Fresh",
            "role": "caseworker",
            "team": team,
            "language": "en",
            "people": "Fresh, fresh@example.org",
        }

    mine = Thing(ties=((world.near, None), (world.far, None)), seen=["administrator"])
    for page, verb in (("invite", "create"), ("invite_sheet", "print")):
        yield Visit(page, ("invitations", verb))
        yield Visit(page, ("invitations", verb), thing=mine, form=form)


def oversight(world: World) -> Iterator[Visit]:
    yield Visit("audit", ("audit-events", "read"))
    yield Visit("audit_check", ("record-checks", "create"), thing=Thing(seen=["auditor"]), form={})
    yield Visit("system", ("system", "read"))


def oneself(world: World) -> Iterator[Visit]:
    for page in ("home", "my_tasks", "outbox", "profile"):
        yield Visit(page, OWN)
    for page in ("sign_in_ways", "factor_app", "factor_passkey"):
        yield Visit(page, OWN, before_factor=True)
    profile = {"name": "New", "language": "en", "time_zone": "UTC", "digest_hour": "9"}
    profile |= {"quiet_from": "0", "quiet_until": "0"}
    yield Visit("profile", OWN, form=profile)
    yield Visit("mails_stop", OWN, form={})
    silent = User.objects.filter(pk=world.users["far volunteer"].pk)
    silent.update(mail_stopped_at=NOW)
    yield Visit("mails_start", OWN, form={})
    yield Visit("sessions_end", OWN, form={})
    Client().force_login(world.user("caseworker"))  # in another browser
    session = WebSession.objects.filter(user=world.users["caseworker"]).latest("pk")
    mine = Thing(session, personal=["caseworker"])
    yield Visit("session_end", OWN, {"session_id": session.pk}, mine, {})
    given = {"user": world.users["volunteer"], "kind": "app", "created_at": NOW}
    factor = SecondFactor.objects.create(secret="x", **given)
    mine = Thing(factor, personal=["volunteer"])
    yield Visit("factor_remove", OWN, {"factor_id": factor.pk}, mine, {})
    yield Visit("recovery_codes", OWN, form={})
