"""Health reports: that there is one is seen; what it says is opened with a purpose."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from casetracker.api.bodies import Body, Day, Line, Text, VisibleId, Word
from casetracker.api.filters import Filters, IdFilter
from casetracker.api.masking import MaskedField, MaskedShown, MaskedViewSet, RevealBody
from casetracker.api.nouns import edited, made, verb
from casetracker.domain.contacts import Severity, masked_number
from casetracker.models import Case, HealthReport, User
from casetracker.services.health import edit_health_report, record_health_report
from casetracker.services.reveals import reveal_case


class HealthReportShown(MaskedShown):
    severity = MaskedField(masked_number)
    text = MaskedField(masked_number)
    source = MaskedField(masked_number)  # type: ignore[assignment]

    class Meta:
        model = HealthReport
        fields = [
            "id",
            "version",
            "created_at",
            "case",
            "reported_on",
            "is_masked",
            "severity",
            "text",
            "source",
        ]
        read_only_fields = fields


class HealthReportChanges(Body):
    severity = Word(Severity, required=False)
    text = Text(max_length=20_000, required=False)
    source = Line(max_length=200, required=False, allow_blank=True)  # type: ignore[assignment]
    reported_on = Day(required=False)


class HealthReportBody(HealthReportChanges):
    """`reported_on` is by default today. A critical one sets the risk flag of the case."""

    case = VisibleId(Case.objects.visible_to, source="case_id")
    severity = Word(Severity)
    text = Text(max_length=20_000)


class HealthReportFilters(Filters):
    case = IdFilter("case_id")


class HealthReportViewSet(MaskedViewSet):
    """What is known of a person's health."""

    noun = "health-reports"
    queryset = HealthReport.objects.none()
    serializer_class = HealthReportShown
    filterset_class = HealthReportFilters

    def rows(self, user: User) -> QuerySet[HealthReport]:
        reports: QuerySet[HealthReport] = HealthReport.objects.visible_to(user)
        return reports.select_related("case")

    @made(HealthReportBody)
    def create(self, **given: Any) -> HealthReport:
        return record_health_report(**given)

    @edited(HealthReportChanges)
    def partial_update(self, report: HealthReport, **given: Any) -> HealthReport:
        return edit_health_report(report_id=report.pk, **given)

    @verb(RevealBody, versioned=False)
    def reveal(self, report: HealthReport, actor: User, **given: Any) -> HealthReport:
        """Open the life-risk fields of the case to the caller for today."""
        reveal_case(actor=actor, case_id=report.case_id, **given)
        return report
