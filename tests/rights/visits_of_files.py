"""Pages of a file: everything under `/cases/`, and what is fetched from there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from casetracker.services.contacts import record_contact
from tests.conftest import NOW
from tests.rights.matrix import Thing
from tests.rights.nouns import TEAM_OF, in_file, led, of_file, things_of
from tests.rights.pages import Visit
from tests.rights.world import World

#: As a browser sends a time.
SOON, LATER = "2026-02-16T11:00", "2026-02-09T11:00"
DAY = "2026-02-16"


def visits(world: World) -> Iterator[Visit]:
    yield from lists(world)
    yield from verbs(world)
    yield from rows(world)
    yield from files(world)
    yield from people(world)


def at(world: World, **more: Any) -> dict[str, Any]:
    return {"reference": world.file.reference, **more}


def lists(world: World) -> Iterator[Visit]:
    names = "name caseworker"
    yield Visit("my_cases", ("cases", "read"), shows=names)
    yield Visit("case_list", ("cases", "read"), shows=names)
    yield Visit("case_new", ("cases", "create"))
    mine = Thing(ties=tuple((world.teams[team], name) for name, team in TEAM_OF.items()))

    def form(who: str) -> dict[str, Any]:
        team = world.teams[TEAM_OF.get(who, "near")]
        return {"name": "Ганна Новая", "stage": "inside", "team": str(team.pk)}

    yield Visit("case_new", ("cases", "create"), thing=mine, form=form)
    for thing in things_of(world, "cases").things:
        yield Visit("case", ("cases", "read"), {"reference": thing.row.reference}, thing)


def verbs(world: World) -> Iterator[Visit]:
    """`case_verb`: the acts on the file as a whole."""
    _, closed, _ = things_of(world, "cases").things
    forms: dict[str, tuple[tuple[str, str], dict[str, Any]]] = {
        "activity": (("activities", "create"), {"kind": "letter_sent", "occurred_at": LATER}),
        "need": (("needs", "create"), {"kind": "housing"}),
        "hearing": (("hearings", "create"), {"scheduled_at": "2026-02-20T09:00"}),
        "task": (("tasks", "create"), {"title": "drive", "kind": "other", "due_at": SOON}),
        "person": (("prisoners", "edit"), {"occupation": "nurse"}),
        "move": (
            ("cases", "move"),
            {"stage": "reception", "destination": "LT", "expected_stage": "inside"},
        ),
        "close": (("cases", "close"), {"reason": "settled"}),
        "assign": (("cases", "assign"), {"caseworker": str(world.users["colleague"].pk)}),
        "flags": (("cases", "flag"), {"hunger_strike": "on"}),
    }
    for verb, (right, form) in forms.items():
        yield Visit("case_verb", right, at(world, verb=verb), in_file(world), form)
    where = {"reference": closed.row.reference, "verb": "reopen"}
    again = {"stage": "inside", "reason": "by mistake"}
    yield Visit("case_verb", ("cases", "reopen"), where, closed, again)


def rows(world: World) -> Iterator[Visit]:
    """What is done to one row of a case page."""
    running, paused = (thing.row for thing in things_of(world, "clocks").things)
    off = {"until": DAY, "reason": "away"}
    for more, verb in (({}, "snooze"), ({"is_long": "on"}, "pause")):
        where = at(world, clock_id=running.pk)
        yield Visit("put_off", ("clocks", verb), where, of_file(world, running), off | more)
    where = at(world, clock_id=paused.pk)
    yield Visit("wake", ("clocks", "resume"), where, of_file(world, paused), {})
    (hearing,) = things_of(world, "hearings").things
    for verb, form in (("edit", {"scheduled_at": SOON, "court": "Minsk"}), ("cancel", {})):
        where = at(world, hearing_id=hearing.row.pk, verb=verb)
        yield Visit("hearing_verb", ("hearings", verb), where, hearing, form)
    need = things_of(world, "needs").things[0]
    where = at(world, need_id=need.row.pk)
    form = {"state": "in_progress"}
    yield Visit("need_state", ("needs", "move"), where, need, form, shows="kind")
    yield from tasks(world)


def tasks(world: World) -> Iterator[Visit]:
    asked, *_ = things_of(world, "tasks").things
    taken = world.made["taken"][0]
    fresh = next(one for one in things_of(world, "tasks").things if one.row.state == "open")
    offer = {"volunteer": str(world.users["bystander"].pk)}
    acts = {
        "offer": ("offer", fresh, offer),
        "confirm": ("done", fresh, {}),
        "cancel": ("cancel", fresh, {"reason": "not needed"}),
    }
    for answer, (verb, thing, form) in acts.items():
        where = at(world, task_id=thing.row.pk, verb=answer)
        yield Visit("task_verb", ("tasks", verb), where, thing, form, shows="title")
        where = {"task_id": thing.row.pk}
        yield Visit("task", ("tasks", verb), where, thing, form | {"answer": answer})
    where = {"task_id": fresh.row.pk}
    form = {"answer": "brief", "brief": "a coat"}
    yield Visit("task", ("tasks", "edit"), where, fresh, form)
    for thing, answer in ((asked, "accept"), (asked, "decline")):
        where = {"task_id": thing.row.pk}
        yield Visit("task", ("tasks", answer), where, thing, {"answer": answer})

    def finished(who: str) -> dict[str, str]:
        # To staff it is a confirmation.
        return {"answer": "done" if who == "volunteer" else "confirm"}

    yield Visit("task", ("tasks", "done"), {"task_id": taken.row.pk}, taken, finished)
    for thing in (asked, taken, fresh):
        where = {"task_id": thing.row.pk}
        yield Visit("task", ("tasks", "read"), where, thing, shows="title")


def inside(world: World) -> Thing:
    """What stands in the file is read by who may change it; others see the file from outside."""
    return of_file(world, world.file, seen=("auditor",))


def files(world: World) -> Iterator[Visit]:
    plain, _, serving, *_ = things_of(world, "attachments").things
    yield Visit("case_files", ("cases", "edit"), at(world), inside(world))

    def form(who: str) -> dict[str, Any]:
        return {"file": SimpleUploadedFile("note.txt", b"text")}

    yield Visit("case_files", ("attachments", "create"), at(world), in_file(world), form)
    for thing in (plain, serving):
        where = {"file_id": thing.row.pk}
        yield Visit("file", ("attachments", "content"), where, thing)
    where = at(world, file_id=plain.row.pk)
    yield Visit("file_remove", ("attachments", "remove"), where, plain, {})


def people(world: World) -> Iterator[Visit]:
    yield Visit("case_people", ("cases", "edit"), at(world), inside(world))
    told = {"purpose": "publish", "audience": "un", "given_by": "relative"}
    contact = {"name": "Вольга Новая", "relation": "mother", "safety": "unknown"}
    forms = {
        "reveal": (("contacts", "reveal"), {"purpose": "call"}),
        "contact": (("contacts", "create"), contact),
        "health": (("health-reports", "create"), {"severity": "stable", "text": "well"}),
        "consent": (("consents", "create"), told),
        "decide": (("consents", "create"), {**told, "reason": "nobody answers"}),
    }
    known = things_of(world, "contacts").things[0]
    abroad = record_contact(
        actor=None,
        prisoner_id=world.file.prisoner_id,
        name="Брат",
        relation="sibling",
        country="PL",
        now=NOW,
    )
    whom = {"contact": str(abroad.pk), "channel": "phone"}
    forms["reached"] = (
        ("activities", "create"),
        {**whom, "kind": "contact_made", "occurred_at": "2026-02-09T10:00"},
    )
    forms["plan"] = (
        ("tasks", "create"),
        {**whom, "title": "Call", "kind": "other", "due_at": "2026-02-12T10:00"},
    )
    for verb, (right, form) in forms.items():
        yield Visit("people_verb", right, at(world, verb=verb), in_file(world), form)
    lead = led(world)
    for verb in ("contact", "health"):
        where = {"reference": lead.row.reference, "verb": verb}
        of_lead = Thing(ties=lead.ties, named=("cases", lead))
        yield Visit("people_verb", forms[verb][0], where, of_lead, forms[verb][1])
    where = at(world, contact_id=known.row.pk)
    yield Visit("contact_edit", ("contacts", "edit"), where, in_file(world), contact)
    given, suspended = things_of(world, "consents").things
    for verb, thing in (("withdraw", given), ("confirm", suspended)):
        where = at(world, consent_id=thing.row.pk, verb=verb)
        yield Visit("consent_verb", ("consents", verb), where, in_file(world), {})
