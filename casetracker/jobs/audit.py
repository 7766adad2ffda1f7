"""The audit chain grows."""

from celery import shared_task
from django.utils import timezone

from casetracker.services import audit, audit_checks


@shared_task(name="casetracker.jobs.audit.seal_events")
def seal_events() -> None:
    """Chain the events that were written since the last seal."""
    audit.seal(now=timezone.now())


@shared_task(name="casetracker.jobs.audit.check_chain")
def check_chain() -> None:
    """Go on with the walk along the chain that is under way, or begin the day's."""
    audit_checks.check_on(now=timezone.now())
