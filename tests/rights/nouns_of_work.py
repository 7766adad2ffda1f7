"""As `nouns.py`: what is done for people, and what stands around it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pysequoia import Tsk

from casetracker.models import (
    Clock,
    Email,
    Need,
    Notice,
    Task,
)
from casetracker.services.actions import record_action
from casetracker.services.bodies import record_body
from casetracker.services.clocks import snooze_clock
from casetracker.services.desk_lists import make_desk_list
from casetracker.services.embargo import report_people
from casetracker.services.exports import ask_export
from casetracker.services.needs import open_need
from casetracker.services.offers import accept_task, offer_task
from casetracker.services.referrals import refer_need
from casetracker.services.tasks import cancel_task, open_task
from casetracker.services.waves import ReleasedPerson, record_wave
from tests.conftest import NOW
from tests.rights.matrix import Thing
from tests.rights.nouns import (
    IN_A_WEEK,
    STAFF,
    TAKEN_AWAY,
    UNTIL,
    Noun,
    in_file,
    led,
    noun,
    of_file,
    once,
    things_of,
)
from tests.rights.world import CAST, World

TOMORROW = NOW + timedelta(days=1)


@noun("actions")
def actions(world: World) -> Noun:
    lead, files = led(world), [world.file.pk]
    given = {"kind": "appeal", "now": NOW}
    own = record_action(actor=world.user("caseworker"), case_ids=files, **given)
    of_lead = record_action(
        actor=world.user("coordinator"), case_ids=[*files, lead.row.pk], **given
    )
    return Noun(
        [
            of_file(world, own, seen=["auditor"]),
            Thing(of_lead, ties=lead.ties, seen=["auditor", "caseworker"]),
        ],
        {
            "edit": {"channel": "letter"},
            "answer": {"response_kind": "refused"},
            "quarantine": TAKEN_AWAY,
        },
        {"create": [({"kind": "appeal", "cases": list(map(str, files))}, in_file(world))]},
    )


@noun("bodies")
def bodies(world: World) -> Noun:
    row = record_body(actor=None, name="The Committee", now=NOW)
    return Noun(
        [Thing(row, seen=STAFF)],
        {"edit": {"name": "The Committee", "country": "CH"}},
        {"create": [({"name": "The Court"}, Thing(seen=STAFF))]},
    )


def freed(world: World) -> Any:
    """Somebody of the near team who has left for Lithuania, and the wave."""

    def make() -> Any:
        case = world.case("Вызвалены Прыклад")
        people = [ReleasedPerson(case_id=case.pk, destination="LT")]
        given = {"name": "December", "kind": "deportation", "happened_on": date(2026, 2, 8)}
        wave = record_wave(actor=None, people=people, team_id=world.near.pk, now=NOW, **given).wave
        return case, wave

    return once(world, "freed", make)


@noun("waves")
def waves(world: World) -> Noun:
    case, wave = freed(world)
    near = ((world.near, None),)
    person = {"case": str(world.file.pk), "destination": "LT"}
    body = {"name": "January", "happened_on": "2026-01-13"}
    seen = ["caseworker", "colleague"]
    # It is of the team of whoever records it.
    mine = Thing(ties=((world.near, None), (world.far, None)))
    return Noun(
        [Thing(wave, ties=near, seen=seen)],
        {
            "commit": {"people": [person]},
            "redirect": {"releases": [str(case.releases.get().pk)], "destination": "PL"},
            "report": {"releases": [str(case.releases.get().pk)], "source": "The Radio"},
        },
        {"create": [(body, mine)]},
    )


@noun("releases")
def releases(world: World) -> Noun:
    case, _ = freed(world)
    release = case.releases.get()
    given = {"actor": None, "release_ids": [release.pk], "source": "The Paper", "now": NOW}
    report_people(**given)
    return Noun(
        [of_file(world, release, seen=["auditor"])],
        {
            "redirect": {"destination": "PL"},
            "report": {"source": "The Radio"},
            "withdraw_report": {"report": str(release.reports.get().pk)},
            "reverse": {"how": "re_arrested"},
            "quarantine": TAKEN_AWAY,
        },
    )


@noun("desk-lists")
def desk_lists(world: World) -> Noun:
    led(world)
    for name in ("colleague", "far coordinator", "far caseworker"):
        world.case(f"Уласны {name}", of=name, team=CAST[name][1] or "")
    made = {
        name: make_desk_list(actor=world.user(name), reason="the road", now=NOW)
        for name in ("coordinator", "caseworker")
    }
    return Noun(
        [Thing(row, personal=[name], seen=["auditor"]) for name, row in made.items()],
        loose={"create": [({"reason": "the road"}, Thing(personal=STAFF))]},
    )


@noun("exports")
def exports(world: World) -> Noun:
    led(world)
    world.case("Далёкі Прыклад", of="far caseworker", team="far")
    key = str(Tsk.generate("Ada").extract_certificate())
    terms = {"recipient": "Ada", "key": key, "reason": "the UN"}
    asked = {
        name: ask_export(actor=world.user(name), now=NOW, **terms)
        for name in ("coordinator", "caseworker")
    }
    world.made["export"] = terms
    return Noun(
        [Thing(row, personal=[name], seen=["auditor"]) for name, row in asked.items()],
        {"cancel": {}},
        {"create": [(terms, Thing(personal=STAFF))]},
    )


@noun("needs")
def needs(world: World) -> Noun:
    given = {"actor": None, "case_id": world.file.pk, "now": NOW}
    own = open_need(kind="phone", owner_id=world.users["caseworker"].pk, **given)
    # Work of a team abroad on a file that stays where it is.
    abroad = open_need(kind="asylum", **given)
    Need.objects.filter(pk=abroad.pk).update(
        team=world.far.pk, owner=world.users["far caseworker"].pk
    )
    world.made["need abroad"] = abroad
    ties = ((world.near, "caseworker"), (world.far, "far caseworker"))
    return Noun(
        [
            of_file(world, own, seen=["auditor"]),
            Thing(abroad, ties=ties, seen=["auditor"]),
        ],
        {
            "edit": {"provider": "a clinic"},
            "move": {"state": "in_progress"},
            "quarantine": TAKEN_AWAY,
        },
        {"create": [({"case": str(world.file.pk), "kind": "housing"}, in_file(world))]},
    )


@noun("referrals")
def referrals(world: World) -> Noun:
    # Money first: a partner that sees to the same would have to be answered there.
    things_of(world, "fund-requests")
    near, abroad = things_of(world, "needs").things
    agreed = {"partner": "A clinic", "person_agrees": True, "duplicate_answer": "Other help."}

    def refer(name: str, need: Thing) -> Thing:
        given = {"actor": world.users[name], "need_id": need.row.pk, "now": NOW}
        return replace(need, row=refer_need(**given, **agreed))

    new = open_need(actor=None, case_id=world.file.pk, kind="legal", now=NOW)
    body = {"need": str(new.pk), **agreed}
    asked = of_file(world, named=("needs", of_file(world, new, seen=["auditor"])))
    return Noun(
        [refer("caseworker", near), refer("far caseworker", abroad)],
        {"move": {"state": "accepted"}},
        {"create": [(body, asked)]},
    )


@noun("tasks")
def tasks(world: World) -> Noun:
    things_of(world, "needs")
    given = {"actor": None, "case_id": world.file.pk, "due_at": TOMORROW, "now": NOW}
    given |= {"kind": "clothes", "title": "bring a coat"}
    volunteer = world.users["volunteer"].pk

    def offered(title: str) -> Task:
        task = open_task(**given | {"title": title})
        return offer_task(actor=None, task_id=task.pk, volunteer_id=volunteer, now=NOW)

    asked, taken = offered("bring a coat"), offered("bring a bag")
    accept_task(actor=world.user("volunteer"), task_id=taken.pk, now=NOW)
    fresh = open_task(**given)
    # A task of the team abroad, on its need.
    abroad = open_task(**given, need_id=world.made["need abroad"].pk)
    taken_by = {"volunteer": taken} | {
        name: open_task(**given, assignee_id=world.users[name].pk)
        for name in ("colleague", "coordinator")
    }
    called_off = {
        name: open_task(**given, assignee_id=world.users[name].pk)
        for name in ("colleague", "coordinator")
    }
    for task in called_off.values():
        cancel_task(actor=None, task_id=task.pk, reason="not needed", now=NOW)
    world.made["taken"] = [
        of_file(world, task, personal=[name], seen=["auditor"]) for name, task in taken_by.items()
    ]
    body = {"case": str(world.file.pk), "title": "drive", "due_at": IN_A_WEEK.isoformat()}

    def for_oneself(who: str) -> dict[str, Any]:
        return body | {"assignee": str(world.users.get(who, world.users["caseworker"]).pk)}

    return Noun(
        [
            of_file(world, asked, asked=["volunteer"], seen=["auditor"]),
            *world.made["taken"],
            *(
                of_file(world, task, asked=[name], seen=["auditor"])
                for name, task in called_off.items()
            ),
            of_file(world, fresh, seen=["auditor"]),
            Thing(
                abroad,
                ties=((world.near, "caseworker"), (world.far, None)),
                seen=["auditor"],
            ),
        ],
        {
            "edit": {"title": "bring two coats"},
            "offer": {},
            "cancel": {"reason": "not needed"},
            "quarantine": TAKEN_AWAY,
        },
        {"create": [(for_oneself, in_file(world))]},
    )


@noun("clocks")
def clocks(world: World) -> Noun:
    running = Clock.objects.get(case=world.file, kind="case_silent")
    paused = Clock.objects.get(case=world.file, kind="life_silent")
    snooze_clock(actor=None, clock_id=paused.pk, until=IN_A_WEEK, reason="away", now=NOW)
    return Noun(
        [of_file(world, running), of_file(world, paused)], {"snooze": UNTIL, "pause": UNTIL}
    )


def letter(world: World, name: str) -> Email:
    return Email.objects.create(
        recipient=world.users[name],
        kind="digest",
        created_at=NOW,
        next_attempt_at=NOW,
        message_id=f"<{name.replace(' ', '.')}@test>",
    )


@noun("notices")
def notices(world: World) -> Noun:
    rows = [
        Notice.objects.create(
            dedupe_key=f"clock:{name}",
            recipient=world.users[name],
            kind="case_silent",
            case=world.file,
            created_at=NOW,
            changed_at=NOW,
        )
        for name in CAST
    ]
    ties = ((world.near, None),)
    return Noun(
        [Thing(row, ties=ties, personal=[name]) for name, row in zip(CAST, rows, strict=True)]
    )


@noun("emails")
def emails(world: World) -> Noun:
    above = {"near": ["coordinator"], "far": ["far coordinator"], None: []}
    return Noun(
        [
            Thing(letter(world, name), personal=[name], seen=above[team])
            for name, (_, team) in CAST.items()
        ]
    )
