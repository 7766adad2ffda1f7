"""`make_cases`: a made-up register of any size, the same for the same seed."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from time import monotonic
from typing import Any

from casetracker.management.command import Operation
from casetracker.services import made_up_cases

#: Seconds between two lines of progress.
PAUSE = 2.0


class Command(Operation):
    help = "Make N made-up cases with teams, names, timelines and clocks, K of them stale by now."
    travels_in_time = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("count", metavar="N", type=int)
        parser.add_argument("--seed", metavar="S", type=int, default=1, help="default: 1")
        parser.add_argument("--stale", metavar="K", type=int, default=0, help="default: 0")

    def operate(
        self, *, now: datetime, count: int, seed: int, stale: int, **options: Any
    ) -> Mapping[str, Any]:
        started = said = monotonic()

        def tell(done: int) -> None:
            nonlocal said
            if monotonic() - said >= PAUSE and done < count:
                said = monotonic()
                left = (said - started) / done * (count - done)
                self.progress(f"{done} of {count}, about {left:.0f} s to go")

        made = made_up_cases.make_cases(
            count=count, seed=seed, stale=stale, on_progress=tell, now=now
        )
        return asdict(made)

    def say(self, answer: Mapping[str, Any]) -> None:
        self.stdout.write(
            "{cases} cases of {caseworkers} caseworkers in {teams} teams, {stale} stale.".format(
                **answer
            )
        )
