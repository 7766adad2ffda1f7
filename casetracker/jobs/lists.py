"""Lists that came in go their way."""

from celery import shared_task
from django.utils import timezone

from casetracker.services import import_work


@shared_task(name="casetracker.jobs.lists.work_on_lists")
def work_on_lists() -> None:
    """Plan, take in and take back the lists that wait for it, some pieces at a time."""
    import_work.work_on_lists(now=timezone.now())
