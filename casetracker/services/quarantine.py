"""Quarantine: taken away with a reason, taken back with everything as it was.

What stands in quarantine is met by no list, page, count, search, sweep or letter (`InPlace` of
`models/quarantine.py`): its clocks wait with it, notices that nobody was told are withdrawn, offers
of its tasks cannot be answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from casetracker.domain.clocks import SILENCE_STAGES
from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.inputs import many_lines
from casetracker.domain.quarantine import LONGEST_REASON, Quarantined
from casetracker.domain.words import ClockKind, Role
from casetracker.models import (
    Action,
    Case,
    Clock,
    IdentityDocument,
    Need,
    Notice,
    Prisoner,
    Procedure,
    Quarantine,
    Release,
    StageSpan,
    Task,
    User,
)
from casetracker.models.clock import CASE_PATHS, SUBJECTS
from casetracker.selectors.quarantine import OBJECTS, may_take_away
from casetracker.selectors.rules import rule_book
from casetracker.selectors.told import COLUMNS
from casetracker.services.assignments import lock_case_of
from casetracker.services.audit import record
from casetracker.services.clocks import Start, load_rules, start_many, withdraw
from casetracker.services.rights import find_editable

#: What hangs on a file and goes with it.
OF_CASE = (Release, Need, Task, Procedure, IdentityDocument, StageSpan)
#: What hangs on a need or an action and goes with it.
_TASKS_OF = {Quarantined.NEED: "need", Quarantined.ACTION: "action"}
_CLOCK_OF = {Quarantined.DOCUMENT: "document"} | {
    kind: str(kind) for kind in (Quarantined.ACTION, Quarantined.NEED, Quarantined.PROCEDURE)
}


@transaction.atomic
def place_in_quarantine(
    *,
    actor: User,
    object_type: Quarantined,
    object_id: UUID,
    reason: str,
    version: int | None = None,
    now: datetime,
) -> Quarantine:
    """Take one object away, for `reason`, with what hangs on it.

    A person goes with the files of teams that `actor` coordinates; a file with its releases, needs,
    tasks, procedures and documents, and with the person if no other file of theirs is left. Raises
    `Missing`, `Forbidden` for whoever does not coordinate its team, `Stale`.
    """
    said = many_lines(reason, field="reason", longest=LONGEST_REASON)
    if not said:
        raise Refused(
            "Say why it is taken away: whoever looks next needs it.",
            field="reason",
            allowed=f"1 to {LONGEST_REASON} characters",
        )
    model = OBJECTS[object_type]
    if model in (*OF_CASE, Case):
        _lock_case(model, object_id)
    row = find_editable(model, object_id, actor, version=version)
    if not may_take_away(actor, row):
        raise Forbidden(
            "Only a coordinator of its team takes this away.", field="id", value=object_id
        )
    case = _case_of(row, actor)
    placed = Quarantine.objects.create(
        object_type=object_type,
        object_id=row.pk,
        case_id=case.pk if case else None,
        team_id=_team_of(row, case, actor),
        reason=said,
        placed_by=actor,
        placed_at=now,
    )
    _take_away(placed, row, actor, now)
    _note("quarantine", placed, row, case, actor, now)
    return placed


@transaction.atomic
def lift_quarantine(*, actor: User, quarantine_id: UUID, now: datetime) -> Quarantine:
    """Take it back: everything that went with it stands where it stood, and its clocks begin
    anew. Raises `Conflict` if it was taken back, or if what it hangs on stands in quarantine
    itself."""
    rows = Quarantine.objects.visible_to(actor).select_for_update(no_key=True)
    placed = rows.filter(pk=quarantine_id).first()
    if placed is None:
        raise Missing(
            f"There is no quarantine {quarantine_id} that you may see.",
            field="id",
            value=quarantine_id,
        )
    if placed.lifted_at is not None:
        raise Conflict("It was taken back already.", field="lifted_at", value=placed.lifted_at)
    row = OBJECTS[Quarantined(placed.object_type)].everything.get(pk=placed.object_id)
    _check_ground(placed, row)
    clocks = list(Clock.everything.filter(quarantine=placed).values_list("pk", flat=True))
    try:
        with transaction.atomic():
            _put_back(placed)
    except IntegrityError:
        raise Conflict(
            "Something new stands in its place: end that first.", field="id", value=quarantine_id
        ) from None
    _begin_anew(clocks, now)
    placed.lifted_by, placed.lifted_at = actor, now
    placed.save(update_fields=["lifted_by", "lifted_at"])
    case = Case.everything.filter(pk=placed.case_id).first() if placed.case_id else None
    _note("lift_quarantine", placed, row, case, actor, now)
    return placed


def _lock_case(model: Any, object_id: UUID) -> None:
    """Locks are taken in one order everywhere: the case before what hangs on it."""
    if model is not Case:
        lock_case_of(model, object_id)


def _case_of(row: Any, actor: User) -> Case | None:
    """The file it belongs to; of a person the first of the files that go with them."""
    if isinstance(row, Case):
        return row
    if isinstance(row, Prisoner):
        return _files_of(row, actor).order_by("closed_at", "-pk").first()
    return None if isinstance(row, Action) else row.case


def _files_of(person: Prisoner, actor: User) -> Any:
    return Case.objects.filter(prisoner=person, team__in=actor.team_ids(Role.COORDINATOR))


def _team_of(row: Any, case: Case | None, actor: User) -> UUID:
    """The team whose coordinators take it back: the file's, else its own."""
    led = actor.team_ids(Role.COORDINATOR)
    teams = [case.team_id] if case else []
    teams += [row.team_id] if hasattr(row, "team_id") else []
    return next(team_id for team_id in teams if team_id in led)


def _take_away(placed: Quarantine, row: Any, actor: User, now: datetime) -> None:
    """The object and all that goes with it; what stands in quarantine already stays in its own."""
    cases: list[UUID] = []
    tasks = Task.objects.none()
    own = Clock.objects.none()
    kind = Quarantined(placed.object_type)
    if kind is Quarantined.PRISONER:
        cases = list(_files_of(row, actor).values_list("pk", flat=True))
    elif kind is Quarantined.CASE:
        cases = [row.pk]
    elif kind is Quarantined.TASK:
        tasks = Task.objects.filter(pk=row.pk)
    elif kind in _TASKS_OF:
        tasks = Task.objects.filter(**{_TASKS_OF[kind]: row.pk})
    if kind in _CLOCK_OF:
        own = Clock.objects.filter(**{_CLOCK_OF[kind]: row.pk})
    task_ids = list(tasks.values_list("pk", flat=True))
    _stop(placed, [*_clocks_of(cases, task_ids), own], now)
    Notice.objects.filter(Q(case__in=cases) | Q(task__in=task_ids)).withdraw(now=now)
    for model in OF_CASE if cases else ():
        model.objects.filter(case__in=cases).update(quarantine=placed)
    Task.objects.filter(pk__in=task_ids).update(quarantine=placed)
    people = list(Case.objects.filter(pk__in=cases).values_list("prisoner", flat=True))
    Case.objects.filter(pk__in=cases).update(quarantine=placed)
    if kind not in (Quarantined.PRISONER, Quarantined.CASE):
        type(row).objects.filter(pk=row.pk).update(quarantine=placed)
    elsewhere = Case.objects.filter(prisoner__in=people).values("prisoner")
    Prisoner.objects.filter(pk__in=people).exclude(pk__in=elsewhere).update(quarantine=placed)


def _clocks_of(cases: list[UUID], tasks: list[UUID]) -> Iterator[Any]:
    """One set a path: an index finds each."""
    if cases:
        yield from (Clock.objects.filter(**{f"{path}__in": cases}) for path in CASE_PATHS)
    yield Clock.objects.filter(task__in=tasks)


def _stop(placed: Quarantine, clocks: Iterable[Any], now: datetime) -> None:
    for some in clocks:
        withdraw(some, now=now)
        some.update(quarantine=placed)


def _put_back(placed: Quarantine) -> None:
    cases = Case.everything.filter(quarantine=placed)
    # With a file its person is back, whoever took away the last one.
    Prisoner.everything.filter(cases__in=cases, quarantine__isnull=False).update(quarantine=None)
    for model in (*OBJECTS.values(), StageSpan, Clock):
        model.everything.filter(quarantine=placed).update(quarantine=None)


def _check_ground(placed: Quarantine, row: Any) -> None:
    """What it hangs on must be there."""
    ground = [getattr(row, name, None) for name in ("case", "need", "action")]
    for one in ground:
        away = one.quarantine_id if one is not None else None
        if away is not None and away != placed.pk:
            raise Conflict(
                "What it belongs to stands in quarantine itself: take that back first.",
                field="id",
                value=placed.pk,
                allowed=str(away),
            )


def _begin_anew(clock_ids: list[UUID], now: datetime) -> None:
    """What ran begins a new episode by the rules of today, due when it was; what somebody has put
    off stays so."""
    clocks = Clock.objects.running().filter(pk__in=clock_ids)
    awake = clocks.exclude(paused_until__gt=now)
    subjects = [f"{subject}_id" for subject in SUBJECTS]
    columns = {*COLUMNS, *subjects, "team__country", "started_at", "due_at", "revision_id"}
    rows = list(awake.values(*columns))
    book = rule_book(load_rules(), rows)
    starts = []
    for row in rows:
        rule, kind = book.now(row), ClockKind(row["kind"])
        if rule is None:
            continue
        subject = next(name for name in SUBJECTS if row[f"{name}_id"] is not None)
        starts.append(
            Start(
                kind=kind,
                subject=subject,
                subject_id=row[f"{subject}_id"],
                owner_id=row["owner_id"],
                team_id=row["team_id"],
                country=row["team__country"],
                rule=rule,
                # Silence has lasted since it began, however long nobody could break it.
                started_at=row["started_at"] if kind in SILENCE_STAGES else now,
                due_at=row["due_at"],
            )
        )
    start_many(starts, now=now)


def _note(
    verb: str, placed: Quarantine, row: Any, case: Case | None, actor: User, now: datetime
) -> None:
    record(
        actor=actor,
        verb=verb,
        obj=row,
        case=case,
        team_id=placed.team_id,
        changes={"quarantine": (None, placed.pk)},
        now=now,
    )
