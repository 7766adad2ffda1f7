"""Rows of a list written: people, spellings, files, detentions, clocks, and the rows themselves.

Everything here is part of the transaction of `import_list` and works on a batch of rows at once,
in a constant number of statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from casetracker.domain.calendars import morning_of
from casetracker.domain.clocks import SILENCE_STAGES, choose_rule, due_after, spread
from casetracker.domain.dates import PartialDate
from casetracker.domain.facilities import ListedFacility
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
    ImportBatch,
    ImportRow,
    NameForm,
    Prisoner,
    StageSpan,
    Team,
    User,
)
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows, write_new_rows
from casetracker.models.prisoner import file_skeletons
from casetracker.services.audit import Subject, record_many
from casetracker.services.clocks import Start, start_fresh
from casetracker.services.import_detentions import facilities_of, write_detentions
from casetracker.services.import_plan import Planned, Read
from casetracker.services.import_updates import Applied, apply_updates
from casetracker.services.name_dates import date_names
from casetracker.vault.fields import SealedTextField

#: So many drawers are remembered at once: memory stays where it is, however long the list.
MOST_FILED = 50_000
_NO_CHANGES: dict[str, Any] = {}
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
    chosen: dict[tuple[ClockKind, Stage | None], Rule | None] = field(default_factory=dict)
    #: Drawers that were seen to already.
    filed: set[str] = field(default_factory=set)
    places: dict[ListedFacility, UUID] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return self.now.date()

    @property
    def actor_id(self) -> UUID | None:
        return self.actor.pk if self.actor else None

    def worker_of(self, row: Planned) -> UUID | None:
        """Who looks after the file that `row` makes."""
        workers = self.caseworker_ids
        return workers[row.row.number % len(workers)] if workers else None

    def rule_for(self, kind: ClockKind, stage: Stage | None) -> Rule | None:
        """The rule of a clock without risks; thousands of rows ask for the same few."""
        if (kind, stage) not in self.chosen:
            self.chosen[kind, stage] = choose_rule(self.rules, kind, stage=stage)
        return self.chosen[kind, stage]

    def places_of(self, named: Iterable[ListedFacility | None]) -> dict[ListedFacility, UUID]:
        """The facility that each spelling means; most of them a list has had before."""
        if fresh := [one for one in named if one and one not in self.places]:
            self.places.update(facilities_of(fresh, self.actor, self.now))
        return self.places

    def file(self, roughs: Iterable[str]) -> None:
        """See to it that these drawers are found; most of them a list has had before."""
        fresh = set(roughs) - self.filed
        file_skeletons(fresh)
        if len(self.filed) > MOST_FILED:
            self.filed.clear()
        self.filed.update(fresh)


def make_ready(rows: Iterable[Read], writing: Writing) -> None:
    """Ask for what `write_rows` will want of the database while no row of theirs is on its way:
    asked later, the answer would wait for all that are (`copies_behind`)."""
    writing.file(rough_key(one.listed.name) for one in rows)


def write_rows(rows: Sequence[Planned], writing: Writing) -> None:
    """Write what `rows` have become. Rows that an earlier run has written are left out."""
    fresh = [row for row in rows if not row.is_done]
    created = [row for row in fresh if row.outcome is RowOutcome.CREATE]
    write_files(created, writing)
    add_spellings(fresh, writing)
    news = [row for row in fresh if row.outcome is RowOutcome.UPDATE]
    applied = {}
    if news:
        applied = apply_updates(news, batch=writing.batch, actor=writing.actor, now=writing.now)
    _keep_rows(fresh, applied, writing)


def write_files(created: Sequence[Planned], writing: Writing) -> None:
    """The people that `created` rows make, with their files, detentions and clocks."""
    _write_people(created, writing)
    _write_cases(created, writing)
    places = writing.places_of([row.listed.facility for row in created])
    detentions = write_detentions(created, places, batch=writing.batch, now=writing.now)
    _start_clocks(created, detentions, writing)
    _write_names(created, writing)


def _write_people(created: Sequence[Planned], writing: Writing) -> None:
    actor_id, now = writing.actor_id, writing.now
    write_new_rows(
        Prisoner,
        (
            *("id", "version", "created_at", "sex", "born_on", "born_precision"),
            *("citizenship_status", "document_status", "protection_status", "occupation"),
            "created_by",
        ),
        [
            (
                *(row.prisoner_id, 1, now, str(row.listed.sex or Sex.UNKNOWN)),
                *(row.listed.birth.date, str(row.listed.birth.precision)),
                *("", "", "", "", actor_id),
            )
            for row in created
        ],
    )


def _write_names(created: Sequence[Planned], writing: Writing) -> None:
    names = [name for row in created for name in _names_of(row, writing)]
    writing.file(name[_ROUGH] for name in names)
    write_new_rows(NameForm, _NAME_FIELDS, names)


def _names_of(row: Planned, writing: Writing) -> Iterable[tuple[Any, ...]]:
    """The spellings of a new person, each once; the row's own is preferred."""
    listed, born = row.listed, _maiden_form(row.listed.name)
    maiden = NameKind.ALIAS if listed.sex == Sex.MALE else NameKind.MAIDEN
    ways = [(listed.name, NameKind.PRESS), *([(born, maiden)] if born else [])]
    once: dict[str, tuple[Name, NameKind]] = {}
    for name, kind in (*ways, *((other, NameKind.PRESS) for other in listed.spellings)):
        once.setdefault(name.text[:LONGEST], (name, kind))
    for name, kind in once.values():
        yield _spelling(row, name, writing, kind=kind, is_preferred=name is listed.name)


def _write_cases(created: Sequence[Planned], writing: Writing) -> None:
    now = writing.now
    write_new_rows(
        Case,
        (
            *("id", "version", "created_at", "reference", "prisoner", "team", "caseworker"),
            *("stage", "destination", "closing_reason", "opened_at", "is_critical_health"),
            *("is_hunger_strike", "is_incommunicado", "is_minor", "is_redetention_risk"),
            "last_activity_at",
        ),
        [
            (
                *(row.new_ids[1], 1, now, row.reference, row.new_ids[0], writing.team.pk),
                *(writing.worker_of(row), str(row.listed.stage), "", "", now),
                *(False, False, False, False, False, now),
            )
            for row in created
        ],
    )
    write_new_rows(
        StageSpan,
        ("id", "case", "stage", "destination", "from_at", "recorded_at"),
        [(new_id(), row.case_id, str(row.listed.stage), "", now, now) for row in created],
    )
    source = writing.batch.source
    write_new_rows(
        Activity,
        ("id", "case", "kind", "occurred_at", "recorded_at", "actor", "facts"),
        [
            (
                *(new_id(), row.case_id, str(ActivityKind.IMPORTED), now, now, writing.actor_id),
                {"source": source, "row": row.row.number},
            )
            for row in created
        ],
    )
    subjects = [Subject("case", row.new_ids[1], row.case_id, writing.team.pk) for row in created]
    record_many(actor=writing.actor, verb="import_case", subjects=subjects, now=now, in_bulk=True)


def _start_clocks(created: Sequence[Planned], detentions: Sequence[UUID], writing: Writing) -> None:
    """Silence clocks, spread over their threshold so that a list does not come due at once; and
    the clocks of releases that are to come."""
    starts: list[Start] = []
    for row, detention_id in zip(created, detentions, strict=True):
        case_id, stage = row.new_ids[1], row.listed.stage
        for kind in _SILENCE:
            rule = writing.rule_for(kind, stage)
            if rule is not None and stage in SILENCE_STAGES[kind]:
                due_at = writing.now + _run_of(rule, row.row.number, writing)
                starts.append(_start(kind, "case", case_id, row, rule, due_at, writing))
        expected = row.listed.expected_release
        rule = writing.rule_for(ClockKind.RELEASE_EXPECTED, None)
        if rule and stage == Stage.INSIDE and expected.date and expected.date > writing.day:
            due_at = morning_of(expected.date)
            kind = ClockKind.RELEASE_EXPECTED
            starts.append(_start(kind, "detention", detention_id, row, rule, due_at, writing))
    start_fresh(starts, now=writing.now)


def _run_of(rule: Rule, number: int, writing: Writing) -> timedelta:
    whole = due_after(rule, writing.now, country=writing.team.country) - writing.now
    return spread(max(writing.batch.row_count, 1), number - 1, whole)


def _start(
    kind: ClockKind,
    subject: str,
    subject_id: UUID,
    row: Planned,
    rule: Rule,
    due_at: datetime,
    writing: Writing,
) -> Start:
    return Start(
        kind=kind,
        subject=subject,
        subject_id=subject_id,
        owner_id=writing.worker_of(row),
        team_id=writing.team.pk,
        country=writing.team.country,
        rule=rule,
        started_at=writing.now,
        due_at=due_at,
    )


def add_spellings(rows: Sequence[Planned], writing: Writing) -> None:
    """Spellings that repeats bring for people known already."""
    repeats = [
        row
        for row in rows
        if row.outcome in (RowOutcome.DUPLICATE, RowOutcome.UPDATE)
        and row.prisoner_id
        and row.listed.name.is_whole
    ]
    ids = {row.prisoner_id for row in repeats}
    there = set(NameForm.objects.filter(prisoner__in=ids).values_list("prisoner_id", "text"))
    fresh: dict[tuple[UUID | None, str], tuple[Planned, Name]] = {}
    for row in repeats:
        for name in (row.listed.name, *row.listed.spellings):
            fresh.setdefault((row.prisoner_id, name.text[:LONGEST]), (row, name))
    added = [pair for spelling, pair in fresh.items() if spelling not in there]
    # Somebody may be adding the same spelling by hand: it is there then, that is all.
    spellings = [_spelling(row, name, writing) for row, name in added]
    new = list({row.row.number: row for row, _ in added}.values())
    writing.file(name[_ROUGH] for name in spellings)
    insert_rows(NameForm, _NAME_FIELDS, spellings)
    date_names(prisoner_ids={row.prisoner_id for row in new if row.prisoner_id})
    subjects = [
        Subject("prisoner", row.prisoner_id, row.case_id, writing.team.pk)
        for row in new
        if row.prisoner_id
    ]
    record_many(actor=writing.actor, verb="import_name", subjects=subjects, now=writing.now)


def _keep_rows(rows: Sequence[Planned], applied: Mapping[int, Applied], writing: Writing) -> None:
    """Every row as it came, sealed, with what it became."""
    raw = cast(SealedTextField, ImportRow._meta.get_field("raw"))
    kept: list[tuple[Any, ...]] = []
    for row in rows:
        row_id, name = new_id(), row.listed.name
        kept.append(
            (
                *(row_id, writing.batch.pk, row.row.number, str(row.outcome)),
                list(row.reasons),
                None if row.score is None else round(Decimal(row.score), 3),
                *(writing.batch.source, row.listed.source_key, row.fingerprint),
                *(row.prisoner_id, row.case_id, row.duplicate_of),
                *(name_key(name), rough_key(name)),
                row.listed.birth.date if row.listed.birth.is_day else None,
                {"facts": row.changes, "applied": applied[row.row.number]}
                if row.row.number in applied
                else _NO_CHANGES,
                *(row.listed.facts, row.listed.observed_on(writing.day)),
                raw.sealed_for(row_id, row.row.to_json()),
            )
        )
    writing.file(row[_KEPT_FIELDS.index("rough")] for row in kept)
    write_new_rows(ImportRow, _KEPT_FIELDS, kept)


_KEPT_FIELDS = (
    *("id", "batch", "number", "outcome", "reasons", "score", "source", "source_key"),
    *("fingerprint", "prisoner", "case", "duplicate_of", "key", "rough", "born_on"),
    *("changes", "facts", "observed_on", "raw"),
)


_NAME_FIELDS = (
    *("id", "prisoner", "text", "family", "given", "patronymic", "script", "language"),
    *("kind", "is_preferred", "key", "rough", "born", "arrested", "source", "created_at"),
)
_ROUGH = _NAME_FIELDS.index("rough")


def _spelling(
    row: Planned,
    name: Name,
    writing: Writing,
    *,
    kind: NameKind = NameKind.PRESS,
    is_preferred: bool = False,
) -> tuple[Any, ...]:
    """The values of `_NAME_FIELDS` for one spelling of the person of `row`."""
    return (
        *(new_id(), row.prisoner_id, name.text[:LONGEST], name.family[:120], name.given[:120]),
        *(name.patronymic[:120], name.script, name.language, str(kind), is_preferred),
        *(name_key(name), rough_key(name), _day(row.listed.birth), _day(row.listed.arrest)),
        *(writing.batch.source, writing.now),
    )


def _day(found: PartialDate) -> str:
    return found.render() if found.is_day else ""


def _maiden_form(name: Name) -> Name | None:
    if not name.maiden:
        return None
    text = " ".join(part for part in (name.maiden, name.given, name.patronymic) if part)
    return replace(name, text=text, family=name.maiden, maiden="")
