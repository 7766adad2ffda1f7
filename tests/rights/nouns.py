"""What there is of each noun, how people stand to it, and a body that each verb accepts.

One factory per noun, here or in another `nouns_of_*.py` beside: a noun of the matrix without one
fails `test_api.py` and the census in `tests/house`. So does a line of the matrix in which nobody
stands: make a thing to which somebody stands so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from casetracker.models import AuditEvent, Consent
from casetracker.models.base import new_id
from casetracker.services.attachments import attach_file
from casetracker.services.cases import close_case
from casetracker.services.consents import record_consent
from casetracker.services.contacts import record_contact
from casetracker.services.detentions import record_detention
from casetracker.services.facilities import record_facility
from casetracker.services.health import record_health_report
from casetracker.services.hearings import schedule_hearing
from tests.conftest import NOW
from tests.rights.matrix import Thing
from tests.rights.world import CAST, World

#: A body, or a function that makes it for whoever asks, by name.
Body = dict[str, Any] | Callable[[str], dict[str, Any]]
STAFF = ("coordinator", "caseworker", "colleague", "far coordinator", "far caseworker")
LEADS = ("coordinator", "far coordinator")
EVERYBODY = tuple(CAST)
#: Where each of the staff works.
TEAM_OF = {name: CAST[name][1] or "" for name in STAFF}
TAKEN_AWAY = {"reason": "entered by mistake"}
IN_A_WEEK = NOW + timedelta(days=7)
UNTIL = {"until": IN_A_WEEK.isoformat(), "reason": "away"}


@dataclass
class Noun:
    things: list[Thing]
    #: Verb on a row → its body; {} where nothing is said.
    bodies: dict[str, Body] = field(default_factory=dict)
    #: Verb that stands on no row → what is asked, and the thing as whose it counts.
    loose: dict[str, list[tuple[Body, Thing | None]]] = field(default_factory=dict)


FACTORIES: dict[str, Callable[[World], Noun]] = {}


def noun(name: str) -> Callable[[Callable[[World], Noun]], Callable[[World], Noun]]:
    def register(factory: Callable[[World], Noun]) -> Callable[[World], Noun]:
        FACTORIES[name] = factory
        return factory

    return register


def things_of(world: World, name: str) -> Noun:
    """The things of a noun, made once a world."""
    if name not in world.made:
        assert name in FACTORIES, (
            f"The matrix has a noun {name!r} and tests/rights has none: write a factory marked "
            f"@noun({name!r}) in tests/rights/nouns*.py (which rows there are, how "
            "people stand to them, a body for each verb)."
        )
        world.made[name] = FACTORIES[name](world)
    return world.made[name]


def of_file(world: World, row: Any = None, **more: Any) -> Thing:
    """Something that belongs to the file of the caseworker in the near team."""
    return Thing(row, ties=((world.near, "caseworker"),), **more)


def in_file(world: World, case: Any = None) -> Thing:
    """Something that a request would put there: its body names the file, or another such."""
    return of_file(world, named=("cases", of_file(world, case or world.file, seen=("auditor",))))


def led(world: World) -> Thing:
    """As `of_file`, of a file that the coordinator keeps."""
    if "led" not in world.made:
        world.made["led"] = world.case("Леанід Прыклад", of="coordinator")
    return Thing(world.made["led"], ties=((world.near, "coordinator"),), seen=("auditor",))


def once(world: World, name: str, make: Callable[[], Any]) -> Any:
    """What several factories share."""
    if name not in world.made:
        world.made[name] = make()
    return world.made[name]


@noun("prisoners")
def prisoners(world: World) -> Noun:
    person = world.file.prisoner
    entered = {name: world.prisoner(f"Новы {name}", by=name) for name in STAFF}
    kin = {name: world.prisoner(f"Родны {name}", by=name) for name in STAFF}
    world.made["entered"] = entered
    return Noun(
        [
            of_file(world, person),
            Thing(entered["colleague"], personal=["colleague"]),
            Thing(entered["far coordinator"], personal=["far coordinator"]),
        ],
        {
            "edit": {"occupation": "nurse"},
            "quarantine": TAKEN_AWAY,
            "add_name": {"text": "Ada Pryklad"},
            "relate": lambda who: {"relative": str(kin.get(who, person).pk), "kind": "sibling"},
        },
        {"create": [(lambda who: {"name": "Ганна Новая"}, Thing(personal=EVERYBODY))]},
    )


@noun("cases")
def cases(world: World) -> Noun:
    things_of(world, "prisoners")
    entered = world.made["entered"]
    closed = world.case("Закрыты Прыклад")
    close_case(actor=None, case_id=closed.pk, reason="settled", now=NOW)
    heir = str(world.users["caseworker"].pk)
    files = [str(world.file.pk)]
    new = [
        (
            {"prisoner": str(entered[name].pk)},
            Thing(
                ties=((world.teams[CAST[name][1]], name),),
                named=("prisoners", Thing(entered[name], personal=[name])),
            ),
        )
        for name in STAFF
    ]
    return Noun(
        [
            of_file(world, world.file, seen=("auditor",)),
            of_file(world, closed, seen=("auditor",)),
            led(world),
        ],
        {
            "edit": {"minor": True},
            "quarantine": TAKEN_AWAY,
            "flag": {"hunger_strike": True},
            "move": {"stage": "reception", "destination": "LT"},
            "assign": {"caseworker": heir},
            "close": {"reason": "settled"},
            "reopen": {"stage": "inside", "reason": "by mistake"},
            "snooze": UNTIL,
        },
        {
            "create": new,
            "count": [({}, None)],
            "check_no_news": [({"cases": files}, in_file(world))],
            "assign_many": [({"cases": files, "caseworker": heir}, in_file(world))],
        },
    )


@noun("activities")
def activities(world: World) -> Noun:
    body = {"case": str(world.file.pk), "kind": "note", "occurred_at": NOW.isoformat()}
    return Noun(
        [of_file(world, world.file.activities.first())], loose={"create": [(body, in_file(world))]}
    )


@noun("contacts")
def contacts(world: World) -> Noun:
    lead = led(world)
    given = {"name": "Вольга", "relation": "mother"}
    people = [case.prisoner_id for case in (world.file, lead.row)]
    rows = [record_contact(actor=None, prisoner_id=who, now=NOW, **given) for who in people]
    of_lead = Thing(ties=lead.ties, named=("prisoners", Thing(lead.row.prisoner, ties=lead.ties)))
    return Noun(
        [of_file(world, rows[0]), Thing(rows[1], ties=lead.ties)],
        {"edit": {"note": "calls on Sundays"}, "reveal": {"purpose": "call"}},
        {
            "create": [
                (given | {"prisoner": str(people[0])}, named_person(world)),
                (given | {"prisoner": str(people[1])}, of_lead),
            ]
        },
    )


def named_person(world: World) -> Thing:
    """Something whose body names the prisoner of the file."""
    return of_file(world, named=("prisoners", of_file(world, world.file.prisoner)))


@noun("health-reports")
def health_reports(world: World) -> Noun:
    lead = led(world)
    given = {"actor": None, "severity": "stable", "text": "sleeps badly", "now": NOW}
    rows = [record_health_report(case_id=case.pk, **given) for case in (world.file, lead.row)]
    body = {"severity": "stable", "text": "sleeps badly"}
    of_lead = Thing(ties=lead.ties, named=("cases", lead))
    return Noun(
        [of_file(world, rows[0]), Thing(rows[1], ties=lead.ties)],
        {"edit": {"text": "sleeps better"}, "reveal": {"purpose": "medical"}},
        {
            "create": [
                (body | {"case": str(world.file.pk)}, in_file(world)),
                (body | {"case": str(lead.row.pk)}, of_lead),
            ]
        },
    )


@noun("attachments")
def attachments(world: World) -> Noun:
    things_of(world, "tasks")
    lead = led(world)

    def attached(case: Any, by: str, **more: Any) -> Any:
        given = {"name": "note.txt", "data": b"text", "now": NOW} | more
        return attach_file(actor=world.user(by), case_id=case.pk, **given)

    def body(case: Any) -> Body:
        return lambda who: {"case": str(case.pk), "file": SimpleUploadedFile("a.txt", b"text")}

    serving = [
        of_file(
            world,
            attached(world.file, "caseworker", task_id=task.row.pk),
            personal=task.personal,
            seen=["auditor"],
        )
        for task in world.made["taken"]
    ]
    return Noun(
        [
            of_file(world, attached(world.file, "caseworker"), seen=["auditor"]),
            Thing(attached(lead.row, "coordinator"), ties=lead.ties, seen=["auditor"]),
            *serving,
        ],
        loose={
            "create": [
                (body(world.file), in_file(world)),
                (body(lead.row), Thing(ties=lead.ties, named=("cases", lead))),
            ]
        },
    )


@noun("consents")
def consents(world: World) -> Noun:
    person = world.file.prisoner_id
    given = {"purpose": "publish", "audience": "public", "given_by": "relative"}
    row, suspended = (
        record_consent(actor=None, prisoner_id=person, now=NOW, **given | {"audience": audience})
        for audience in ("public", "media")
    )
    Consent.objects.filter(pk=suspended.pk).update(suspended_at=NOW)
    return Noun(
        [of_file(world, row), of_file(world, suspended)],
        loose={"create": [(given | {"prisoner": str(person)}, named_person(world))]},
    )


def detained(world: World) -> Any:
    make = lambda: record_detention(actor=None, case_id=world.file.pk, now=NOW)  # noqa: E731
    return once(world, "detained", make)


def prison(world: World) -> Any:
    return once(world, "prison", lambda: record_facility(actor=None, name="ИК-4", now=NOW))


@noun("detentions")
def detentions(world: World) -> Noun:
    facility, spare = str(prison(world).pk), world.case("Вольны Прыклад")
    return Noun(
        [of_file(world, detained(world))],
        {
            "edit": {"agency": "KDB"},
            "add_charge": {"article": "342", "part": "1"},
            "move_to_facility": {"facility": facility},
        },
        {"create": [({"case": str(spare.pk)}, in_file(world, spare))]},
    )


@noun("hearings")
def hearings(world: World) -> Noun:
    detention = detained(world)
    given = {"detention_id": detention.pk, "scheduled_at": IN_A_WEEK, "now": NOW}
    body = {
        "detention": str(detention.pk),
        "scheduled_at": (IN_A_WEEK + timedelta(hours=1)).isoformat(),
    }
    named = ("detentions", of_file(world, detention))
    return Noun(
        [of_file(world, schedule_hearing(actor=None, **given))],
        {"edit": {"court": "Minsk"}},
        {"create": [(body, of_file(world, named=named))]},
    )


@noun("facilities")
def facilities(world: World) -> Noun:
    return Noun(
        [Thing(prison(world), seen=EVERYBODY)],
        loose={"create": [({"name": "ИК-9"}, Thing(seen=EVERYBODY))]},
    )


@noun("users")
def users(world: World) -> Noun:
    """Everybody, as they see themselves and others."""
    above = {"administrator", "auditor"}
    leads = {"near": "coordinator", "far": "far coordinator", None: ""}
    things = [
        Thing(world.users[name], personal=[name], seen=above | {name, leads[team]})
        for name, (_, team) in CAST.items()
    ]
    mine = Thing(personal=EVERYBODY)
    return Noun(
        things,
        {
            "change_address": lambda who: {"email": "new@example.org"},
            "edit_volunteer": {"skills": ["driving"], "capacity": 2},
        },
        {
            "me": [({}, mine)],
            "edit_me": [({"digest_hour": 7}, mine)],
            "stop_mails": [({}, mine)],
            "start_mails": [({}, mine)],
            "rotate_token": [({}, mine)],
        },
    )


@noun("audit-events")
def audit_events(world: World) -> Noun:
    system = AuditEvent.objects.create(
        at=NOW, actor_name="system", verb="doctor", object_type="instance", object_id=new_id()
    )
    opened = AuditEvent.objects.get(verb="open_case", object_id=world.file.pk)
    return Noun(
        [
            Thing(opened, seen=["auditor", "coordinator", "caseworker"]),
            Thing(system, seen=["auditor", "administrator"]),
        ]
    )
