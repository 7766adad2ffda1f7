"""Rows of a list written: people, spellings, files, detentions, clocks, and the rows themselves.

Everything here is part of the transaction of `import_list` and works on a batch of rows at once,
in a constant number of statements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from casetracker.domain.clocks import SILENCE_STAGES, choose_rule, due_after, spread
from casetracker.domain.detentions import release_reminded_at
from casetracker.domain.ladders import Rule
from casetracker.domain.likeness import rough_key
from casetracker.domain.names import LONGEST, Name, name_key
from casetracker.domain.words import (
    ActivityKind,
    ClockKind,
    NameKind,
    RowOutcome,
    Sex,
    Stage,
)
from casetracker.models import (
    Activity,
    Case,
    Detention,
    ImportBatch,
    ImportRow,
    NameForm,
    Prisoner,
    StageSpan,
    Team,
    User,
)
from casetracker.models.base import new_id
from casetracker.services.audit import Subject, record_many
from casetracker.services.clocks import Start, start_many
from casetracker.services.import_detentions import write_detentions
from casetracker.services.import_plan import Planned

_SILENCE = (ClockKind.CASE_SILENT, ClockKind.LIFE_SILENT)


@dataclass(frozen=True)
class Writing:
    """What the rows of one list share."""

    batch: ImportBatch
    team: Team
    actor: User | None
    #: Files are given to these in turn; to nobody if there are none.
    caseworker_ids: tuple[UUID, ...]
    rules: tuple[Rule, ...]
    now: datetime

    @property
    def day(self) -> date:
        return self.now.date()


def write_rows(rows: Sequence[Planned], writing: Writing) -> None:
    """Write what `rows` have become. Rows that an earlier run has written are left out."""
    fresh = [row for row in rows if not row.is_done]
    created = [row for row in fresh if row.outcome is RowOutcome.CREATE]
    _write_people(created, writing)
    cases = _write_cases(created, writing)
    detentions = write_detentions(
        created, batch=writing.batch, actor=writing.actor, now=writing.now
    )
    _start_clocks(created, cases, detentions, writing)
    _add_spellings(fresh, writing)
    _keep_rows(fresh, writing)


def _write_people(created: Sequence[Planned], writing: Writing) -> None:
    people, names = [], []
    for row in created:
        listed = row.listed
        people.append(
            Prisoner(
                pk=row.prisoner_id,
                sex=listed.sex or Sex.UNKNOWN,
                born_on=listed.birth.date,
                born_precision=listed.birth.precision,
                created_by=writing.actor,
                created_at=writing.now,
            )
        )
        names.append(_spelling(row, listed.name, writing, is_preferred=True))
        if listed.name.maiden:
            kind = NameKind.ALIAS if listed.sex == Sex.MALE else NameKind.MAIDEN
            names.append(_spelling(row, _maiden_form(listed.name), writing, kind=kind))
    Prisoner.objects.bulk_create(people)
    NameForm.objects.bulk_create(names, ignore_conflicts=True)


def _write_cases(created: Sequence[Planned], writing: Writing) -> list[Case]:
    workers = writing.caseworker_ids
    cases = [
        Case(
            pk=row.new_ids[1],
            reference=row.reference,
            prisoner_id=row.new_ids[0],
            team=writing.team,
            caseworker_id=workers[row.row.number % len(workers)] if workers else None,
            stage=row.listed.stage,
            opened_at=writing.now,
            last_activity_at=writing.now,
            created_at=writing.now,
        )
        for row in created
    ]
    Case.objects.bulk_create(cases)
    StageSpan.objects.bulk_create(
        StageSpan(case_id=case.pk, stage=case.stage, from_at=writing.now, recorded_at=writing.now)
        for case in cases
    )
    Activity.objects.bulk_create(
        Activity(
            case_id=row.new_ids[1],
            kind=ActivityKind.IMPORTED,
            occurred_at=writing.now,
            recorded_at=writing.now,
            actor=writing.actor,
            facts={"source": writing.batch.source, "row": row.row.number},
        )
        for row in created
    )
    subjects = [Subject("case", case.pk, case.pk, case.team_id) for case in cases]
    record_many(actor=writing.actor, verb="import_case", subjects=subjects, now=writing.now)
    return cases


def _start_clocks(
    created: Sequence[Planned],
    cases: Sequence[Case],
    detentions: Sequence[Detention],
    writing: Writing,
) -> None:
    """Silence clocks, spread over their threshold so that a list does not come due at once; and
    the clocks of releases that are to come."""
    starts: list[Start] = []
    for row, case, detention in zip(created, cases, detentions, strict=True):
        for kind in _SILENCE:
            rule = choose_rule(writing.rules, kind, stage=Stage(case.stage))
            if rule is not None and case.stage in SILENCE_STAGES[kind]:
                due_at = writing.now + _run_of(rule, row.row.number, writing)
                starts.append(_start(kind, "case", case.pk, case, rule, due_at, writing))
        expected = row.listed.expected_release
        rule = choose_rule(writing.rules, ClockKind.RELEASE_EXPECTED)
        if rule and case.stage == Stage.INSIDE and expected.date and expected.date > writing.day:
            due_at = release_reminded_at(expected.date)
            kind = ClockKind.RELEASE_EXPECTED
            starts.append(_start(kind, "detention", detention.pk, case, rule, due_at, writing))
    start_many(starts, now=writing.now)


def _run_of(rule: Rule, number: int, writing: Writing) -> timedelta:
    whole = due_after(rule, writing.now, country=writing.team.country) - writing.now
    return spread(max(writing.batch.row_count, 1), number - 1, whole)


def _start(
    kind: ClockKind,
    subject: str,
    subject_id: UUID,
    case: Case,
    rule: Rule,
    due_at: datetime,
    writing: Writing,
) -> Start:
    return Start(
        kind=kind,
        subject=subject,
        subject_id=subject_id,
        owner_id=case.caseworker_id,
        team_id=case.team_id,
        country=writing.team.country,
        rule=rule,
        started_at=writing.now,
        due_at=due_at,
    )


def _add_spellings(rows: Sequence[Planned], writing: Writing) -> None:
    """Spellings that repeats bring for people known already."""
    repeats = [
        row
        for row in rows
        if row.outcome is RowOutcome.DUPLICATE and row.prisoner_id and row.listed.name.is_whole
    ]
    ids = {row.prisoner_id for row in repeats}
    there = set(NameForm.objects.filter(prisoner__in=ids).values_list("prisoner_id", "text"))
    fresh: dict[tuple[UUID | None, str], Planned] = {}
    for row in repeats:
        fresh.setdefault((row.prisoner_id, row.listed.name.text[:LONGEST]), row)
    new = [row for spelling, row in fresh.items() if spelling not in there]
    NameForm.objects.bulk_create(
        [_spelling(row, row.listed.name, writing) for row in new], ignore_conflicts=True
    )
    subjects = [
        Subject("prisoner", row.prisoner_id, row.case_id, writing.team.pk)
        for row in new
        if row.prisoner_id
    ]
    record_many(actor=writing.actor, verb="import_name", subjects=subjects, now=writing.now)


def _keep_rows(rows: Sequence[Planned], writing: Writing) -> None:
    """Every row as it came, sealed, with what it became."""
    ImportRow.objects.bulk_create(
        ImportRow(
            pk=new_id(),
            batch=writing.batch,
            number=row.row.number,
            outcome=row.outcome,
            reasons=list(row.reasons),
            score=None if row.score is None else round(row.score, 3),
            source=writing.batch.source,
            source_key=row.listed.source_key,
            fingerprint=row.fingerprint,
            prisoner_id=row.prisoner_id,
            case_id=row.case_id,
            duplicate_of=row.duplicate_of,
            key=name_key(row.listed.name),
            rough=rough_key(row.listed.name),
            born_on=row.listed.birth.date if row.listed.birth.is_day else None,
            raw=row.row.to_json(),
        )
        for row in rows
    )


def _spelling(
    row: Planned,
    name: Name,
    writing: Writing,
    *,
    kind: NameKind = NameKind.PRESS,
    is_preferred: bool = False,
) -> NameForm:
    return NameForm(
        prisoner=Prisoner(pk=row.prisoner_id),
        text=name.text[:LONGEST],
        family=name.family[:120],
        given=name.given[:120],
        patronymic=name.patronymic[:120],
        script=name.script,
        language=name.language,
        kind=kind,
        is_preferred=is_preferred,
        key=name_key(name),
        rough=rough_key(name),
        source=writing.batch.source,
        created_at=writing.now,
    )


def _maiden_form(name: Name) -> Name:
    text = " ".join(part for part in (name.maiden, name.given, name.patronymic) if part)
    return replace(name, text=text, family=name.maiden, maiden="")
