"""A list that was taken in, taken back: all that it made goes, while nobody has built on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from casetracker.domain.errors import Conflict
from casetracker.domain.words import ActivityKind, RowOutcome
from casetracker.models import (
    Activity,
    Case,
    Charge,
    Clock,
    Custody,
    Detention,
    ImportBatch,
    ImportRow,
    NameForm,
    Notice,
    Prisoner,
    StageSpan,
)
from casetracker.services.audit import Subject, record_many
from casetracker.services.import_updates import take_back
from casetracker.services.name_dates import date_names

#: What a list makes by itself, and what its clocks have said: everything else that points to a
#: case, a person or a detention was made by somebody who counted on it.
_OWN = frozenset(
    {Activity, Charge, Clock, Custody, Detention, ImportRow, NameForm, Notice, StageSpan, Case}
)
_SHOWN = 5


def check_nothing_built(batch: ImportBatch) -> None:
    """Raises `Conflict` naming the files of the batch on which somebody has built."""
    created = ImportRow.objects.filter(batch=batch, outcome=RowOutcome.CREATE)
    found = sorted(_built(created.values("case"), created.values("prisoner"), batch))
    if found:
        again = ImportRow.objects.filter(prisoner__in=created.values("prisoner"))
        later = again.filter(batch__team=batch.team_id).exclude(batch=batch)
        sources = sorted(set(later.values_list("source", flat=True)))
        raise Conflict(
            f"Files of this list have been worked on since: {', '.join(found[:_SHOWN])}"
            f"{' …' if len(found) > _SHOWN else ''}. What is built on it cannot be undone."
            + (f" Later lists name them, too: {', '.join(sources[:_SHOWN])}." if sources else ""),
            field="state",
            value=len(found),
            allowed="a list on which nobody has built",
        )


def check_nothing_built_on(row: ImportRow) -> None:
    """Raises `Conflict` if somebody has built on the file that this row has opened."""
    built = _built([row.case_id], [row.prisoner_id], row.batch)
    if built:
        raise Conflict(
            f"Somebody has begun to work on {', '.join(sorted(built))}.",
            field="state",
            value=row.pk,
            allowed="a file on which nobody has built",
        )


def remove_rows(batch: ImportBatch, first: int, last: int, *, now: Any, actor: Any) -> None:
    """Remove what rows `first` to `last` have made, and the rows. Part of a transaction."""
    rows = ImportRow.objects.filter(batch=batch, number__gte=first, number__lte=last)
    created = rows.filter(outcome=RowOutcome.CREATE)
    cases = dict(created.exclude(case=None).values_list("case_id", "prisoner_id"))
    built = _built(list(cases), list(cases.values()), batch)
    if built:
        raise Conflict(f"Somebody has begun to work on {', '.join(sorted(built)[:_SHOWN])}.")
    news = rows.filter(outcome=RowOutcome.UPDATE)
    for changes in news.order_by("-number").values_list("changes", flat=True):
        take_back(changes.get("applied", ()))
    date_names(prisoner_ids=set(news.values_list("prisoner_id", flat=True)) - {None})
    noted = Activity.objects.filter(case__in=list(news.values_list("case_id", flat=True)))
    noted.filter(kind=ActivityKind.FACT_CHANGED, facts__batch=str(batch.pk)).delete()
    known = (RowOutcome.DUPLICATE, RowOutcome.UPDATE)
    repeated = rows.filter(outcome__in=known).values_list("prisoner_id", flat=True)
    added = NameForm.objects.filter(
        prisoner__in=list(repeated),
        source=batch.source,
        created_at=batch.started_at or batch.created_at,
    )
    added.filter(is_preferred=False).delete()
    subjects = [Subject("case", case_id, case_id, batch.team_id) for case_id in cases]
    record_many(actor=actor, verb="undo_import", subjects=subjects, now=now)
    rows.delete()
    Case.objects.filter(pk__in=cases).delete()
    Prisoner.objects.filter(pk__in=cases.values()).delete()


def _built(cases: Any, prisoners: Any, batch: ImportBatch) -> set[str]:
    """References of those cases on which somebody has built: edited them or their people, put
    something to them, or found them again in another list."""
    of_batch = Case.objects.filter(pk__in=cases)
    edited = Q(version__gt=1) | Q(prisoner__version__gt=1) | Q(detentions__version__gt=1)
    found = set(of_batch.filter(edited).values_list("reference", flat=True))
    done = Activity.objects.filter(case__in=cases).exclude(kind=ActivityKind.IMPORTED)
    found.update(done.values_list("case__reference", flat=True))
    again = ImportRow.objects.filter(prisoner__in=prisoners).exclude(batch=batch)
    found.update(_references(of_batch, again.values("prisoner")))
    named = NameForm.objects.filter(prisoner__in=prisoners).exclude(source=batch.source)
    found.update(_references(of_batch, named.values("prisoner")))
    for model, among in ((Case, cases), (Prisoner, prisoners)):
        for path, related in _pointing_to(model):
            ids = related.filter(**{f"{path}__in": among}).values(path)
            rows = of_batch.filter(pk__in=ids) if model is Case else None
            hit = rows if rows is not None else of_batch.filter(prisoner__in=ids)
            found.update(hit.values_list("reference", flat=True))
    return found


def _references(cases: QuerySet[Case], prisoners: Any) -> Iterable[str]:
    return cases.filter(prisoner__in=prisoners).values_list("reference", flat=True)


def _pointing_to(model: type[Any]) -> Iterable[tuple[str, QuerySet[Any]]]:
    for relation in model._meta.related_objects:
        if relation.related_model not in _OWN and not relation.many_to_many:
            yield relation.field.name, relation.related_model._default_manager.all()
