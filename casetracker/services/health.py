"""Health reports: a sign that somebody looked, and the gravest of risks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from casetracker.domain.contacts import Severity
from casetracker.domain.errors import Forbidden, Refused
from casetracker.domain.inputs import many_lines, one_line, past_day, word_of
from casetracker.domain.words import ActivityKind, Risk
from casetracker.models import Case, HealthReport, User
from casetracker.services.activities import note_on
from casetracker.services.assignments import lock_case_of
from casetracker.services.audit import record
from casetracker.services.cases import flag_case
from casetracker.services.facts import changed
from casetracker.services.rights import find_editable

EDITABLE = ("reported_on", "severity", "text", "source")
LONGEST_SOURCE = 200


@transaction.atomic
def record_health_report(
    *,
    actor: User | None,
    case_id: UUID,
    severity: str,
    text: str,
    reported_on: date | None = None,
    source: str = "",
    now: datetime,
) -> HealthReport:
    """Record what is known of a person's health, on a day (by default today).

    It restarts the clocks of the case as of that day; a critical one sets the risk flag, which
    shortens them to 24 hours. Text and source are sealed.
    """
    case = find_editable(Case, case_id, actor)
    _check_own(case, actor)
    report = HealthReport(case=case, created_by=actor, created_at=now, reported_on=now.date())
    given = {"severity": severity, "text": text, "source": source, "reported_on": reported_on}
    for field, value in given.items():
        _set(report, field, value, now)
    if not report.text:
        raise Refused("Say what is known.", field="text", allowed="1 to 20000 characters")
    report.save()
    at = min(now, datetime.combine(report.reported_on, now.timetz()))
    facts = {"health_report": str(report.pk)}
    note_on(case, ActivityKind.HEALTH_REPORT, actor=actor, occurred_at=at, facts=facts, now=now)
    record(actor=actor, verb="record_health_report", obj=report, case=case, now=now)
    if report.severity == Severity.CRITICAL:
        flag_case(actor=actor, case_id=case_id, flags={Risk.CRITICAL_HEALTH: True}, now=now)
    return report


@transaction.atomic
def edit_health_report(
    *,
    actor: User | None,
    report_id: UUID,
    changes: Mapping[str, Any],
    version: int | None = None,
    now: datetime,
) -> HealthReport:
    """Correct `EDITABLE` columns of a report."""
    case = lock_case_of(HealthReport, report_id)
    report: HealthReport = find_editable(HealthReport, report_id, actor, version=version)
    _check_own(report.case, actor)
    old = {field: getattr(report, field) for field in EDITABLE if field in changes}
    for field, value in changes.items():
        _set(report, field, value, now)
    differs = changed(old, report)
    if not differs:
        return report
    report.save()
    record(actor=actor, verb="edit_health_report", obj=report, case=case, changes=differs, now=now)
    return report


def _check_own(case: Case, actor: User | None) -> None:
    """A coordinator sees that there are reports, and opens them; the caseworker writes them."""
    if actor is not None and case.caseworker_id != actor.pk:
        raise Forbidden(
            "Health reports are written by the caseworker of the file.", field="case", value=case.pk
        )


def _set(report: HealthReport, field: str, value: Any, now: datetime) -> None:
    if field == "severity":
        report.severity = word_of(value, Severity, field=field)
    elif field == "reported_on":
        report.reported_on = past_day(value, field=field, now=now) or now.date()
    elif field == "text":
        report.text = many_lines(value, field=field) or None
    elif field == "source":
        report.source = one_line(value, field=field, longest=LONGEST_SOURCE) or None
    else:
        raise Refused(
            f"{field} cannot be set here.",
            field=field,
            value=str(value)[:80],
            allowed=sorted(EDITABLE),
        )
