"""The register looked through for people who stand in it twice."""

from celery import shared_task
from django.utils import timezone

from casetracker.services import duplicate_scans


@shared_task(name="casetracker.jobs.matching.scan_on")
def scan_on() -> None:
    """Take the running scan further, if there is one."""
    duplicate_scans.scan_on(now=timezone.now())
