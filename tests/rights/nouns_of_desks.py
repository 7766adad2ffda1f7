"""As `nouns.py`: lists that come in, rules, proposals, people who may be one."""

from __future__ import annotations

from typing import Any

from casetracker.domain.doubts import Judgement, Verdict
from casetracker.domain.quarantine import Quarantined
from casetracker.models import (
    Approval,
    MatchDecision,
    Merge,
    ReminderRule,
)
from casetracker.services.break_glass import ask_break_glass
from casetracker.services.import_decisions import decide_row
from casetracker.services.import_uploads import commit_list, map_columns, upload_list
from casetracker.services.import_work import work_on_lists
from casetracker.services.matches import decide_match, note_pairs
from casetracker.services.memberships import propose_role
from casetracker.services.merges import merge_prisoners
from casetracker.services.quarantine import place_in_quarantine
from casetracker.services.simulations import simulate_change
from tests.conftest import NOW
from tests.rights.matrix import Thing
from tests.rights.nouns import (
    LEADS,
    STAFF,
    Noun,
    noun,
    of_file,
    things_of,
)
from tests.rights.world import CAST, World
from tests.rules import proposed, tried_out


@noun("imports")
def imports(world: World) -> Noun:
    def uploaded(name: str, times: int = 1) -> Any:
        return upload_list(
            actor=world.user("caseworker"),
            source=name,
            data=("Імя;Артыкул\n" + f"{name} Спісаў;342\n" * times).encode(),
            team_id=world.near.pk,
            now=NOW,
        )

    def planned(name: str, times: int = 1) -> Any:
        batch = uploaded(name, times)
        columns = {"Імя": "name", "Артыкул": "articles"}
        given = {"actor": world.user("caseworker"), "batch_id": batch.pk, "now": NOW}
        map_columns(columns=columns, **given)
        work_on_lists(now=NOW, batch_id=batch.pk)
        return batch

    def taken_in(name: str, times: int = 1) -> Any:
        batch = planned(name, times)
        commit_list(actor=world.user("caseworker"), batch_id=batch.pk, now=NOW)
        work_on_lists(now=NOW, batch_id=batch.pk)
        return batch

    done = taken_in("Здзіслаў")
    # Of equal rows without dates all but the first wait for a person.
    world.made |= {"imported": done, "doubtful": taken_in("Юзафат", 5)}
    answered = world.made["doubtful"].rows.get(number=5)
    decide_row(actor=None, row_id=answered.pk, answer="skip", now=NOW)
    # It is of the one team of whoever brings it, and theirs.
    workers = ("caseworker", "colleague", "far caseworker")
    ties = [(world.teams[CAST[name][1] or ""], name) for name in workers]
    mine = Thing(ties=((world.near, None), (world.far, None), *ties))
    body = {"source": "list", "text": "Імя\nВасіль Новы\n"}
    return Noun(
        [of_file(world, batch) for batch in (uploaded("Ян"), planned("Марыля"), done)],
        {"columns": {"columns": {"Імя": "name"}}},
        {"create": [(body, mine)]},
    )


@noun("import-rows")
def import_rows(world: World) -> Noun:
    things_of(world, "imports")
    rows = [world.made["imported"].rows.get(), *world.made["doubtful"].rows.order_by("number")[1:]]
    return Noun([of_file(world, row) for row in rows], {"skip": {}})


def silence_rule() -> ReminderRule:
    return ReminderRule.objects.get(kind="case_silent", stage="inside", risk="")


@noun("rules")
def rules(world: World) -> Noun:
    body = {"kind": "case_silent", "stage": "reception", "risk": "minor"}
    return Noun(
        [Thing(silence_rule(), seen=[*STAFF, "auditor"])],
        loose={"create": [(body, Thing(seen=LEADS))]},
    )


@noun("simulations")
def simulations(world: World) -> Noun:
    things_of(world, "approvals")  # what waits there would be run along
    rule = silence_rule()
    done = tried_out(world.user("coordinator"), rule, NOW, threshold_seconds=20 * 86400)
    given = {"rule_id": rule.pk, "changes": {"threshold_seconds": 25 * 86400}, "now": NOW}
    waiting = simulate_change(actor=world.user("coordinator"), **given)
    body = {"rule": str(rule.pk), "threshold_seconds": 15 * 86400}
    seen = Thing(named=("rules", Thing(rule, seen=[*STAFF, "auditor"])), seen=LEADS)
    return Noun(
        [Thing(row, personal=["coordinator"], seen=LEADS) for row in (done, waiting)],
        {"propose": {"reason": "Too long.", "answer": "We mean it."}},
        {"create": [(body, seen)]},
    )


#: Who asks whom, so that everybody has asked once and has been asked once.
ASKED = (
    ("auditor", "far caseworker"),
    ("caseworker", "auditor"),
    ("far coordinator", "administrator"),
)


def asked_of(world: World, like: Approval, requester: str, invited: str) -> Thing:
    """A proposal as `like`, whoever made it."""
    row = Approval.objects.create(
        kind=like.kind,
        subject_id=like.subject_id,
        team=like.team,
        requester=world.users[requester],
        invited=world.users[invited],
        proposal=like.proposal,
        reason="so",
        expires_at=like.expires_at,
        created_at=NOW,
    )
    above = ["administrator", "coordinator", "auditor"]
    return Thing(row, personal=[requester], alone=[requester], asked=[invited], seen=above)


@noun("approvals")
def approvals(world: World) -> Noun:
    rule = ReminderRule.objects.get(kind="life_silent", stage="inside", risk="")
    change = proposed(world.user("coordinator"), rule, NOW, threshold_seconds=86400 * 40)
    given = {"actor": world.user("administrator"), "reason": "moves on", "now": NOW}
    role, of_two = (
        propose_role(
            user_id=world.users[name].pk, role="volunteer", team_id=world.teams[team].pk, **given
        )
        for name, team in (("colleague", "near"), ("far caseworker", "far"))
    )
    glass = ask_break_glass(
        actor=world.user("far caseworker"),
        reference=world.file.reference,
        reason="tonight",
        now=NOW,
    )
    Approval.objects.filter(pk=role.pk).update(invited=world.users["far coordinator"].pk)
    return Noun(
        [
            *(asked_of(world, role, one, other) for one, other in ASKED),
            Thing(
                change,
                personal=["coordinator"],
                alone=["coordinator"],
                seen=["far coordinator", "auditor"],
            ),
            Thing(
                role,
                personal=["administrator"],
                alone=["administrator"],
                asked=["far coordinator"],
                seen=["coordinator", "auditor"],
            ),
            # In a team of two, where somebody from outside may be asked.
            Thing(
                of_two,
                personal=["administrator"],
                alone=["administrator"],
                seen=["far coordinator", "auditor"],
            ),
            Thing(glass, personal=["far caseworker"], seen=[*LEADS, "auditor"]),
        ],
        {"refuse": {"reason": "No."}, "invite": {"email": world.users["auditor"].email}},
    )


def look_alikes(world: World, spelling: str) -> list[Any]:
    """Two files of the caseworker on people who may be one."""
    return [world.case(f"{spelling} {name}") for name in ("Віктар", "Viktar")]


@noun("matches")
def matches(world: World) -> Noun:
    rows = []
    for spelling in ("Бабарыка", "Дубоўка"):
        one, other = (case.prisoner_id for case in look_alikes(world, spelling))
        note_pairs(pairs=[(one, other, Judgement(Verdict.REVIEW, 0.9, ("name",)))], now=NOW)
        rows.append(MatchDecision.objects.get(one=min(one, other), other=max(one, other)))
    decide_match(actor=None, match_id=rows[1].pk, answer="different", now=NOW)
    return Noun([Thing(row, seen=["coordinator", "caseworker"]) for row in rows])


@noun("merges")
def merges(world: World) -> Noun:
    kept, lost = (case.prisoner for case in look_alikes(world, "Каліноўскі"))
    merge: Merge = merge_prisoners(actor=None, kept_id=kept.pk, lost_id=lost.pk, now=NOW)
    one, other = (case.prisoner for case in look_alikes(world, "Скарына"))
    able = ["coordinator", "caseworker"]
    body = {"kept": str(one.pk), "lost": str(other.pk)}
    named = ("prisoners", of_file(world, one))
    return Noun(
        [Thing(merge, seen=able)], loose={"create": [(body, Thing(seen=able, named=named))]}
    )


@noun("quarantines")
def quarantines(world: World) -> Noun:
    """A file of each team that was taken away."""
    rows = {}
    for team, lead, worker in (
        ("near", "coordinator", "caseworker"),
        ("far", "far coordinator", "far caseworker"),
    ):
        away = world.case(f"Схаваны {team}", of=worker, team=team)
        given = {"object_type": Quarantined.CASE, "object_id": away.pk, "now": NOW}
        rows[team] = place_in_quarantine(actor=world.user(lead), reason="by mistake", **given)
    return Noun(
        [Thing(row, ties=((world.teams[team], None),)) for team, row in rows.items()], {"lift": {}}
    )
