"""The rows of a mass release: each table is written once, however many people left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from casetracker.domain.clocks import SILENCE_STAGES, choose_rule, due_after
from casetracker.domain.packages import first_phase_at
from casetracker.domain.words import (
    ActivityKind,
    EventKind,
    Papers,
    Precision,
    ReleaseState,
    Stage,
)
from casetracker.models import (
    Activity,
    Case,
    Clock,
    Detention,
    Hearing,
    Release,
    StageSpan,
    User,
    Wave,
)
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows, update_rows
from casetracker.services.audit import Subject, record_many
from casetracker.services.clocks import Start, load_rules, risks_of, start_many
from casetracker.services.notices import event, insert_notices
from casetracker.services.packages import Work, offer_clocks, offer_notices
from casetracker.services.receivers import Offer, Receivers

#: A stay in a facility ends with its detention.
_END_STAYS = """
UPDATE casetracker_custody SET "until_on" = %s
WHERE "detention_id" IN (SELECT "id" FROM done) AND "until_on" IS NULL
"""
#: So does the span of the stage that a case leaves.
_END_SPANS = """
UPDATE casetracker_stagespan SET "until_at" = %s
WHERE "case_id" IN (SELECT "id" FROM done) AND "until_at" IS NULL
"""


@dataclass(frozen=True)
class ReleasedPerson:
    """One who left: `destination` is ISO 3166 alpha-2, `papers` what was given at the border."""

    case_id: UUID
    destination: str
    place: str = ""
    papers: str = Papers.UNKNOWN


@dataclass(kw_only=True)
class Leaving(Work):
    """A person of the wave with what is made for them."""

    person: ReleasedPerson
    stage: Stage
    place: str


def write_moves(leaving: Sequence[Leaving], wave: Wave, actor: User | None, now: datetime) -> None:
    """Releases, detentions, cases, stage spans, timeline: five statements."""
    day = str(Precision.DAY)
    update_rows(
        Detention,
        "id",
        ["released_on", "released_precision"],
        [
            (one.case.detention_id, wave.happened_on, day)
            for one in leaving
            if one.case.detention_id
        ],
        extra='"version" = t."version" + 1',
        then=_END_STAYS,
        then_values=[wave.happened_on],
    )
    insert_rows(
        Release,
        (
            "id",
            "version",
            "created_at",
            "wave",
            "case",
            "detention",
            "kind",
            "place",
            "released_on",
            "planned_destination",
            "actual_destination",
            "state",
            "papers_taken",
            "papers_given",
            "next_phase",
            "next_phase_at",
        ),
        [
            (
                one.release_id,
                1,
                now,
                wave.pk,
                one.case.pk,
                one.case.detention_id,
                wave.kind,
                one.place,
                wave.happened_on,
                one.destination,
                "",
                str(ReleaseState.ANNOUNCED),
                str(Papers.UNKNOWN),
                one.person.papers,
                *first_phase_at(one.stage, now),
            )
            for one in leaving
        ],
        on_conflict="",
    )
    update_rows(
        Case,
        "id",
        ["stage", "destination", "last_activity_at", "closed_at", "closing_reason"],
        [(one.case.pk, str(one.stage), one.destination, now, None, "") for one in leaving],
        extra='"version" = t."version" + 1',
        then=_END_SPANS,
        then_values=[now],
    )
    insert_rows(
        StageSpan,
        ("id", "case", "stage", "destination", "from_at", "recorded_at"),
        [(new_id(), one.case.pk, str(one.stage), one.destination, now, now) for one in leaving],
    )
    actor_id = actor.pk if actor else None
    insert_rows(
        Activity,
        ("id", "case", "kind", "occurred_at", "recorded_at", "actor", "facts"),
        [
            (
                new_id(),
                one.case.pk,
                str(ActivityKind.RELEASED),
                now,
                now,
                actor_id,
                {"from": one.case.stage, "to": str(one.stage), "wave": str(wave.pk)},
            )
            for one in leaving
        ],
    )


def write_clocks(leaving: Sequence[Leaving], now: datetime) -> None:
    """Silence clocks restart with the new stage, those of prison stop, offers begin to run."""
    rules = load_rules()
    restarted = []
    for one in leaving:
        case, country = one.case, one.case.team.country
        for kind, stages in SILENCE_STAGES.items():
            rule = choose_rule(rules, kind, stage=one.stage, risks=risks_of(case))
            if one.stage not in stages or rule is None:
                continue
            due = due_after(rule, now, country=country)
            restarted.append(
                Start(
                    kind, "case", case.pk, case.caseworker_id, case.team_id, country, rule, now, due
                )
            )
    fresh = offer_clocks(leaving, rules, now=now)
    start_many(restarted, now=now, fresh=fresh)
    case_ids = [one.case.pk for one in leaving]
    ended_kinds = [kind for kind in SILENCE_STAGES if kind not in {s.kind for s in restarted}]
    detentions = [one.case.detention_id for one in leaving if one.case.detention_id]
    hearings = Hearing.objects.filter(detention__among=detentions).values("pk")
    running = Clock.objects.running().order_by().values("pk")
    # Put together, not said with OR: of three indexes PostgreSQL would use none.
    ended = running.filter(case__among=case_ids, kind__in=ended_kinds).union(
        running.filter(detention__among=detentions), running.filter(hearing__in=hearings), all=True
    )
    # What they have not told yet is dropped when its letter looks again at a stopped clock.
    still = {"next_step_at": None, "paused_until": None, "pause_reason": None, "hold": None}
    Clock.objects.filter(pk__in=ended).update(stopped_at=now, **still)


def tell(
    leaving: Sequence[Leaving],
    offers: Sequence[Offer],
    receivers: Receivers,
    wave: Wave,
    actor: User | None,
    now: datetime,
) -> None:
    """Each volunteer of their offers; staff that new work has come in. One statement."""
    told = offer_notices(leaving, offers)
    staff = {need.owner_id for one in leaving for need in one.needs} | receivers.coordinators
    staff.discard(actor.pk if actor else None)
    told += [event(EventKind.WAVE_RELEASED, wave.pk, who, is_urgent=True) for who in staff]
    insert_notices(told, now=now)


def write_audit(leaving: Sequence[Leaving], wave: Wave, actor: User | None, now: datetime) -> None:
    subjects = [Subject("wave", wave.pk, None, wave.team_id)]
    subjects += [
        Subject(
            "case",
            one.case.pk,
            one.case.pk,
            one.case.team_id,
            {"stage": (one.case.stage, one.stage)},
        )
        for one in leaving
    ]
    record_many(actor=actor, verb="record_wave", subjects=subjects, now=now)
