"""Releases: one person's leaving, alone or in a wave."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from casetracker.api.bodies import Body, Country, Day, Flag, Id, Line, Word
from casetracker.api.filters import Filters, IdFilter, SearchFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown, verb
from casetracker.api.quarantines import TakenAway
from casetracker.domain.embargo import LONGEST_SOURCE, ReportSays
from casetracker.domain.reversals import Reversal
from casetracker.domain.words import ReleaseKind, ReleasePlace, ReleaseState
from casetracker.models import Release, ReleaseReport, User
from casetracker.selectors.rights import seen_by
from casetracker.services.embargo import report_people, withdraw_report
from casetracker.services.moves import reverse_release
from casetracker.services.redirects import redirect_people


class ReportShown(serializers.ModelSerializer):
    source = serializers.CharField(read_only=True)  # type: ignore[assignment]

    class Meta:
        model = ReleaseReport
        fields = [
            "id",
            "source",
            "says",
            "is_states",
            "saw_person",
            "observed_on",
            "recorded_by",
            "created_at",
            "withdrawn_at",
        ]
        read_only_fields = fields


class ReleaseShown(Shown):
    """`lacking` says why the name is under embargo; empty once it may be passed on."""

    conditions = serializers.CharField(read_only=True, allow_null=True)
    reports = ReportShown(many=True, read_only=True)
    lacking = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Release
        fields = [
            "id",
            "version",
            "created_at",
            "wave",
            "case",
            "detention",
            "kind",
            "place",
            "released_on",
            "planned_destination",
            "actual_destination",
            "state",
            "papers_taken",
            "papers_given",
            "conditions",
            "next_phase",
            "next_phase_at",
            "reports",
            "lacking",
        ]
        read_only_fields = fields


class ReportBody(Body):
    """What one source says; `is_states`: it is controlled by the state that detains."""

    source = Line(max_length=LONGEST_SOURCE)  # type: ignore[assignment]
    says = Word(ReportSays, required=False)
    is_states = Flag(required=False)
    saw_person = Flag(required=False)
    observed_on = Day(required=False)


class WithdrawBody(Body):
    report = Id(source="report_id")


class ReverseBody(Body):
    """`happened_on` is by default today."""

    how = Word(Reversal)
    happened_on = Day(required=False)
    reason = Line(max_length=500, required=False, allow_blank=True)


class DestinationBody(Body):
    """Empty: where the person was planned to go."""

    destination = Country(allow_blank=True)
    knows_leaving = Flag(required=False)


class ReleaseFilters(Filters):
    wave = IdFilter("wave_id")
    case = IdFilter("case_id")
    kind = word_filter(ReleaseKind)
    place = word_filter(ReleasePlace)
    state = word_filter(ReleaseState)
    planned_destination = SearchFilter()
    actual_destination = SearchFilter()


class ReleaseViewSet(TakenAway, NounViewSet):
    """One person's leaving, alone or in a wave."""

    noun = "releases"
    queryset = Release.objects.none()
    serializer_class = ReleaseShown
    filterset_class = ReleaseFilters
    orderings = {"created_at": "created_at", "released_on": "released_on"}

    def rows(self, user: User) -> QuerySet[Release]:
        return seen_by(user, Release).select_related("case").prefetch_related("reports")

    @verb(ReportBody, versioned=False)
    def report(self, release: Release, **given: Any) -> Release:
        """What one source says of the person; two who agree lift the embargo on the name."""
        report_people(release_ids=[release.pk], **given)
        return release

    @verb(WithdrawBody, versioned=False)
    def withdraw_report(self, release: Release, **given: Any) -> Release:
        """A report was a mistake: it counts no more."""
        withdraw_report(release_id=release.pk, **given)
        return release

    @verb(ReverseBody)
    def reverse(self, release: Release, **given: Any) -> Release:
        """The person is not free any more: the file moves back to `inside`, needs pause."""
        return reverse_release(release_id=release.pk, **given)

    @verb(DestinationBody, versioned=False)
    def redirect(self, release: Release, **given: Any) -> Release:
        """The person goes to another country, as with `waves/{id}/redirect/` for many."""
        redirect_people(release_ids=[release.pk], **given)
        return release
