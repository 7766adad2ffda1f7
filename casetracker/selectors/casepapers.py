"""Everything that the page on the papers of one person shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch

from casetracker.domain.country_facts import FactTopic
from casetracker.domain.documents import Aspect, DocumentState
from casetracker.domain.procedures import (
    Outcome,
    ProcedureKind,
    ProcedureStage,
    legal_moves,
    outcomes_of,
)
from casetracker.models import (
    Case,
    CountryChoice,
    CountryFact,
    IdentityDocument,
    PersonStatus,
    Procedure,
    ProcedureDecision,
    ProcedureSpan,
    Scheme,
    User,
)

#: More of a kind than this is not shown on one page.
MOST = 50


@dataclass(frozen=True)
class Standing:
    """One of the three statuses; the newest of its rows holds."""

    aspect: Aspect
    now: PersonStatus | None
    before: list[PersonStatus]


@dataclass(frozen=True)
class InProcedure:
    """A procedure, and what is known about it."""

    row: Procedure
    decisions: list[ProcedureDecision]
    spans: list[ProcedureSpan]
    #: What the country says at this stage.
    facts: list[CountryFact]
    #: What nobody has looked up, of what everybody needs to know.
    unknown: list[FactTopic]
    moves: list[ProcedureStage]
    outcomes: list[Outcome]
    due_at: datetime | None

    @property
    def leaving_ends(self) -> bool | None:
        """Whether leaving the country ends it; None if nobody has looked it up."""
        said = [fact for fact in self.facts if fact.topic == FactTopic.LEAVING_ENDS]
        at_stage = [fact for fact in said if fact.stage]
        return next((fact.is_so for fact in (*at_stage, *said)), None)


@dataclass(frozen=True)
class Papers:
    standings: list[Standing]
    choices: list[CountryChoice]
    procedures: list[InProcedure]
    documents: list[IdentityDocument]
    schemes: list[Scheme] = field(default_factory=list)
    #: Where the person is, as far as it is known.
    where: str = ""

    @property
    def choice(self) -> CountryChoice | None:
        return next((choice for choice in self.choices if choice.until_at is None), None)

    @property
    def open(self) -> list[InProcedure]:
        return [one for one in self.procedures if one.row.ended_at is None]

    @property
    def left(self) -> list[InProcedure]:
        """What leaving the country where the person is ends, or may end."""
        here = [one for one in self.open if self.where in ("", one.row.country)]
        return [one for one in here if one.leaving_ends is not False]


def papers_of(case: Case, user: User, *, now: datetime) -> Papers:
    """Eight queries, however much there is."""
    statuses = PersonStatus.objects.visible_to(user).filter(prisoner=case.prisoner_id)
    rows = list(statuses.select_related("recorded_by").newest_first()[: MOST * 3])
    choices = CountryChoice.objects.visible_to(user).filter(case=case)
    documents = IdentityDocument.objects.visible_to(user).filter(case=case)
    return Papers(
        standings=[_standing(aspect, rows) for aspect in Aspect],
        choices=list(choices.select_related("recorded_by").order_by("-from_at", "-pk")[:MOST]),
        procedures=_procedures(case, user, now),
        documents=sorted(
            documents.select_related("scheme", "procedure", "case").order_by("-created_at")[:MOST],
            key=lambda one: one.state != DocumentState.IN_USE,
        ),
        schemes=list(Scheme.objects.visible_to(user).order_by("name")),
        where=case.destination,
    )


def open_papers(case: Case, user: User) -> tuple[list[Procedure], list[IdentityDocument]]:
    """What runs, for the page of the file: two queries."""
    procedures = Procedure.objects.visible_to(user).filter(case=case).open()
    documents = IdentityDocument.objects.visible_to(user).filter(case=case).in_use()
    return list(procedures.order_by("opened_at", "pk")[:MOST]), list(
        documents.select_related("scheme").order_by("created_at", "pk")[:MOST]
    )


def _standing(aspect: Aspect, rows: Iterable[PersonStatus]) -> Standing:
    of = [row for row in rows if row.aspect == aspect]
    return Standing(aspect, of[0] if of else None, of[1:])


def _procedures(case: Case, user: User, now: datetime) -> list[InProcedure]:
    decisions = ProcedureDecision.objects.order_by("-recorded_at", "-pk")
    spans = ProcedureSpan.objects.order_by("from_at", "pk")
    rows = list(
        Procedure.objects.visible_to(user)
        .filter(case=case)
        .select_related("case")
        .prefetch_related(Prefetch("decisions", decisions), Prefetch("spans", spans))
        .order_by("ended_at", "opened_at", "pk")[:MOST]
    )
    facts = _facts_of(rows, user)
    # Of databases only one puts those without an end first.
    rows.sort(key=lambda row: row.ended_at is not None)
    return [_known_of(row, facts, now) for row in rows]


def _facts_of(rows: list[Procedure], user: User) -> list[CountryFact]:
    if not rows:
        return []
    facts = CountryFact.objects.visible_to(user).filter(
        country__in={row.country for row in rows}, kind__in={row.kind for row in rows}
    )
    return list(facts.order_by("topic", "stage"))


def _known_of(row: Procedure, facts: list[CountryFact], now: datetime) -> InProcedure:
    kind, stage = ProcedureKind(row.kind), ProcedureStage(row.stage)
    known = [
        fact
        for fact in facts
        if (fact.country, fact.kind) == (row.country, row.kind) and _is_of(fact, stage)
    ]
    topics = {fact.topic for fact in known}
    wanted = (FactTopic.APPEAL_PERIOD, FactTopic.LEAVING_ENDS)
    decisions = list(row.decisions.all())
    last = Outcome(decisions[0].outcome) if decisions else None
    return InProcedure(
        row=row,
        decisions=decisions,
        spans=list(row.spans.all()),
        facts=known,
        unknown=[topic for topic in wanted if topic not in topics],
        moves=legal_moves(kind, stage, last),
        outcomes=[] if row.ended_at else outcomes_of(kind, stage),
        due_at=row.due_at(now=now),
    )


def _is_of(fact: CountryFact, stage: ProcedureStage) -> bool:
    """Whether a fact matters at a stage. Of periods to appeal that of the first decision matters
    before it, the other one upon an appeal."""
    if fact.topic == FactTopic.APPEAL_PERIOD:
        return fact.stage == (stage if stage is ProcedureStage.APPEAL else "")
    return fact.stage in ("", stage)
