"""Everything that one case page shows beside the timeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from casetracker.domain.references import read_reference
from casetracker.domain.words import Risk
from casetracker.models import (
    Case,
    Charge,
    Clock,
    Custody,
    Detention,
    Hearing,
    IdentityDocument,
    NameForm,
    Need,
    Procedure,
    Release,
    Task,
    TaskOffer,
    User,
)
from casetracker.models.case import is_own
from casetracker.models.need import ENDED_NEEDS
from casetracker.models.task import ENDED as ENDED_TASKS
from casetracker.selectors.aid_pages import has_aid
from casetracker.selectors.casepapers import open_papers

#: More of a kind than this is not shown on one page.
MOST = 100
FLAGS = {
    Risk.CRITICAL_HEALTH: "is_critical_health",
    Risk.HUNGER_STRIKE: "is_hunger_strike",
    Risk.INCOMMUNICADO: "is_incommunicado",
    Risk.MINOR: "is_minor",
    Risk.REDETENTION: "is_redetention_risk",
}


@dataclass(frozen=True)
class Facts:
    """What everybody who may see the case may read: the public facts."""

    names: list[NameForm]
    detentions: list[Detention]


@dataclass(frozen=True)
class Inside:
    """What only those may read whose case it is, or who coordinate its team."""

    clocks: list[Clock] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    #: Of the detention that has not ended, the next one first.
    hearings: list[Hearing] = field(default_factory=list)
    detention: Detention | None = None
    #: What runs, of asylum and its like, and the documents in use.
    procedures: list[Procedure] = field(default_factory=list)
    documents: list[IdentityDocument] = field(default_factory=list)


def find_case(user: User, reference: str) -> Case | None:
    """The case if `user` may see it at all: one query. Small letters will do."""
    reference = read_reference(reference) or reference
    cases = Case.objects.visible_to(user).filter(reference=reference)
    return cases.select_related("prisoner", "team", "caseworker").first()


def may_read_inside(user: User, case: Case) -> bool:
    """Whether timeline, needs and notes of the case are `user`'s to read."""
    return is_own(case, user)


def may_edit(user: User, case: Case) -> bool:
    return is_own(case, user)


def facts_of(case: Case) -> Facts:
    """Four queries."""
    names = case.prisoner.names.order_by("-is_preferred", "text")[:MOST]
    charges = Charge.objects.order_by("article", "part")
    stays = Custody.objects.select_related("facility").order_by("-until_on", "-from_on", "-pk")
    detentions: QuerySet[Any] = case.detentions.order_by("-arrested_on", "-pk")
    for prefetch in (Prefetch("charges", charges), Prefetch("custodies", stays)):
        detentions = detentions.prefetch_related(prefetch)
    return Facts(list(names), list(detentions[:MOST]))


def inside_of(case: Case, user: User, detentions: list[Detention]) -> Inside:
    """Running clocks, open needs and tasks first, releases, hearings, papers: eight queries."""
    rows = Need.objects.visible_to(user).filter(case=case).select_related("case", "owner")
    rows = rows.annotate(has_aid=has_aid())
    needs = _ended_last(rows, ENDED_NEEDS)
    tasks = _tasks(case, user)
    releases = case.releases.select_related("wave").order_by("-released_on")
    running = next((one for one in detentions if one.released_on is None), None)
    hearings = _hearings(running)
    procedures, documents = open_papers(case, user)
    subjects = {
        "needs": needs,
        "tasks": tasks,
        "detentions": detentions,
        "hearings": hearings,
        "procedures": procedures,
        "documents": documents,
    }
    return Inside(
        hearings=hearings,
        procedures=procedures,
        documents=documents,
        detention=running,
        clocks=_clocks(case, **subjects),
        needs=needs,
        tasks=tasks,
        releases=list(releases[:MOST]),
    )


def _clocks(case: Case, **subjects: list[Any]) -> list[Clock]:
    # By ids that are known: a disjunction over joins would read every clock there is.
    about = Q(case=case)
    for name, rows in subjects.items():
        about |= Q(**{f"{name.removesuffix('s')}__in": [row.pk for row in rows]})
    clocks = Clock.objects.running().filter(about).select_related("owner")
    kind = Coalesce("task__kind", "need__kind")
    return list(clocks.annotate(subject_kind=kind).order_by("due_at", "pk")[:MOST])


def running_detention(case: Case) -> Detention | None:
    """The detention that has not ended: one query."""
    return Detention.objects.filter(case=case, released_on=None).first()


def _hearings(detention: Detention | None) -> list[Hearing]:
    """Those to come first, the nearest at the top; then what has been, the latest at the top."""
    if detention is None:
        return []
    rows = Hearing.objects.filter(detention=detention).annotate(
        is_over=Q(is_cancelled=True) | ~Q(outcome="")
    )
    return list(rows.order_by("is_over", "scheduled_at", "pk")[:MOST])


def _tasks(case: Case, user: User) -> list[Task]:
    offers = TaskOffer.objects.select_related("volunteer").order_by("-offered_at")
    tasks = Task.objects.visible_to(user).filter(case=case).select_related("assignee")
    return _ended_last(tasks.prefetch_related(Prefetch("offers", offers)), ENDED_TASKS)


def _ended_last(rows: QuerySet[Any], ended: Iterable[str]) -> list[Any]:
    rows = rows.annotate(is_ended=Q(state__in=list(ended)))
    return list(rows.order_by("is_ended", "due_at", "pk")[:MOST])


def flags_of(case: Case) -> list[Risk]:
    """The risks that are set, the gravest first."""
    return [risk for risk, column in FLAGS.items() if getattr(case, column)]
