"""News of people who are known: what a newer edition of a list says otherwise than the one before.

A source may correct itself: where the file still says what this source said before, it says the
new thing from now on. Where somebody else has said otherwise since, the file stays as it is and
the statements stand side by side. Nobody's stage is moved by a list: whoever came out is named
in the report, and a person decides. Part of the transaction of `import_list`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from casetracker.domain.dates import PartialDate
from casetracker.domain.errors import Conflict
from casetracker.domain.words import ActivityKind
from casetracker.models import Activity, Custody, Detention, ImportBatch, Prisoner
from casetracker.models.base import new_id
from casetracker.models.bulk import write_new_rows
from casetracker.services.audit import Subject, record_many
from casetracker.services.import_detentions import facilities_of
from casetracker.services.import_plan import Planned
from casetracker.services.name_dates import date_names

#: One changed column: (table, id of the row, column, before, now); dates as ISO 8601.
Applied = list[list[Any]]
_TABLES: dict[str, Any] = {"prisoner": Prisoner, "detention": Detention, "custody": Custody}
#: Facts that stand beside the spellings, too.
_DATED = frozenset({"birth", "arrest"})


def apply_updates(
    rows: Sequence[Planned], *, batch: ImportBatch, actor: Any, now: Any
) -> dict[int, Applied]:
    """Bring the files of `rows` up to date; row number → what was changed, for the undo."""
    people = Prisoner.objects.in_bulk([row.prisoner_id for row in rows])
    detentions: dict[UUID, Detention] = {}
    own = Detention.objects.filter(case__in=[row.case_id for row in rows], source=batch.source)
    for detention in own.order_by("pk"):
        detentions[detention.case_id] = detention
    stays = {
        stay.detention_id: stay
        for stay in Custody.objects.filter(
            detention__in=[one.pk for one in detentions.values()], until_on=None
        ).select_related("facility")
    }
    facilities = facilities_of([row.listed.facility for row in rows], actor, now)
    done: dict[int, Applied] = {}
    fresh: list[tuple[Any, ...]] = []
    for row in rows:
        applied: Applied = []
        person = people.get(row.prisoner_id) if row.prisoner_id else None
        detention = detentions.get(row.case_id) if row.case_id else None
        listed, said = row.listed, row.changes
        if person is not None and "birth" in said:
            was = PartialDate(person.born_on, person.born_precision)
            if was.render() == (said["birth"][0] or ""):
                _set(applied, person, "born_on", listed.birth.date)
                _set(applied, person, "born_precision", str(listed.birth.precision))
        if detention is not None:
            if "arrest" in said and _arrest(detention) == (said["arrest"][0] or ""):
                _set(applied, detention, "arrested_on", listed.arrest.date)
                _set(applied, detention, "arrested_precision", str(listed.arrest.precision))
            if "months" in said and detention.sentence_months == said["months"][0]:
                _set(applied, detention, "sentence_months", listed.months)
            expected = detention.expected_release_on
            if "expected" in said and ((expected and str(expected)) or None) == said["expected"][0]:
                _set(applied, detention, "expected_release_on", listed.expected_release.date)
            stay = stays.get(detention.pk)
            if "facility" in said and listed.facility and _is_at(stay, said["facility"][0]):
                on = max(
                    listed.observed_on(now.date()), stay.from_on or date.min if stay else date.min
                )
                if stay is not None:
                    _set(applied, stay, "until_on", on)
                stay_id = new_id()
                facility_id = facilities[listed.facility]
                fresh.append((stay_id, 1, now, detention.pk, facility_id, on, "unknown"))
                applied.append(["new custody", str(stay_id), "", None, None])
        done[row.row.number] = applied
    _save([people.values(), detentions.values(), stays.values()], done)
    editable = ("id", "version", "created_at", "detention")
    write_new_rows(Custody, (*editable, "facility", "from_on", "correspondence"), fresh)
    dated = {row.prisoner_id for row in rows if row.prisoner_id and _DATED & set(row.changes)}
    date_names(prisoner_ids=dated)
    _note(rows, batch, actor, now)
    return done


def take_back(applied: Applied) -> None:
    """Undo what `apply_updates` did to one file, the last of it first: at most one stay runs at a
    time. Raises `Conflict` if somebody has changed the same thing since."""
    for table, row_id, column, before, after in reversed(applied):
        if table == "new custody":
            Custody.objects.filter(pk=row_id).delete()
            continue
        rows = _TABLES[table].objects.filter(pk=row_id, **{column: after})
        if not rows.update(**{column: before}):
            raise Conflict("Somebody has changed the same fact since.", field=column, value=after)


def _set(applied: Applied, row: Any, column: str, value: Any) -> None:
    before = getattr(row, column)
    if before != value:
        setattr(row, column, value)
        table = str(row._meta.model_name)
        applied.append([table, str(row.pk), column, _plain(before), _plain(value)])


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _arrest(detention: Detention) -> str:
    precision: Any = detention.arrested_precision
    return PartialDate(detention.arrested_on, precision).render()


def _is_at(stay: Custody | None, code: str | None) -> bool:
    return (stay.facility.code if stay else None) == code


def _save(tables: Sequence[Any], done: dict[int, Applied]) -> None:
    """Ended stays first: at most one runs at a time."""
    changed: dict[str, set[str]] = {}
    for applied in done.values():
        for table, row_id, *_ in applied:
            changed.setdefault(table, set()).add(row_id)
    for rows in tables:
        for row in rows:
            if str(row.pk) in changed.get(str(row._meta.model_name), ()):
                row.save()


def _note(rows: Sequence[Planned], batch: ImportBatch, actor: Any, now: Any) -> None:
    facts = {"source": batch.source, "batch": str(batch.pk)}
    known = [(row, row.case_id) for row in rows if row.case_id]
    Activity.objects.bulk_create(
        Activity(
            case_id=case_id,
            kind=ActivityKind.FACT_CHANGED,
            occurred_at=now,
            recorded_at=now,
            actor=actor,
            facts={**facts, "row": row.row.number},
        )
        for row, case_id in known
    )
    subjects = [
        Subject(
            "case",
            case_id,
            case_id,
            batch.team_id,
            {name: (old, new) for name, (old, new) in row.changes.items()},
        )
        for row, case_id in known
    ]
    record_many(actor=actor, verb="import_facts", subjects=subjects, now=now)
