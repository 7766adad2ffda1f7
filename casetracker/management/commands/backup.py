"""`backup`: the whole database into a folder. Keys are not in it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from casetracker.management.command import Operation
from casetracker.services import backups


class Command(Operation):
    help = "Copy the whole database into DIR, which is made for it. Keep the keys elsewhere."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="a folder that is empty yet")

    def operate(self, *, now: datetime, folder: Path, **options: Any) -> Mapping[str, Any]:
        return backups.backup(folder=folder.resolve(), now=now)

    def say(self, answer: Mapping[str, Any]) -> None:
        self.stdout.write(
            "{rows} rows, {bytes} bytes, sealed with {ids}. The keys are not in it.".format(
                ids=", ".join(answer["keys"]), **answer
            )
        )
