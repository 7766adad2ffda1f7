"""`make bench`: every figure on throw-away databases, one JSON line each.

`python -m benchmarks [--quick]`, with CASES=1000000 or smaller (default 100,000). Exit 1 if a
limit is missed, except with --quick, which only shows that everything runs.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from benchmarks.case_list import case_list  # noqa: E402
from benchmarks.counting import counting  # noqa: E402
from benchmarks.delivery import composing, delivered, growth, many  # noqa: E402
from benchmarks.importing import importing  # noqa: E402
from benchmarks.measure import Figure, Rounds  # noqa: E402
from benchmarks.outbox import LETTERS, outbox  # noqa: E402
from benchmarks.overhead import overhead  # noqa: E402
from benchmarks.pages import pages  # noqa: E402
from benchmarks.registers import Register, registers  # noqa: E402
from benchmarks.sealing import sealing  # noqa: E402
from benchmarks.searching import searching, searching_on_sqlite  # noqa: E402
from benchmarks.simulating import simulating  # noqa: E402
from benchmarks.sink import mail_sink  # noqa: E402
from benchmarks.sweeping import DUE, due, idle, sql_of_idle  # noqa: E402
from benchmarks.wakeup import wake_up  # noqa: E402
from benchmarks.waves import mass_release  # noqa: E402

SMALL = 10_000
#: What is searched on SQLite: more people than a group has that works on a laptop.
ON_SQLITE = 100_000
#: A flood is held beyond a tenth of the open cases: the small register may tell so many.
PEOPLE = (1000, 100)


def figures(small: Register, large: Register, rounds: Rounds) -> Iterator[Figure]:
    """All of them, the cheap ones first."""
    yield from sweeps(small, large, rounds)
    yield from mass_release(large, rounds)
    yield from case_list(small, large, rounds)
    yield from counting(large, rounds)
    yield from pages(large, rounds)
    yield from outbox(large, rounds, letters=min(LETTERS, 10 * large.cases))
    yield from simulating(small, large, rounds)
    with mail_sink() as port:
        yield from deliveries(port, small, large, rounds)
    yield from wake_up()
    yield from sealing(large, rounds)
    yield from overhead(large, rounds)  # leaves texts in clear, which no rotation would open
    few = Rounds(0, min(3, rounds.counted))
    yield from importing(large, few, rows=min(large.cases // 10, 100_000))
    yield from searching(large)
    yield from searching_on_sqlite(min(large.cases, ON_SQLITE))


def sweeps(small: Register, large: Register, rounds: Rounds) -> Iterator[Figure]:
    looked = idle(small, large, rounds)
    yield Figure(
        f"sweep, nothing due: SQL at {large.cases:,} cases",
        sql_of_idle(large, rounds),
        "ms",
        1,
    )
    yield Figure(
        f"sweep, nothing due: {large.cases:,} cases beside {small.cases:,}",
        looked.ratio("large", "small"),
        "×",
        1.5,
        note=f"{looked.said('large')} beside {looked.said('small')}",
    )
    swept, statements, _ = due(large, rounds)
    yield Figure(
        f"sweep of {DUE:,} due, beside one statement",
        swept.ratio("sweep", "one"),
        "×",
        3,
        note=f"{swept.said('sweep')} beside {swept.said('one')}",
    )
    yield Figure("sweep, statements for each that is due", statements / DUE, "statements", 0.1)


def deliveries(port: int, small: Register, large: Register, rounds: Rounds) -> Iterator[Figure]:
    alone = composing(port, rounds)
    yield Figure(
        "compose and send, beside smtplib with ready bytes",
        alone.ratio("smtplib", "product"),
        "of smtplib",
        0.6,
        at_least=True,
    )
    for people in PEOPLE:
        times = delivered(port, large, people, rounds)
        yield Figure(
            f"1,000 notices due to delivered in {people:,} letters, beside 1,000 ready ones",
            times.ratio("one each", "product"),
            "of smtplib",
            0.25,
            at_least=True,
            note=f"{times.said('product')}; smtplib {times.said('one each')} for one letter each,"
            f" {times.said('smtplib')} for {people:,}",
        )
    times, lost = many(port, large, rounds)
    yield Figure(
        "10,000 notices for 500 recipients, due to delivered: lost",
        lost,
        "notices",
        0,
        note=f"{times.said('product')}; smtplib with ready bytes {times.said('smtplib')}",
    )
    grown = growth(port, small, large, rounds)
    yield Figure(
        f"due to delivered: {large.cases:,} cases beside {small.cases:,}",
        grown.ratio("large", "small"),
        "×",
        1.6,
        note=f"{grown.said('large')} beside {grown.said('small')}",
    )


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--quick", action="store_true", help="small and few: does it run?")
    quick = options.parse_args().quick
    cases = int(os.environ.get("CASES", "20000" if quick else "100000"))
    if cases <= SMALL:
        sys.exit(f"CASES is {cases}; allowed is more than {SMALL}.")
    rounds = Rounds(1, 5) if quick else Rounds()
    missed = 0
    with registers(SMALL, cases) as (small, large):
        for figure in figures(small, large, rounds):
            sys.stdout.write(figure.line() + "\n")
            sys.stdout.flush()
            missed += not figure.ok
    return int(bool(missed) and not quick)


if __name__ == "__main__":
    sys.exit(main())
