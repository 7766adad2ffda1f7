"""Letters leave."""

from celery import shared_task
from django.utils import timezone

from casetracker.services import emails


@shared_task(name="casetracker.jobs.mail.deliver_due")
def deliver_due() -> None:
    """Send the letters that are due, and those whose earlier attempt failed for a while."""
    emails.deliver_due(now=timezone.now())
