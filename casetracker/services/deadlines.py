"""The dates of a file that is worked on again come near again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from casetracker.domain.calendars import morning_of
from casetracker.domain.clocks import choose_rule
from casetracker.domain.contacts import Safety
from casetracker.domain.words import ClockKind
from casetracker.models import (
    Case,
    Consent,
    Contact,
    Detention,
    Hearing,
    IdentityDocument,
    Need,
    Procedure,
    Team,
)
from casetracker.services.clocks import Start, load_rules, start_many

#: What a clock is of, which row, whose, and when it is due.
_Dated = tuple[ClockKind, str, UUID, UUID | None, Team, datetime | None]


def restart_detention(case: Case, *, now: datetime) -> None:
    """Start the clocks that stopped when the person was thought to be free: of the expected
    release, and of hearings to come."""
    _start(_dates_of_detention(case, now), now=now)


def restart_deadlines(case: Case, *, now: datetime) -> None:
    """Start the clocks that stopped when the case was closed: of open needs, of the expected
    release, of hearings to come, of what was agreed to or safe to do, of procedures and papers.
    Tasks were cancelled then and do not come back."""
    needs = Need.objects.open().filter(case=case, due_at__isnull=False).select_related("team")
    worker_id, team = case.caseworker_id, case.team
    dates: list[_Dated] = [
        *((ClockKind.NEED_DEADLINE, "need", n.pk, n.owner_id, n.team, n.due_at) for n in needs),
        *_dates_of_detention(case, now),
    ]
    consents = Consent.objects.filter(
        case=case, withdrawn_at=None, suspended_at=None, expires_on__isnull=False
    )
    safe = Contact.objects.filter(case=case, safety=Safety.SAFE, recheck_on__isnull=False)
    for kind, subject, pairs in (
        (ClockKind.CONSENT_EXPIRY, "consent", consents.values_list("pk", "expires_on")),
        (ClockKind.RECHECK_SAFETY, "contact", safe.values_list("pk", "recheck_on")),
    ):
        dates += [(kind, subject, pk, worker_id, team, morning_of(day)) for pk, day in pairs]
    for procedure in Procedure.objects.open().filter(case=case):
        at = procedure.due_at(now=now)
        dates.append((ClockKind.PROCEDURE_DEADLINE, "procedure", procedure.pk, worker_id, team, at))
    for document in IdentityDocument.objects.in_use().filter(case=case).select_related("scheme"):
        dates += [
            (kind, "document", document.pk, worker_id, team, morning_of(day))
            for kind, day in document.ends().items()
            if day is not None
        ]
    _start(dates, now=now)


def _dates_of_detention(case: Case, now: datetime) -> list[_Dated]:
    running = Detention.objects.filter(case=case, released_on=None)
    hearings = Hearing.objects.filter(
        detention__in=running, is_cancelled=False, outcome="", scheduled_at__gt=now
    )
    worker_id, team = case.caseworker_id, case.team
    dates: list[_Dated] = [
        (ClockKind.HEARING, "hearing", h.pk, worker_id, team, h.scheduled_at) for h in hearings
    ]
    for detention in running:
        day = detention.expected_release_on
        at = day and morning_of(day)
        kind = ClockKind.RELEASE_EXPECTED
        dates.append((kind, "detention", detention.pk, worker_id, team, at))
    return dates


def _start(dates: list[_Dated], *, now: datetime) -> None:
    in_force = load_rules()
    rules = {date[0]: choose_rule(in_force, date[0]) for date in dates}
    starts = [
        Start(kind, subject, row_id, owner_id, keeper.pk, keeper.country, rule, now, due_at)
        for kind, subject, row_id, owner_id, keeper, due_at in dates
        if due_at is not None and (rule := rules[kind]) is not None
    ]
    start_many(starts, now=now)
