"""`verify_audit`: whether the audit record is what was written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casetracker.management.command import Operation, Wrong
from casetracker.selectors.upkeep import audit_counts
from casetracker.services import audit


class Command(Operation):
    help = "Walk the chain of the audit record; exit 1 naming the first row that does not fit."

    def operate(self, *, now: datetime, **options: Any) -> Mapping[str, Any]:
        fault = audit.verify()
        if fault:
            raise Wrong(f"The audit chain does not hold: {fault}.")
        return audit_counts()

    def say(self, answer: Mapping[str, Any]) -> None:
        self.stdout.write(
            "The audit chain holds: {sealed} sealed, {unsealed} waiting.".format(**answer)
        )
