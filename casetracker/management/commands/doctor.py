"""`doctor`: is this installation well? One line per question, exit 1 where something is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from casetracker.management.checkup import check_up
from casetracker.management.command import Operation


class Command(Operation):
    help = (
        "Look at the database, migrations, audit triggers, keys, name, mail, broker, reminders, "
        "translations and disk; a line each, exit 1 if one of them is wrong."
    )

    def operate(self, *, now: datetime, **options: Any) -> Mapping[str, Any]:
        findings = check_up(now=now)
        wrong = [finding.name for finding in findings if not finding.ok]
        if wrong:
            self.fault = f"{len(wrong)} of {len(findings)} are wrong: {', '.join(wrong)}."
        return {"ok": not wrong, "checks": [asdict(finding) for finding in findings]}

    def say(self, answer: Mapping[str, Any]) -> None:
        for check in answer["checks"]:
            mark = "ok   " if check["ok"] else "WRONG"
            self.stdout.write(f"{mark}  {check['name']:<12} {check['words']}")
