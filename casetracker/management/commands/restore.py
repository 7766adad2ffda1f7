"""`restore`: a backup into an empty database. It sends nothing until it is named."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from casetracker.management.command import Operation, Wrong
from casetracker.models.triggers import missing_triggers
from casetracker.selectors.health import unapplied_migrations
from casetracker.selectors.upkeep import audit_counts, open_one_of_each
from casetracker.services import audit, backups
from casetracker.vault.keys import UnknownKey
from casetracker.vault.seal import CannotOpen


class Command(Operation):
    help = (
        "Fill this installation's empty database from DIR, then check the audit chain, the keys "
        "and the triggers. Nothing is sent until name_instance."
    )

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="what backup has written")

    def operate(self, *, now: datetime, folder: Path, **options: Any) -> Mapping[str, Any]:
        restored = backups.restore(folder=folder.resolve(), now=now)
        fault = audit.verify()
        if fault:
            raise Wrong(f"Restored, but the audit chain does not hold: {fault}.")
        try:
            opened = open_one_of_each()
        except (UnknownKey, CannotOpen) as error:
            raise Wrong(f"Restored, but a sealed value does not open: {error}.") from error
        return {
            "made_at": restored["made_at"],
            "instance": restored["instance"],
            "rows": restored["rows"],
            "sealed": audit_counts()["sealed"],
            "opened": opened,
            "migrate": bool(unapplied_migrations() or missing_triggers()),
        }

    def say(self, answer: Mapping[str, Any]) -> None:
        self.stdout.write(
            "{rows} rows of {instance}, as of {made_at}. The audit chain holds ({sealed} sealed); "
            "{opened} kinds of sealed values open.".format(**answer)
        )
        if answer["migrate"]:
            self.stdout.write("Now run manage.py migrate: the backup is of an older version.")
        self.stdout.write("Nothing is sent until you run manage.py name_instance NAME.")
