"""Clock to notice to letter: what runs out, and who must be told."""

from celery import shared_task
from django.utils import timezone

from casetracker.services import (
    decisions,
    holds,
    notices,
    phases,
    retention,
    simulations,
    sweep,
    unanswered,
)


@shared_task(name="casetracker.jobs.reminders.sweep_clocks")
def sweep_clocks() -> None:
    """Turn the clocks that have run out into notices."""
    sweep.sweep(now=timezone.now())


@shared_task(name="casetracker.jobs.reminders.pack_notices")
def pack_notices() -> None:
    """Gather open notices into one letter per person."""
    notices.pack(now=timezone.now())


@shared_task(name="casetracker.jobs.reminders.release_holds")
def release_holds() -> None:
    """Release what was held back and nobody has decided on."""
    holds.release_overdue(now=timezone.now())


@shared_task(name="casetracker.jobs.reminders.pass_on_offers")
def pass_on_offers() -> None:
    """Ask the next volunteer where the last one has not answered in time."""
    unanswered.pass_on_offers(now=timezone.now())


@shared_task(name="casetracker.jobs.reminders.open_phases")
def open_phases() -> None:
    """Open the needs of freed people whose next phase has come."""
    phases.open_phases(now=timezone.now())


@shared_task(name="casetracker.jobs.reminders.prune")
def prune() -> None:
    """Remove what has been told, sent or finished and is past its age."""
    retention.prune(now=timezone.now())
    simulations.prune_simulations(now=timezone.now())


@shared_task(name="casetracker.jobs.reminders.expire_approvals")
def expire_approvals() -> None:
    """End the proposals that nobody has decided on in time."""
    decisions.expire_overdue(now=timezone.now())
