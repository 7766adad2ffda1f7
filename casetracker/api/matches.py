"""Pairs of people who may be one, and merges."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from casetracker.api.bodies import Body, VisibleId
from casetracker.api.filters import Filters, word_filter
from casetracker.api.nouns import NounViewSet, Shown, made, verb
from casetracker.domain.matches import MatchState
from casetracker.models import MatchDecision, Merge, Prisoner, User
from casetracker.services.matches import decide_match, reopen_match
from casetracker.services.merges import merge_prisoners, unmerge_prisoners


class MatchShown(Shown):
    class Meta:
        model = MatchDecision
        fields = [
            "id",
            "version",
            "created_at",
            "one",
            "other",
            "state",
            "score",
            "reasons",
            "decided_by",
            "decided_at",
        ]
        read_only_fields = fields


class MergeShown(Shown):
    class Meta:
        model = Merge
        fields = [
            "id",
            "version",
            "created_at",
            "kept",
            "lost",
            "merged_by",
            "undone_at",
            "undone_by",
        ]
        read_only_fields = fields


class KeptBody(Body):
    """`kept`: the one of the two that stays; the older entry if it is not said."""

    kept = VisibleId(Prisoner.objects.visible_to, source="kept_id", required=False)


class MergeBody(Body):
    kept = VisibleId(Prisoner.objects.visible_to, source="kept_id")
    lost = VisibleId(Prisoner.objects.visible_to, source="lost_id")


class MatchFilters(Filters):
    state = word_filter(MatchState)


class MatchViewSet(NounViewSet):
    """Pairs of people who may be one; what was decided is never asked again."""

    noun = "matches"
    queryset = MatchDecision.objects.none()
    serializer_class = MatchShown
    filterset_class = MatchFilters
    orderings = {"created_at": "created_at", "score": "score"}
    ordering = "-score"

    def rows(self, user: User) -> QuerySet[MatchDecision]:
        return MatchDecision.objects.visible_to(user)

    @verb(KeptBody)
    def same(self, match: MatchDecision, **given: Any) -> MatchDecision:
        """One person: the two are merged."""
        return decide_match(match_id=match.pk, answer=MatchState.SAME, **given)

    @verb()
    def different(self, match: MatchDecision, **given: Any) -> MatchDecision:
        """Two people: they are not asked about again."""
        return decide_match(match_id=match.pk, answer=MatchState.DIFFERENT, **given)

    @verb()
    def later(self, match: MatchDecision, **given: Any) -> MatchDecision:
        """Put back."""
        return decide_match(match_id=match.pk, answer=MatchState.LATER, **given)

    @verb(versioned=False)
    def ask_again(self, match: MatchDecision, **given: Any) -> MatchDecision:
        """Take back that they are two."""
        return reopen_match(match_id=match.pk, **given)


class MergeViewSet(NounViewSet):
    """Two entries that were taken for one person."""

    noun = "merges"
    queryset = Merge.objects.none()
    serializer_class = MergeShown

    def rows(self, user: User) -> QuerySet[Merge]:
        return Merge.objects.visible_to(user)

    @made(MergeBody)
    def create(self, **given: Any) -> Merge:
        return merge_prisoners(**given)

    @verb()
    def undo(self, merge: Merge, **given: Any) -> Merge:
        """Both entries and their files are what they were."""
        return unmerge_prisoners(merge_id=merge.pk, **given)
