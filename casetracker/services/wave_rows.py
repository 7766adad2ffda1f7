"""The rows of a mass release: each table is written once, however many people left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from casetracker.domain.clocks import SILENCE_STAGES, choose_rule, due_after
from casetracker.domain.packages import DAY_0_DUE
from casetracker.domain.words import (
    ActivityKind,
    ClockKind,
    EventKind,
    NeedState,
    Papers,
    Phase,
    Precision,
    ReleaseState,
    Stage,
    TaskState,
)
from casetracker.models import (
    Activity,
    Case,
    Clock,
    Detention,
    Need,
    Release,
    StageSpan,
    Task,
    User,
    Wave,
)
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows, update_rows
from casetracker.services.audit import Subject, record_many
from casetracker.services.clocks import Start, load_rules, risks_of, start_many
from casetracker.services.notices import NewNotice, event, insert_notices
from casetracker.services.receivers import Receivers


@dataclass(frozen=True)
class ReleasedPerson:
    """One who left: `destination` is ISO 3166 alpha-2, `papers` what was given at the border."""

    case_id: UUID
    destination: str
    place: str = ""
    papers: str = Papers.UNKNOWN


@dataclass
class Leaving:
    """A person of the wave with what is made for them."""

    person: ReleasedPerson
    case: Any
    stage: Stage
    place: str
    release_id: UUID = field(default_factory=new_id)
    #: (need id, kind, owner id, team id), (task id, need id, kind, team id, owner id)
    needs: list[tuple[UUID, str, UUID, UUID]] = field(default_factory=list)
    tasks: list[tuple[UUID, UUID, str, UUID, UUID]] = field(default_factory=list)


def write_moves(leaving: Sequence[Leaving], wave: Wave, actor: User | None, now: datetime) -> None:
    """Releases, detentions, cases, stage spans, timeline: six statements."""
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
                one.person.destination,
                "",
                str(ReleaseState.ANNOUNCED),
                str(Papers.UNKNOWN),
                one.person.papers,
            )
            for one in leaving
        ],
        on_conflict="",
    )
    update_rows(
        Case,
        "id",
        ["stage", "destination", "last_activity_at", "closed_at", "closing_reason"],
        [(one.case.pk, str(one.stage), one.person.destination, now, None, "") for one in leaving],
        extra='"version" = t."version" + 1',
    )
    case_ids = [one.case.pk for one in leaving]
    StageSpan.objects.filter(case__in=case_ids, until_at=None).update(until_at=now)
    insert_rows(
        StageSpan,
        ("id", "case", "stage", "destination", "from_at", "recorded_at"),
        [
            (new_id(), one.case.pk, str(one.stage), one.person.destination, now, now)
            for one in leaving
        ],
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


def write_work(leaving: Sequence[Leaving], asked: Mapping[UUID, UUID], now: datetime) -> None:
    """Needs and tasks: two statements."""
    insert_rows(
        Need,
        (
            "id",
            "version",
            "created_at",
            "case",
            "release",
            "team",
            "owner",
            "kind",
            "phase",
            "state",
            "provider",
        ),
        [
            (
                need_id,
                1,
                now,
                one.case.pk,
                one.release_id,
                team_id,
                owner_id,
                kind,
                str(Phase.DAY_0),
                str(NeedState.OPEN),
                "",
            )
            for one in leaving
            for need_id, kind, owner_id, team_id in one.needs
        ],
    )
    insert_rows(
        Task,
        (
            "id",
            "version",
            "created_at",
            "case",
            "team",
            "need",
            "kind",
            "due_at",
            "state",
            "language",
            "country",
            "is_after_release",
            "cancel_reason",
        ),
        [
            (
                task_id,
                1,
                now,
                one.case.pk,
                team_id,
                need_id,
                kind,
                now + DAY_0_DUE,
                str(TaskState.OFFERED if task_id in asked else TaskState.OPEN),
                "",
                one.person.destination,
                True,
                "",
            )
            for one in leaving
            for task_id, need_id, kind, team_id, _ in one.tasks
        ],
    )


def write_clocks(leaving: Sequence[Leaving], now: datetime) -> None:
    """Silence clocks restart with the new stage, those of prison stop, offers begin to run."""
    rules = load_rules()
    restarted, fresh = [], []
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
        rule = choose_rule(rules, ClockKind.OFFER_OPEN, is_after_release=True)
        if rule is not None:
            due = due_after(rule, now, country=country)
            fresh += [
                Start(
                    ClockKind.OFFER_OPEN, "task", task_id, owner, team_id, country, rule, now, due
                )
                for task_id, _, _, team_id, owner in one.tasks
            ]
    start_many(restarted, now=now, fresh=fresh)
    case_ids = [one.case.pk for one in leaving]
    ended_kinds = [kind for kind in SILENCE_STAGES if kind not in {s.kind for s in restarted}]
    ended = Clock.objects.running().filter(
        Q(case__in=case_ids, kind__in=ended_kinds)
        | Q(detention__in=[one.case.detention_id for one in leaving if one.case.detention_id])
    )
    # What they have not told yet is dropped when its letter looks again at a stopped clock.
    ended.update(stopped_at=now, next_step_at=None, paused_until=None, pause_reason="", hold=None)


def tell(
    leaving: Sequence[Leaving],
    offers: Sequence[tuple[UUID, UUID, UUID]],
    receivers: Receivers,
    wave: Wave,
    actor: User | None,
    now: datetime,
) -> None:
    """Each volunteer of their offers; staff that new work has come in. One statement."""
    due_at = now + DAY_0_DUE
    case_of = {task[0]: one.case.pk for one in leaving for task in one.tasks}
    told: list[NewNotice] = [
        event(
            EventKind.OFFER_MADE,
            offer_id,
            volunteer_id,
            case_id=case_of[task_id],
            task_id=task_id,
            due_at=due_at,
            is_urgent=True,
        )
        for offer_id, task_id, volunteer_id in offers
    ]
    staff = {need[2] for one in leaving for need in one.needs} | receivers.coordinators
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
