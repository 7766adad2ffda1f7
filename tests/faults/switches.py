"""What the environment of a test changes in the processes under test, applied at their start."""

from __future__ import annotations

import os
from datetime import timedelta

from django.apps import AppConfig

MUTANT, PACE = "FAULTS_MUTANT", "FAULTS_PACE"


class Switches(AppConfig):
    name = "tests.faults"
    label = "faults"

    def ready(self) -> None:
        apply_switches()


def apply_switches() -> None:
    """Once per process, after Django is set up."""
    from tests.faults.mutants import MUTANTS  # noqa: PLC0415  the models are there only now

    set_pace(float(os.environ.get(PACE, "1")))
    if mutant := os.environ.get(MUTANT):
        MUTANTS[mutant]()


def set_pace(pace: float) -> None:
    """Leases, and the limits of a conversation with the mail server, so many times shorter."""
    from casetracker.mail.transport import Limits  # noqa: PLC0415
    from casetracker.services import leases  # noqa: PLC0415

    for name in ("LEASE", "ENOUGH", "FRESH"):
        setattr(leases, name, timedelta(seconds=getattr(leases, name).total_seconds() / pace))
    for name in ("step", "prepare", "parting"):
        setattr(Limits, name, getattr(Limits, name) / pace)
