"""Changed rules are tried out."""

from celery import shared_task
from django.utils import timezone

from casetracker.services import simulations

#: Of a thousand clocks each, three a step: as many as a register of 100,000 files has, and then
#: some; the next beat goes on with what is left.
STEPS_A_JOB = 100


@shared_task(name="casetracker.jobs.rules.run_simulations")
def run_simulations() -> None:
    """Go on with the trials of rules that somebody asked for."""
    simulations.run_simulations(now=timezone.now(), most_steps=STEPS_A_JOB)
