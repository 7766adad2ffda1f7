"""A search in a full register: does it find the person, and how long does it take?

Spellings of public figures' names (`tests/data/names/variants.csv`, made by nobody's generator)
are planted into the made-up register, one of each person's, and each of the others is asked for.
The same on SQLite, in a process of its own, which has the real settings of SQLite.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import UUID

from django.db import connection
from django.utils import timezone

from benchmarks.measure import Figure
from benchmarks.registers import Register
from casetracker.domain.names import name_key, parse_name
from casetracker.models import NameForm
from casetracker.selectors.prisoners import find_people
from casetracker.services.prisoners import record_prisoner

VARIANTS = Path(__file__).parent.parent / "tests" / "data" / "names" / "variants.csv"
FOUND_AMONG = 20


def searching(register: Register) -> Iterator[Figure]:
    register.use()
    yield from searched(f"{register.cases:,} people")


def searching_on_sqlite(people: int) -> Iterator[Figure]:
    """The figures of a register of `people` in a file that goes."""
    with TemporaryDirectory(prefix="casetracker-bench-") as folder:
        environment = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/register.sqlite3"}
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.sqlite_search", str(people)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    yield from (Figure(**json.loads(line)) for line in told.stdout.splitlines())


def searched(size: str) -> Iterator[Figure]:
    """The figures of the register in use; `size` names it."""
    asked = plant()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # As autovacuum leaves a register that has grown. SQLite is never analysed.
            cursor.execute("VACUUM (ANALYZE) casetracker_nameform, casetracker_nameskeleton")
    took, hits = [], 0
    for prisoner_id, spelling in asked:
        began = perf_counter()
        found = find_people(NameForm.objects.all(), spelling, limit=FOUND_AMONG)
        took.append(perf_counter() - began)
        hits += prisoner_id in {hit.prisoner_id for hit in found}
    note = (
        f"{len(asked)} spellings; slowest twentieth {sorted(took)[-len(took) // 20] * 1000:.0f} ms"
    )
    yield Figure(
        f"search, recall among {FOUND_AMONG}, {size}",
        hits / len(asked),
        "of spellings",
        0.95,
        at_least=True,
    )
    yield Figure(f"search, median, {size}", median(took) * 1000, "ms", 20, note=note)
    yield Figure(f"search by exact key, median, {size}", exact(asked) * 1000, "ms", 2)


def plant() -> list[tuple[UUID, str]]:
    """One spelling of each person as a new person; (person, spelling) of all the others."""
    groups: dict[str, list[str]] = defaultdict(list)
    with VARIANTS.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            groups[row["group"]].append(row["spelling"])
    asked = []
    for number, (first, *others) in enumerate(groups.values()):
        # Not always the native one: a register holds what its sources wrote.
        kept = [first, *others]
        planted = kept.pop(number % len(kept))
        person = record_prisoner(actor=None, name=planted, now=timezone.now())
        asked += [(person.pk, spelling) for spelling in kept]
    return asked


def exact(asked: list[tuple[UUID, str]]) -> float:
    """Seconds that looking up one exact key takes."""
    keys = [name_key(parse_name(spelling)) for _, spelling in asked]
    took = []
    for key in keys:
        began = perf_counter()
        list(NameForm.objects.filter(key=key).exclude(key="").values_list("prisoner_id"))
        took.append(perf_counter() - began)
    return median(took)
