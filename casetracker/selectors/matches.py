"""Pairs of people who may be one, side by side; and what was decided lately."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count

from casetracker.domain.matches import MatchState
from casetracker.domain.words import ClosingReason
from casetracker.models import (
    Activity,
    Case,
    Custody,
    Detention,
    DuplicateScan,
    MatchDecision,
    Merge,
    MergeMove,
    NameForm,
    Prisoner,
    User,
)

SHOWN = 20


@dataclass
class Side:
    """One of the two, with everything that a person needs to decide."""

    person: Prisoner
    names: list[NameForm] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    detentions: list[Detention] = field(default_factory=list)
    #: Codes of the facilities where the person is, as their files have it.
    stays: list[str] = field(default_factory=list)
    #: Entries of the timelines.
    entries: int = 0

    @property
    def name(self) -> str:
        return next((form.text for form in self.names if form.is_preferred), "")

    @property
    def sources(self) -> list[str]:
        return sorted({form.source for form in self.names if form.source})


def waiting_pairs(user: User, *, size: int = SHOWN) -> list[MatchDecision]:
    """What waits for an answer, the likeliest first; what was put back comes last."""
    pairs = MatchDecision.objects.visible_to(user).undecided().order_by("-state", "-score", "pk")
    return list(pairs.select_related("one", "other")[:size])


def waiting_count(user: User) -> int:
    return MatchDecision.objects.visible_to(user).undecided().count()


def find_pair(user: User, match_id: UUID) -> MatchDecision | None:
    pairs = MatchDecision.objects.visible_to(user).select_related("one", "other")
    return pairs.filter(pk=match_id).first()


def sides_of(match: MatchDecision) -> tuple[Side, Side]:
    """Both people of a pair that the reader may see, in a constant number of statements."""
    sides = {person.pk: Side(person) for person in (match.one, match.other)}
    for form in NameForm.objects.filter(prisoner__in=sides).order_by("-is_preferred", "text"):
        sides[form.prisoner_id].names.append(form)
    cases = Case.objects.filter(prisoner__in=sides).select_related("team", "caseworker")
    for case in cases.order_by("opened_at", "pk"):
        sides[case.prisoner_id].cases.append(case)
    detentions = Detention.objects.filter(case__prisoner__in=sides).select_related("case")
    for detention in detentions.prefetch_related("charges").order_by("arrested_on", "pk"):
        sides[detention.case.prisoner_id].detentions.append(detention)
    stays = Custody.objects.filter(detention__case__prisoner__in=sides, until_on=None)
    places = stays.values_list("detention__case__prisoner", "facility__code").order_by("pk")
    for prisoner_id, code in places:
        if code not in sides[prisoner_id].stays:
            sides[prisoner_id].stays.append(code)
    counted = Activity.objects.filter(case__prisoner__in=sides).values_list("case__prisoner")
    for prisoner_id, count in counted.annotate(count=Count("pk")).order_by():
        sides[prisoner_id].entries = count
    return sides[match.one_id], sides[match.other_id]


def names_of_people(ids: list[UUID]) -> dict[UUID, str]:
    """Person → the spelling that is shown."""
    forms = NameForm.objects.filter(prisoner__in=ids, is_preferred=True)
    return dict(forms.values_list("prisoner_id", "text"))


def decided_lately(user: User, *, size: int = SHOWN) -> list[dict[str, Any]]:
    """Merges that stand and refusals that `user` may take back, the newest first."""
    merges = list(Merge.objects.visible_to(user).standing().order_by("-created_at")[:size])
    refused = MatchDecision.objects.visible_to(user).filter(state=MatchState.DIFFERENT)
    refusals = list(refused.order_by("-decided_at", "pk")[:size])
    ids = [i for m in merges for i in (m.kept_id, m.lost_id)]
    ids += [i for r in refusals for i in (r.one_id, r.other_id)]
    names = names_of_people(ids)
    shown = _shown_by(merges)
    # The last spelling of somebody who was merged lies with the one who was kept.
    rows: list[dict[str, Any]] = [
        {
            "merge": merge,
            "at": merge.created_at,
            "names": [
                names.get(merge.kept_id, ""),
                shown.get(merge.pk, "") or names.get(merge.lost_id, ""),
            ],
        }
        for merge in merges
    ]
    rows += [
        {
            "match": match,
            "at": match.decided_at,
            "names": [names.get(match.one_id, ""), names.get(match.other_id, "")],
        }
        for match in refusals
    ]
    return sorted(rows, key=lambda row: row["at"], reverse=True)[:size]


def _shown_by(merges: list[Merge]) -> dict[UUID, str]:
    """Merge → the spelling that the entry was shown by which was merged away, where it has gone
    along. Two statements."""
    moves = MergeMove.objects.filter(merge__in=merges, model="nameform", old__is_preferred=True)
    of_merge = dict(moves.values_list("row_id", "merge_id"))
    forms = NameForm.objects.filter(pk__in=of_merge).values_list("pk", "text")
    return {of_merge[form_id]: text for form_id, text in forms}


def file_instead(case: Case, user: User) -> Case | None:
    """The file that a file which closed as merged goes on in, if `user` sees it."""
    if case.closing_reason != ClosingReason.MERGED:
        return None
    told = Activity.objects.filter(case__prisoner=case.prisoner_id, facts__merged=case.reference)
    return Case.objects.visible_to(user).filter(pk__in=told.values("case")).first()


def latest_scan(user: User) -> DuplicateScan | None:
    return DuplicateScan.objects.visible_to(user).order_by("-created_at").first()


def find_scan(user: User, scan_id: UUID) -> DuplicateScan | None:
    return DuplicateScan.objects.visible_to(user).filter(pk=scan_id).first()


def names_for(pairs: list[MatchDecision]) -> dict[UUID, str]:
    found: dict[UUID, str] = defaultdict(str)
    found.update(names_of_people([i for pair in pairs for i in (pair.one_id, pair.other_id)]))
    return found
