"""What stands in a list that somebody takes along; a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Prefetch, QuerySet

from casetracker.domain.desk_lists import NOT_LISTED, READABLE_FOR
from casetracker.models import Case, DeskList, NameForm, Need, Release, Task, User, Wave


@dataclass
class ListRow:
    """One person of a list."""

    reference: str
    #: Empty under embargo: a list leaves the house, and two sources have not confirmed yet.
    name: str
    stage: str
    destination: str
    released_on: date | None = None
    state: str = ""
    papers: str = ""
    needs: list[str] = field(default_factory=list)
    tasks: int = 0
    #: When the first of the open tasks is due.
    due_at: datetime | None = None


def listed_cases(user: User, wave: Wave | None) -> QuerySet[Case]:
    """The files of a list of `user`'s: of the wave what is theirs to read, else their own."""
    cases = Case.objects.readable_by(user)
    if wave is None:
        return cases.open().filter(caseworker=user)
    return cases.filter(pk__in=Release.objects.filter(wave=wave).values("case"))


def list_rows(user: User, wave: Wave | None) -> list[ListRow]:
    """The rows as they are now, by name."""
    spellings = NameForm.objects.order_by("-is_preferred", "text")
    cases = listed_cases(user, wave).select_related("prisoner")
    rows = {case.pk: _row(case) for case in cases.prefetch_related(_names(spellings))}
    _add_releases(rows, wave)
    needs = Need.objects.open().filter(case__in=rows).exclude(kind__in=sorted(NOT_LISTED))
    kinds: dict[UUID, dict[str, None]] = defaultdict(dict)
    for case_id, kind in needs.order_by("phase", "kind").values_list("case", "kind"):
        kinds[case_id][kind] = None
    tasks = Task.objects.open().filter(case__in=rows).order_by().values_list("case")
    for case_id, count, due_at in tasks.annotate(count=Count("pk"), due=Min("due_at")):
        rows[case_id].tasks, rows[case_id].due_at = count, due_at
    for case_id, found in kinds.items():
        rows[case_id].needs = list(found)
    return sorted(rows.values(), key=lambda row: (row.name.casefold(), row.reference))


def desk_lists_of(user: User, *, most: int = 20) -> list[DeskList]:
    """What `user` has taken along lately."""
    made = DeskList.objects.filter(maker=user).select_related("wave")
    return list(made.order_by("-made_at", "-pk")[:most])


def desk_list_to_read(user: User, list_id: UUID, *, now: datetime) -> DeskList | None:
    """A list that its maker may still print or load, or None."""
    fresh = DeskList.objects.filter(maker=user, made_at__gt=now - READABLE_FOR)
    return fresh.select_related("wave", "maker").filter(pk=list_id).first()


def mark_of(made: DeskList) -> tuple[str, str, str]:
    """The watermark: the list's id, who made it, when (UTC)."""
    return str(made.pk), str(made.maker), made.made_at.isoformat(timespec="minutes")


def _names(spellings: QuerySet[NameForm]) -> Prefetch[Any]:
    return Prefetch("prisoner__names", spellings)


def _row(case: Case) -> ListRow:
    names = list(case.prisoner.names.all())
    name = names[0].text if names else case.reference
    return ListRow(case.reference, name, str(case.stage), case.destination)


def _add_releases(rows: dict[UUID, ListRow], wave: Wave | None) -> None:
    releases = Release.objects.filter(case__in=rows).select_related("case")
    for one in releases.order_by("released_on", "pk"):  # the last one stays
        row = rows[one.case_id]
        if one.is_under_embargo:
            row.name = ""
        if wave is not None and one.wave_id != wave.pk:
            continue
        row.released_on, row.state = one.released_on, str(one.state)
        row.papers = str(one.papers_given)
        row.destination = one.actual_destination or one.planned_destination or row.destination
