"""`name_instance`: which installation this is. Until it is named nothing is sent."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casetracker.management.command import Operation
from casetracker.services import instance


class Command(Operation):
    help = "Name this installation and bind the name to this very database; mail may then leave."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="small letters, digits and hyphens")

    def operate(self, *, now: datetime, name: str, **options: Any) -> Mapping[str, Any]:
        instance.name_instance(name=name, now=now)
        return {"name": name, "silent": instance.why_silent(now=now)}

    def say(self, answer: Mapping[str, Any]) -> None:
        self.stdout.write(f"This instance is named {answer['name']}.")
        self.stdout.write(answer["silent"] or "It may send mail.")
