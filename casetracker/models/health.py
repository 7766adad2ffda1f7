"""What is known of a person's health: sealed, opened with a purpose."""

from __future__ import annotations

from django.db import models

from casetracker.domain.contacts import Severity
from casetracker.models.base import Editable, one_of, word
from casetracker.models.case import Case, EditableCaseRowQuerySet
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField


class HealthReport(Editable):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="health_reports")
    reported_on = models.DateField()
    severity = word(Severity)
    text = SealedTextField()
    #: Who says so: often a relative or a lawyer inside.
    source = SealedTextField()
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    objects = EditableCaseRowQuerySet.as_manager()

    class Meta:
        constraints = [one_of("severity", Severity, name="healthreport_severity")]
