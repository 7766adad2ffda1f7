"""`rotate_keys`: every sealed value under the first key of the ring."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casetracker.management.command import Operation, Wrong
from casetracker.selectors.upkeep import values_of_other_keys
from casetracker.services.key_rotation import rotate_keys
from casetracker.vault.keys import UnknownKey, ring
from casetracker.vault.seal import CannotOpen


class Command(Operation):
    help = (
        "Seal everything again with the first key of CASETRACKER_KEYS. It may be interrupted and "
        "run again at any time; when nothing is left, the old keys may be removed."
    )

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count what is left")

    def operate(self, *, now: datetime, dry_run: bool, **options: Any) -> Mapping[str, Any]:
        done = 0
        if not dry_run:
            try:
                done = rotate_keys(now=now, progress=self._say_how_far)
            except (UnknownKey, CannotOpen) as error:
                raise Wrong(f"{error}. What was sealed again before it stays.") from error
        return {"key": ring().sealing, "resealed": done, "left": values_of_other_keys()}

    def say(self, answer: Mapping[str, Any]) -> None:
        self.stdout.write(
            "Sealed again with key {key}: {resealed}; left with other keys: {left}.".format(
                **answer
            )
        )
        if not answer["left"]:
            self.stdout.write("The other keys of CASETRACKER_KEYS may be removed.")

    def _say_how_far(self, done: int, total: int) -> None:
        self.progress(f"\r{done} of {total} sealed again")
