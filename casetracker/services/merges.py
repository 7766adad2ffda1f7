"""Two entries of one person made one, and two again.

Everything that hangs on the person who is merged away moves to the one who is kept; of two open
files the losing one closes as `merged`, and what hangs on it moves to the other. Every value that
changes is journalled (`MergeMove`), so that undoing puts each of them back. Rows that came later
stay where they were entered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction

from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.domain.matches import MatchState
from casetracker.domain.words import ActivityKind, ClosingReason, Precision, Stage
from casetracker.models import (
    Activity,
    Case,
    Clock,
    MatchDecision,
    Merge,
    MergeMove,
    NameForm,
    Prisoner,
    StageSpan,
    User,
)
from casetracker.services.audit import record
from casetracker.services.name_dates import date_names
from casetracker.services.rights import check_version, find_editable

#: What stays with its file: where it stood is its own history, letters were about it.
_STAY = frozenset({"stagespan", "clock", "notice", "matchdecision", "merge", "case"})


@dataclass
class _Journal:
    """Writes values and notes what they were."""

    merge: Merge
    moves: list[MergeMove] = field(default_factory=list)

    def set(self, row: models.Model, **values: Any) -> None:
        """Write columns (by attribute name) of one row."""
        old = {column: getattr(row, column) for column in values}
        changed = {column: new for column, new in values.items() if old[column] != new}
        if not changed:
            return
        model = type(row)
        model._base_manager.filter(pk=row.pk).update(**changed, **_raised(model))
        self._note(row, {column: old[column] for column in changed}, changed)
        for column, new in changed.items():
            setattr(row, column, new)

    def added(self, row: models.Model) -> None:
        self._note(row, {}, {})

    def move(self, model: Any, column: str, old: UUID, new: UUID) -> None:
        """Point every row whose `column` is `old` to `new`; one that is there already stays."""
        rows = list(model._base_manager.filter(**{column: old}))
        for row in rows:
            try:
                with transaction.atomic():
                    self.set(row, **{column: new})
            except IntegrityError:
                setattr(row, column, old)

    def _note(self, row: models.Model, old: dict[str, Any], new: dict[str, Any]) -> None:
        self.moves.append(
            MergeMove(
                merge=self.merge,
                number=len(self.moves) + 1,
                model=str(row._meta.model_name),
                row_id=row.pk,
                old={column: _plain(value) for column, value in old.items()},
                new={column: _plain(value) for column, value in new.items()},
            )
        )

    def save(self) -> None:
        MergeMove.objects.bulk_create(self.moves, batch_size=500)


@transaction.atomic
def merge_prisoners(
    *,
    actor: User | None,
    kept_id: UUID,
    lost_id: UUID,
    version: int | None = None,
    now: datetime,
) -> Merge:
    """Take two entries for one person: `lost` becomes part of `kept`.

    Raises `Refused` for a person and themselves, `Conflict` if one of them was merged already,
    `Forbidden` unless every file of both is the actor's to change. `version` is `kept`'s.
    """
    if kept_id == lost_id:
        raise Refused("These are one entry already.", field="prisoner", value=lost_id)
    found = {
        row_id: find_editable(Prisoner, row_id, actor) for row_id in sorted((kept_id, lost_id))
    }
    kept, lost = found[kept_id], found[lost_id]
    check_version(kept, version)
    for person in (kept, lost):
        if person.merged_into_id is not None:
            raise Conflict(
                "This entry was merged into another one meanwhile; use that one.",
                field="prisoner",
                value=person.pk,
                allowed=person.merged_into_id,
            )
    _check_files(actor, kept, lost)
    merge = Merge.objects.create(kept=kept, lost=lost, merged_by=actor, created_at=now)
    journal = _Journal(merge)
    _join_files(journal, kept, lost, actor, now)
    _join_names(journal, kept, lost)
    for model, column in _hanging_on(Prisoner):
        journal.move(model, column, lost.pk, kept.pk)
    _join_facts(journal, kept, lost)
    journal.set(lost, merged_into_id=kept.pk)
    journal.save()
    date_names(prisoner_ids=[kept.pk, lost.pk])
    _decide(kept, lost, MatchState.SAME, actor, now)
    _record(actor, "merge_prisoners", merge, now)
    return merge


@transaction.atomic
def unmerge_prisoners(
    *, actor: User | None, merge_id: UUID, version: int | None = None, now: datetime
) -> Merge:
    """Take a merge back: both entries and their files are what they were; what was entered
    since stays with the one that was kept.

    Raises `Conflict` if it was undone already, or a later merge builds on it.
    """
    merge = find_editable(Merge, merge_id, actor, version=version, related=("kept", "lost"))
    people = Prisoner.objects.select_for_update(no_key=True).order_by("pk")
    list(people.filter(pk__in=(merge.kept_id, merge.lost_id)))
    if merge.undone_at is not None:
        raise Conflict("This merge was undone already.", field="id", value=merge.pk)
    if Prisoner.objects.filter(pk=merge.kept_id, merged_into__isnull=False).exists():
        raise Conflict(
            "The entry that was kept was merged into another one since: undo that merge first.",
            field="id",
            value=merge.pk,
        )
    _check_files(actor, merge.kept, merge.lost)
    for move in merge.moves.order_by("-number"):
        _put_back(move)
    date_names(prisoner_ids=[merge.kept_id, merge.lost_id])
    merge.undone_at, merge.undone_by = now, actor
    merge.save()
    _decide(merge.kept, merge.lost, MatchState.OPEN, None, None)
    _record(actor, "unmerge_prisoners", merge, now)
    return merge


def _join_files(
    journal: _Journal, kept: Prisoner, lost: Prisoner, actor: User | None, now: datetime
) -> None:
    """All files become the kept one's; of two open ones the losing one closes."""
    cases = Case.objects.select_for_update(no_key=True).order_by("pk")
    files = list(cases.filter(prisoner__in=(kept.pk, lost.pk)))
    standing = next((c for c in files if c.prisoner_id == kept.pk and c.is_open), None)
    for case in files:
        if case.prisoner_id != lost.pk:
            continue
        if case.is_open and standing is not None:
            _close(journal, case, standing, actor, now)
        journal.set(case, prisoner_id=kept.pk)


def _close(
    journal: _Journal, case: Case, standing: Case, actor: User | None, now: datetime
) -> None:
    for model, column in _hanging_on(Case):
        journal.move(model, column, case.pk, standing.pk)
    later = max(case.last_activity_at, standing.last_activity_at)
    signs = [at for at in (case.last_life_sign_at, standing.last_life_sign_at) if at]
    journal.set(standing, last_activity_at=later, last_life_sign_at=max(signs, default=None))
    for clock in Clock.objects.running().filter(case=case):
        journal.set(
            clock,
            stopped_at=now,
            next_step_at=None,
            paused_until=None,
            pause_reason=None,
            hold_id=None,
        )
    for span in StageSpan.objects.filter(case=case, until_at=None):
        journal.set(span, until_at=now)
    journal.set(
        case, stage=str(Stage.CLOSED), closed_at=now, closing_reason=str(ClosingReason.MERGED)
    )
    journal.added(
        StageSpan.objects.create(
            case=case,
            stage=Stage.CLOSED,
            destination=case.destination,
            from_at=now,
            recorded_at=now,
        )
    )
    Activity.objects.create(
        case=standing,
        kind=ActivityKind.NOTE,
        occurred_at=now,
        recorded_at=now,
        actor=actor,
        facts={"merged": case.reference},
    )


def _join_names(journal: _Journal, kept: Prisoner, lost: Prisoner) -> None:
    """Every spelling goes along, those that the kept one has already excepted."""
    there = set(kept.names.values_list("text", flat=True))
    for form in NameForm.objects.filter(prisoner=lost).order_by("pk"):
        if form.text not in there:
            journal.set(form, is_preferred=False, prisoner_id=kept.pk)


def _join_facts(journal: _Journal, kept: Prisoner, lost: Prisoner) -> None:
    """What the kept entry does not know yet. Where the two disagree both stay as they are."""
    if not kept.sex and lost.sex:
        journal.set(kept, sex=lost.sex)
    if kept.born_precision == Precision.UNKNOWN and lost.born_on is not None:
        journal.set(kept, born_on=lost.born_on, born_precision=lost.born_precision)
    texts = ("citizenship_status", "document_status", "protection_status", "occupation")
    for column in texts:
        if not getattr(kept, column) and getattr(lost, column):
            journal.set(kept, **{column: getattr(lost, column)})


def _hanging_on(target: Any) -> Iterator[tuple[Any, str]]:
    """(model, attribute) of every foreign key to `target` whose rows a merge moves."""
    for relation in target._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        model: Any = relation.related_model
        if model._meta.model_name in _STAY or model is target or model is NameForm:
            continue
        yield model, relation.field.attname


def _put_back(move: MergeMove) -> None:
    """Undo one change, unless somebody has changed these values again since."""
    model: Any = apps.get_model("casetracker", move.model)
    rows = model._base_manager.filter(pk=move.row_id)
    if not move.new:
        rows.delete()
        return
    row = rows.first()
    if row is None or any(_plain(getattr(row, name)) != new for name, new in move.new.items()):
        return
    columns = {field.attname: field for field in model._meta.concrete_fields}
    old = {name: columns[name].to_python(value) for name, value in move.old.items()}
    rows.update(**old, **_raised(model))


def _raised(model: Any) -> dict[str, Any]:
    """Editable rows rise in version with every write."""
    return {"version": models.F("version") + 1} if hasattr(model, "version") else {}


def _plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if value is None or isinstance(value, (bool, int)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _check_files(actor: User | None, *people: Prisoner) -> None:
    """A merge moves what is written in files: each must be the actor's to change. None is that
    stands in quarantine: it would come back to the wrong person."""
    files = Case.everything.filter(prisoner__in=people)
    if files.filter(quarantine__isnull=False).exists():
        raise Conflict("A file of these people is not there to be merged.", field="prisoner")
    if actor is None:
        return
    if files.exclude(pk__in=Case.objects.editable_by(actor).values("pk")).exists():
        raise Forbidden(
            "A file of these people is not yours to change: its coordinator, or somebody who "
            "coordinates both teams, merges them.",
            field="prisoner",
        )


def _decide(
    kept: Prisoner, lost: Prisoner, state: MatchState, actor: User | None, at: datetime | None
) -> None:
    one, other = sorted((kept.pk, lost.pk))
    pair = MatchDecision.objects.filter(one=one, other=other)
    pair.update(state=state, decided_by=actor, decided_at=at)


def _record(actor: User | None, verb: str, merge: Merge, now: datetime) -> None:
    """One event for each file and each person: either side's record tells of it."""
    files = Case.objects.filter(prisoner__in=(merge.kept_id, merge.lost_id)).order_by("pk")
    first = files.first()
    record(actor=actor, verb=verb, obj=merge, case=first, now=now)
    for person in (merge.kept, merge.lost):
        record(actor=actor, verb=verb, obj=person, case=first, now=now)
