"""How many people were where, at any past instant: read off what every move has left behind."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from casetracker.domain.calendars import local_date
from casetracker.domain.counting import (
    FREED_STAGES,
    Counted,
    Counts,
    Exactness,
    counts_of,
    difference,
    end_of,
)
from casetracker.domain.documents import Aspect, Holding
from casetracker.domain.inputs import EARLIEST, moment
from casetracker.domain.procedures import ProcedureKind, ProcedureStage
from casetracker.domain.words import INSTANCE_ROLES, STAFF_ROLES, Papers
from casetracker.models import (
    Case,
    Observation,
    PersonStatus,
    ProcedureSpan,
    Release,
    StageSpan,
    Team,
    User,
)
from casetracker.models.case import StageSpanQuerySet, ran_at

#: So many counts of others are shown beside ours.
MOST_OBSERVATIONS = 20
#: In these asylum was given.
SETTLED = (ProcedureStage.RESIDENCE, ProcedureStage.TRAVEL_DOCUMENT, ProcedureStage.ENDED)


def counts_at(user: User, *, at: datetime, now: datetime) -> Counts:
    """The people of the register at `at`: all of them for administrators and auditors, those of
    one's teams for staff. As the register knew then: what was entered later counts from later on.

    Four statements, and one that asks whether it is all of the teams. Raises `Refused` for an
    instant that lies ahead.
    """
    instant = moment(at, field="at", earliest=EARLIEST, latest=now)
    spans = _spans(user)
    running = spans.at(instant)
    by_place = running.order_by().values_list("stage", "destination")
    rows = list(by_place.annotate(people=Count("*")))
    others = {word: count(running, instant) for word, count in _OTHERS.items()}
    return counts_of(instant, rows, others)


@dataclass(frozen=True)
class Compared:
    """A count of another source beside ours at the end of its day."""

    observation: Observation
    #: None of a count that was withdrawn.
    ours: int | None = None
    difference: int | None = None


def compared(user: User, *, at: datetime, now: datetime) -> list[Compared]:
    """The latest counts of others up to the day of `at` where `user` is, the latest day first, each
    beside ours.

    Two statements, however many days they speak of; more for each day of which papers or asylum
    are counted.
    """
    day = local_date(at, user.time_zone)
    seen = Observation.objects.visible_to(user).filter(counted_on__lte=day)
    rows = seen.select_related("recorded_by", "withdrawn_by").order_by("-counted_on", "-pk")
    observations = list(rows[:MOST_OBSERVATIONS])
    ours = _counts_of_days(user, [row for row in observations if row.withdrawn_at is None], now)
    return [_beside(row, ours.get(row.counted_on)) for row in observations]


def _beside(row: Observation, counts: Counts | None) -> Compared:
    if counts is None or row.withdrawn_at is not None:
        return Compared(row)
    word = Counted(row.counted)
    number = counts.in_country(word, row.country) if row.country else counts.of(word)
    return Compared(row, number, difference(number, row.number, Exactness(row.exactness)))


def _counts_of_days(
    user: User, observations: Collection[Observation], now: datetime
) -> dict[date, Counts]:
    """Of each day that the observations speak of what they count, in one look at the spans."""
    if not observations:
        return {}
    spans = _spans(user)
    ends = {row.counted_on: end_of(row.counted_on, now=now) for row in observations}
    numbers = {f"n{n}": Count("pk", filter=ran_at(at)) for n, at in enumerate(ends.values())}
    known = spans.filter(from_at__lte=max(ends.values()))
    rows = list(known.order_by().values_list("stage", "destination").annotate(**numbers))
    wanted = {(row.counted_on, Counted(row.counted)) for row in observations}
    found = {}
    for number, (day, at) in enumerate(ends.items()):
        others = {
            word: count(spans.at(at), at)
            for word, count in _OTHERS.items()
            if (day, word) in wanted
        }
        found[day] = counts_of(at, [(row[0], row[1], row[2 + number]) for row in rows], others)
    return found


def _spans(user: User) -> StageSpanQuerySet:
    """The spans whose people `user` counts. Where that is everybody, cases are not joined: it
    would take four times as long."""
    if sees_everybody(user):
        return StageSpan.objects.all()
    cases = Case.objects.filter(team__in=user.team_ids(*STAFF_ROLES))
    return StageSpan.objects.filter(case__in=cases.values("pk"))


def sees_everybody(user: User) -> bool:
    """Whether `user` counts the whole register: as administrator or auditor, or as staff of every
    team that has files."""
    if user.has_role(*INSTANCE_ROLES):
        return True
    others = Team.objects.exclude(pk__in=user.team_ids(*STAFF_ROLES))
    return not others.filter(Exists(Case.objects.filter(team=OuterRef("pk")))).exists()


def _without_papers(running: StageSpanQuerySet, at: datetime) -> int:
    """Freed people of whom it was known at `at` that they have no document: by what was recorded
    last of their papers, else by their latest release. Two statements."""
    statuses = PersonStatus.objects.filter(aspect=Aspect.DOCUMENTS, recorded_at__lte=at)
    same = statuses.filter(prisoner=OuterRef("prisoner"))
    later = _newer(same, "as_of", "recorded_at", "pk")
    known = statuses.filter(~Exists(later)).exclude(value=Holding.UNKNOWN)
    people = known.filter(value__in=[Holding.NONE, Holding.TAKEN]).values("prisoner")
    of_people = Case.objects.filter(prisoner__in=people).values("pk")
    silent = ~Exists(known.filter(prisoner=OuterRef("case__prisoner")))
    bare = _released_bare(at).filter(silent).values("case")
    freed = running.filter(stage__in=FREED_STAGES)
    return sum(freed.filter(case__in=cases).count() for cases in (of_people, bare))


def _released_bare(at: datetime) -> Any:
    """Of each person the latest release that was known at `at`, if no document was taken along
    or none was given, and nothing is known of the other."""
    known = Release.objects.filter(created_at__lte=at)
    later = _newer(known.filter(case=OuterRef("case")), "released_on", "pk")
    none = [Papers.NONE, Papers.UNKNOWN]
    return known.filter(
        Q(papers_taken=Papers.NONE) | Q(papers_given=Papers.NONE),
        ~Exists(later),
        papers_taken__in=none,
        papers_given__in=none,
    )


def _newer(rows: Any, *columns: str) -> Any:
    """Those of `rows` that come after the outer row, by the columns in turn."""
    after, same = Q(), Q()
    for column in columns:
        after |= same & Q(**{f"{column}__gt": OuterRef(column)})
        same &= Q(**{column: OuterRef(column)})
    return rows.filter(after)


def _in_asylum_procedure(running: StageSpanQuerySet, at: datetime) -> int:
    """Freed people whose asylum was applied for at `at` and not yet followed by residence."""
    asylum = ProcedureSpan.objects.at(at).filter(
        procedure__kind=ProcedureKind.ASYLUM, procedure__quarantine=None
    )
    cases = asylum.exclude(stage__in=SETTLED).values("procedure__case")
    return running.filter(stage__in=FREED_STAGES, case__in=cases).count()


_OTHERS: dict[Counted, Callable[[StageSpanQuerySet, datetime], int]] = {
    Counted.WITHOUT_PAPERS: _without_papers,
    Counted.OPEN_ASYLUM: _in_asylum_procedure,
}
