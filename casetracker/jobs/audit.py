"""The audit chain grows."""

from celery import shared_task
from django.utils import timezone

from casetracker.services import audit


@shared_task(name="casetracker.jobs.audit.seal_events")
def seal_events() -> None:
    """Chain the events that were written since the last seal."""
    audit.seal(now=timezone.now())
