"""Pages beside the files: lists, queues, waves, rules, proposals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from casetracker.models import (
    Hold,
    Task,
)
from casetracker.services.break_glass import ask_break_glass
from casetracker.services.decisions import approve
from casetracker.services.duplicate_scans import start_scan
from casetracker.services.export_work import work_on_exports
from casetracker.services.exports import ask_export
from casetracker.services.needs import open_need
from casetracker.services.simulations import said_of
from casetracker.web.rule_forms import form_of
from tests.conftest import NOW
from tests.rights.matrix import Thing
from tests.rights.nouns import (
    EVERYBODY,
    LEADS,
    TEAM_OF,
    in_file,
    of_file,
    things_of,
)
from tests.rights.nouns_of_desks import ASKED
from tests.rights.pages import OWN, Visit
from tests.rights.visits_of_people import member
from tests.rights.world import World


def visits(world: World) -> Iterator[Visit]:
    yield from imports(world)
    yield from pairs(world)
    yield from work(world)
    yield from rules(world)
    yield from proposals(world)
    yield from exports(world)
    yield from freed_people(world)
    yield from reception(world)
    yield from counts(world)
    yield from queues(world)


def of_rows(
    world: World, name: str, page: str, key: str, verb: str = "read", **more: Any
) -> Iterator[Visit]:
    """A page of each thing of a noun."""
    for thing in things_of(world, name).things:
        yield Visit(page, (name, verb), {key: thing.row.pk}, thing, **more)


def imports(world: World) -> Iterator[Visit]:
    draft, planned, done = things_of(world, "imports").things
    yield Visit("imports", ("imports", "read"))
    yield Visit("import_new", ("imports", "create"))
    mine = Thing(ties=tuple((world.teams[team], name) for name, team in TEAM_OF.items()))

    def form(who: str) -> dict[str, Any]:
        team = world.teams[TEAM_OF.get(who, "near")]
        return {"source": "list", "team": str(team.pk), "text": "Імя\nВасіль Новы\n"}

    yield Visit("import_new", ("imports", "create"), thing=mine, form=form)
    yield from of_rows(world, "imports", "import", "batch_id")
    yield from of_rows(world, "imports", "import_results", "batch_id")
    yield from of_rows(world, "imports", "import_progress", "batch_id")
    acts = {"columns": (draft, {"column-0": "name"}), "commit": (planned, {}), "undo": (done, {})}
    for verb, (thing, form_) in acts.items():
        where = {"batch_id": thing.row.pk, "verb": verb}
        yield Visit("import_verb", ("imports", verb), where, thing, form_)
    doubtful = world.made["doubtful"]
    for number, verb in enumerate(("same", "different", "skip", "ask-again"), start=2):
        row = doubtful.rows.get(number=number)
        where = {"batch_id": doubtful.pk, "row_id": row.pk, "verb": verb}
        right = ("import-rows", verb.replace("-", "_"))
        yield Visit("import_row_verb", right, where, of_file(world, row), {})
    where = {"batch_id": draft.row.pk, "verb": "discard"}
    yield Visit("import_verb", ("lists", "discard"), where, draft, {})


def pairs(world: World) -> Iterator[Visit]:
    waiting, refused = things_of(world, "matches").things
    (merge,) = things_of(world, "merges").things
    yield Visit("review", ("matches", "read"))
    yield from of_rows(world, "matches", "review_pair", "match_id")
    acts = {"same": waiting, "different": waiting, "later": waiting, "ask-again": refused}
    for verb, thing in acts.items():
        where = {"match_id": thing.row.pk, "verb": verb}
        right = ("matches", verb.replace("-", "_"))
        yield Visit("match_verb", right, where, thing, {})
    yield Visit("merge_undo", ("merges", "undo"), {"merge_id": merge.row.pk}, merge, {})
    yield Visit("scan_start", ("scans", "start"), thing=Thing(seen=LEADS), form={})
    scan = start_scan(actor=None, now=NOW)
    where = {"scan_id": scan.pk}
    yield Visit("scan_progress", ("scans", "read"), where, Thing(scan, seen=LEADS))
    yield Visit("scan_cancel", ("scans", "cancel"), where, Thing(scan, seen=LEADS), {})


def partners(world: World) -> Iterator[Visit]:
    own, _ = things_of(world, "needs").things
    here = {"need_id": own.row.pk}
    form = {"owner": str(own.row.owner_id), "provider": "A clinic"}
    yield Visit("need_edit", ("needs", "edit"), here, own, form)
    new = open_need(actor=None, case_id=world.file.pk, kind="family", now=NOW)
    asked = replace(own, row=None, named=("needs", replace(own, row=new)))
    here = {"need_id": new.pk}
    form = {"partner": "A school", "person_agrees": "on"}
    yield Visit("need_refer", ("referrals", "create"), here, asked)
    yield Visit("need_refer", ("referrals", "create"), here, asked, form)
    form = {"state": "accepted"}
    yield from of_rows(world, "referrals", "referral", "referral_id", "move", form=form)


def work(world: World) -> Iterator[Visit]:
    yield Visit("needs", ("needs", "read"), shows="kind")
    yield from of_rows(world, "needs", "need", "need_id", shows="kind")
    form = {"state": "in_progress"}
    yield from of_rows(world, "needs", "need", "need_id", "move", form=form)
    yield from partners(world)
    (wave,) = things_of(world, "waves").things
    yield Visit("waves", ("waves", "read"))
    yield Visit("wave", ("waves", "read"), {"wave_id": wave.row.pk}, wave)
    yield Visit("wave_new", ("waves", "create"))
    world.case("Іншы Далёкі", of="far caseworker", team="far")

    def names(who: str) -> dict[str, Any]:
        known = "Іншы Далёкі" if who == "far coordinator" else "Ада Прыклад"
        said = {"wave": "March", "happened_on": "2026-02-08", "kind": "pardon"}
        return said | {"destination": "LT", "names": known}

    yield Visit("wave_new", ("waves", "create"), form=names, writes=False)
    yield Visit("desk_lists", ("desk-lists", "read"), shows="reason")
    mine = Thing(personal=EVERYBODY)
    form = {"wave": "own", "reason": "the road"}
    yield Visit("desk_lists", ("desk-lists", "create"), thing=mine, form=form)
    yield from of_rows(world, "desk-lists", "desk_list", "list_id", "content")
    yield from of_rows(world, "desk-lists", "desk_list_file", "list_id", "content")


def rules(world: World) -> Iterator[Visit]:
    (rule,) = things_of(world, "rules").things
    done, waiting = things_of(world, "simulations").things
    yield Visit("rules", ("rules", "read"))
    place = {"kind": "case_silent", "stage": "reception", "risk": "minor"}
    yield Visit("rule_new", ("rules", "create"), thing=Thing(seen=LEADS), form=place)
    yield Visit("rule", ("rules", "read"), {"rule_id": rule.row.pk}, rule)
    ladder, steps = form_of(said_of(rule.row))
    form = {name: value for name, value in ladder.initial.items() if value} | {"threshold": 15}
    for step in steps:
        said = step.initial or {}
        form |= {step.add_prefix(name): said.get(name, "") for name in step.fields}
    where = {"rule_id": rule.row.pk}
    tried = Thing(seen=LEADS)
    yield Visit("try_rule", ("simulations", "create"), where, tried, form)
    yield from of_rows(world, "simulations", "trial", "trial_id")
    yield from of_rows(world, "simulations", "trial_progress", "trial_id")
    words = {"reason": "Too long.", "answer": "We mean it."}
    for verb, thing, said in (("cancel", waiting, {}), ("propose", done, words)):
        where = {"trial_id": thing.row.pk, "verb": verb}
        yield Visit("trial_verb", ("simulations", verb), where, thing, said)


def proposals(world: World) -> Iterator[Visit]:
    yield Visit("approvals", ("approvals", "read"))
    # Who has asked whom is tried by the API; here one of each kind.
    asked = things_of(world, "approvals").things[len(ASKED) :]
    for thing in asked:
        yield Visit("approval", ("approvals", "read"), {"approval_id": thing.row.pk}, thing)
    auditor = world.users["auditor"].email
    forms = {
        "approve": {"reason": "Yes."},
        "refuse": {"reason": "No."},
        "withdraw": {},
        "invite": {"email": auditor},
    }
    for verb, form in forms.items():
        for thing in asked:
            where = {"approval_id": thing.row.pk, "verb": verb}
            yield Visit("approval_verb", ("approvals", verb), where, thing, form, tells=True)
    yield from exceptions(world)


def exceptions(world: World) -> Iterator[Visit]:
    yield Visit("by_exception", ("exceptions", "ask"))
    anybodys = Thing(seen=EVERYBODY)
    other = world.case("Чужы Прыклад")
    theirs = {
        "near": world.case("Далёкі Прыклад", of="far caseworker", team="far"),
        "far": world.case("Блізкі Прыклад"),
    }

    def form_(who: str) -> dict[str, Any]:
        return {"reference": theirs[TEAM_OF.get(who, "near")].reference, "reason": "tonight"}

    yield Visit("by_exception", ("exceptions", "ask"), thing=anybodys, form=form_)
    asked = ask_break_glass(
        actor=world.user("far caseworker"), reference=other.reference, reason="tonight", now=NOW
    )
    approve(actor=world.user("far coordinator"), approval_id=asked.pk, now=NOW)
    where = {"reference": other.reference}
    opened = Thing(other, personal=["far caseworker"])
    yield Visit("by_exception_read", ("exceptions", "read"), where, opened)


def freed_people(world: World) -> Iterator[Visit]:
    """The board of a wave, and one of its people."""
    (wave,) = things_of(world, "waves").things
    (gone,) = things_of(world, "releases").things
    where = {"wave_id": wave.row.pk}
    # As whoever may do it to the people who are chosen.
    people = of_file(world, named=("releases", gone))
    chosen = {"release": [str(gone.row.pk)]}
    report = {"source": "The Radio", "says": "free"}
    yield Visit("wave_report", ("releases", "report"), where, people, chosen | report)
    away = chosen | {"destination": "PL"}
    yield Visit("wave_redirect", ("releases", "redirect"), where, people, away, writes=False)
    where = {"release_id": gone.row.pk}
    yield Visit("release", ("releases", "read"), where, gone, shows="kind")
    acts = {
        "report": ("report", report),
        "reverse": ("reverse", {"how": "re_arrested", "happened_on": "2026-02-09"}),
        "withdraw": ("withdraw_report", {"report": str(gone.row.reports.get().pk)}),
    }
    for verb, (right, form) in acts.items():
        yield Visit("release_verb", ("releases", right), where | {"verb": verb}, gone, form)


def reception(world: World) -> Iterator[Visit]:
    """The reception desks of a wave, and what is done at one."""
    (wave,) = things_of(world, "waves").things
    (gone,) = things_of(world, "releases").things
    ours = Thing(wave.row, ties=((world.near, None),))
    where = {"wave_id": wave.row.pk}
    yield Visit("desks", ("desks", "read"), where, ours)
    yield Visit("desks", ("desks", "open"), where, ours, {"device": "the tablet at the door"})
    desk = Thing(wave.row.desks.get(), ties=((world.near, None),))
    yield Visit("desk_end", ("desks", "end"), {"desk_id": desk.row.pk}, desk, {})
    at = {"thing": Thing(personal=["desk"]), "at_desk": True}
    yield Visit("desk", OWN, **at)
    yield Visit("desk_sit", OWN, form={"person": "Ales"}, **at)
    yield Visit("desk_leave", OWN, form={}, **at)
    where = {"release_id": gone.row.pk}
    yield Visit("desk_person", OWN, where, **at)
    yield Visit("desk_person", OWN, where, form={"purpose": "call"}, **at)
    task = Task.objects.filter(need__release=gone.row).first()
    yield Visit("desk_task_done", OWN, {"task_id": task.pk}, form={}, **at)
    # Of nobody whom the desk receives.
    theirs = {"thing": Thing(), "at_desk": True}
    other = things_of(world, "tasks").things[0]
    yield Visit("desk_task_done", OWN, {"task_id": other.row.pk}, form={}, **theirs)
    yield Visit("desk_person", OWN, {"release_id": other.row.pk}, **theirs)


def counts(world: World) -> Iterator[Visit]:
    yield Visit("insight", ("cases", "count"))
    yield Visit("counts_file", ("cases", "count"))
    said, _ = things_of(world, "observations").things
    form = {
        "counted": "inside",
        "exactness": "exactly",
        "number": "9",
        "counted_on": "2026-02-08",
        "source": "A newspaper",
    }
    anybodys = Thing(seen=said.seen)
    yield Visit("observe", ("observations", "create"), thing=anybodys, form=form)
    where = {"observation_id": said.row.pk}
    yield Visit("unobserve", ("observations", "withdraw"), where, said, {})


def exports(world: World) -> Iterator[Visit]:
    asked = things_of(world, "exports").things
    terms = world.made["export"]
    yield Visit("exports", ("exports", "read"))
    yield Visit("export_new", ("exports", "create"))

    def form(who: str) -> dict[str, Any]:
        return terms | {"team": str(world.teams[TEAM_OF.get(who, "near")].pk)}

    mine = Thing(personal=EVERYBODY)
    yield Visit("export_new", ("exports", "create"), thing=mine, form=form)
    for page in ("export", "export_progress"):
        yield from of_rows(world, "exports", page, "export_id", shows="fingerprint")
    where = {"export_id": asked[0].row.pk}
    yield Visit("export_cancel", ("exports", "cancel"), where, asked[0], {})
    ready = ask_export(actor=world.user("coordinator"), now=NOW, **terms)
    approve(actor=world.user("half signed in"), approval_id=ready.approval_id, now=NOW)
    work_on_exports(now=NOW)
    part = Thing(ready.parts.first(), personal=["coordinator"])
    where = {"part_id": part.row.pk}
    yield Visit("export_file", ("exports", "read"), where, part, shows="fingerprint")


def queues(world: World) -> Iterator[Visit]:
    yield Visit("queues", ("queues", "read"))
    yield Visit("queue", ("queues", "read"), {"name": "stale"})
    for name in ("caseworker", "far caseworker"):
        where = {"user_id": world.users[name].pk}
        yield Visit("queue_of", ("queues", "read"), where, member(world, name))
    chosen = {"case": [str(world.file.pk)], "caseworker": str(world.users["colleague"].pk)}
    near = in_file(world)
    yield Visit("assign_many", ("queues", "assign_many"), thing=near, form=chosen, tells=True)
    yield Visit("checked_many", ("cases", "check_no_news"), thing=near, form=chosen, tells=True)
    hold = Hold.objects.create(team=world.near, reason="flood", created_at=NOW)
    held = Thing(hold, ties=((world.near, None),))
    yield Visit("holds", ("holds", "read"))
    for verb in ("release", "discard"):
        where = {"hold_id": hold.pk, "verb": verb}
        yield Visit("hold_verb", ("holds", verb), where, held, {})
