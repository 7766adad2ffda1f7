"""What countries say, what nobody has looked up yet, and how far a scheme reaches."""

from __future__ import annotations

from dataclasses import dataclass

from casetracker.domain.country_facts import FactTopic
from casetracker.models import Clock, CountryFact, IdentityDocument, Notice, Procedure, Scheme, User

#: More facts than this are not shown at once: choose a country.
MOST = 300
WANTED = (FactTopic.APPEAL_PERIOD, FactTopic.LEAVING_ENDS)


@dataclass(frozen=True)
class Missing:
    """What somebody needs to know and nobody has written down."""

    country: str
    kind: str
    topic: FactTopic
    #: In how many open procedures that the reader sees.
    procedures: int


def facts_in(user: User, country: str = "") -> list[CountryFact]:
    """The facts that are written down, of one country or of all: one query."""
    facts = CountryFact.objects.visible_to(user).select_related("checked_by")
    if country:
        facts = facts.filter(country=country)
    return list(facts.order_by("country", "kind", "topic", "stage")[:MOST])


def countries_known(user: User) -> list[str]:
    """The countries of which anything is written down."""
    countries = CountryFact.objects.visible_to(user).values_list("country", flat=True)
    return sorted(set(countries))


def missing_facts(user: User) -> list[Missing]:
    """The time to appeal, and what leaving ends, where procedures run of which nobody has written
    it down. Two queries."""
    counted: dict[tuple[str, str], int] = {}
    runs = Procedure.objects.visible_to(user).open().values_list("country", "kind")
    for where in runs.order_by("country", "kind"):
        counted[where] = counted.get(where, 0) + 1
    facts = CountryFact.objects.visible_to(user).filter(topic__in=WANTED)
    known = set(facts.values_list("country", "kind", "topic"))
    return [
        Missing(country, kind, topic, number)
        for (country, kind), number in counted.items()
        for topic in WANTED
        if (country, kind, str(topic)) not in known
    ]


@dataclass(frozen=True)
class Reach:
    """What moves when a scheme is extended, of every team."""

    documents: int
    people: int
    files: int
    #: Reminders that are written and nobody was told yet: they are taken back.
    untold: int


def reach_of(scheme: Scheme) -> Reach:
    """Counts only: whose documents they are is for their teams. Two queries."""
    rows = IdentityDocument.objects.in_use().filter(scheme=scheme)
    found = list(rows.values_list("pk", "case", "case__prisoner"))
    clocks = Clock.objects.running().filter(kind="scheme_expiry", document__scheme=scheme)
    return Reach(
        documents=len(found),
        people=len({person for _, _, person in found}),
        files=len({case for _, case, _ in found}),
        untold=Notice.objects.filter(clock__in=clocks).untold().count(),
    )
