"""What a source says of somebody who is said to be free."""

from __future__ import annotations

from typing import Any

from django.db import models

from casetracker.domain.embargo import Report, ReportSays
from casetracker.models.base import Row, RowQuerySet, one_of, word
from casetracker.models.case import case_is_own
from casetracker.models.user import User
from casetracker.models.wave import Release
from casetracker.vault.fields import SealedTextField


class ReleaseReportQuerySet(RowQuerySet["ReleaseReport"]):
    def visible_to(self, user: User) -> ReleaseReportQuerySet:
        return self.filter(case_is_own(user, "release__case__"), release__quarantine=None)

    def standing(self) -> ReleaseReportQuerySet:
        return self.filter(withdrawn_at=None)


class ReleaseReport(Row):
    """Never edited: a mistake is withdrawn, what a source says later is another report."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="reports")
    #: Who says so: often a relative or somebody at the border.
    source = SealedTextField()
    says = word(ReportSays, default=ReportSays.FREE)
    is_states = models.BooleanField(default=False)
    saw_person = models.BooleanField(default=False)
    observed_on = models.DateField()
    recorded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ReleaseReportQuerySet.as_manager()

    class Meta:
        constraints = [one_of("says", ReportSays, name="releasereport_says")]

    def as_said(self) -> Report:
        """As the domain reads it; opens the source."""
        source: Any = self.source
        return Report(
            source or "",
            ReportSays(self.says),
            self.is_states,
            self.saw_person,
            self.observed_on,
            self.created_at,
        )
