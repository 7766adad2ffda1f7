"""What two people agreed on is made ready, and is gone a day later."""

from celery import shared_task
from django.utils import timezone

from casetracker.services import export_work


@shared_task(name="casetracker.jobs.exports.work_on_exports")
def work_on_exports() -> None:
    """Write some parts of the exports that wait; delete the files of those whose day is over."""
    export_work.work_on_exports(now=timezone.now())
