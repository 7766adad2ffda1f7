"""Times beside each other, and the line that says what came out.

A machine drifts by a factor of two within an hour: nothing is measured alone. What is compared
runs in turns, in a new order each round, and the median of the rounds counts.
"""

from __future__ import annotations

import gc
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass
class Rounds:
    """How often everything runs: `warm` rounds that do not count, then `counted`."""

    warm: int = 2
    counted: int = 7


@dataclass(frozen=True)
class Figure:
    """One line of the result. `limit` is what `figure` may not exceed, or with `at_least` may
    not fall below."""

    name: str
    figure: float
    unit: str
    limit: float
    at_least: bool = False
    note: str = ""

    @property
    def ok(self) -> bool:
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit

    def line(self) -> str:
        said = {
            "name": self.name,
            "figure": _short(self.figure),
            "unit": self.unit,
            "limit": _short(self.limit),
            "ratio": _short(self.figure / self.limit) if self.limit else None,
            "ok": self.ok,
        }
        return json.dumps(said | ({"note": self.note} if self.note else {}), ensure_ascii=False)


def _short(number: float) -> float:
    return float(f"{number:.4g}")


@dataclass(frozen=True)
class Times:
    """Seconds of each run, round by round."""

    seconds: dict[str, list[float]]

    def median(self, name: str) -> float:
        return median(self.seconds[name])

    def said(self, name: str) -> str:
        return f"{_short(self.median(name) * 1000)} ms"

    def ratio(self, name: str, to: str) -> float:
        """How many times as long as `to`: the median of what the rounds say, each for itself."""
        pairs = zip(self.seconds[name], self.seconds[to], strict=True)
        return median(one / other for one, other in pairs)


def in_turns(
    runs: Mapping[str, Callable[[], Any]],
    rounds: Rounds,
    *,
    prepare: Mapping[str, Callable[[], Any]] | None = None,
    after: Callable[[], Any] | None = None,
) -> Times:
    """The times of `runs`, interleaved. Before each its own `prepare` runs, and `after` it what
    puts everything back; neither is timed."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    order = random.Random(1)
    for number in range(rounds.warm + rounds.counted):
        names = list(runs)
        order.shuffle(names)
        for name in names:
            if prepare and name in prepare:
                prepare[name]()
            gc.collect()
            start = perf_counter()
            runs[name]()
            took = perf_counter() - start
            if after is not None:
                after()
            if number >= rounds.warm:
                seconds[name].append(took)
    return Times(seconds)


_BOUNDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE SAVEPOINT")


def statements_of(run: Callable[[], Any]) -> list[str]:
    """The SQL statements that `run` sends, without those that open and close transactions, or
    the savepoints that stand for them here."""
    with CaptureQueriesContext(connection) as captured:
        run()
    said = [query["sql"] for query in captured.captured_queries]
    return [sql for sql in said if not sql.startswith(_BOUNDS)]
