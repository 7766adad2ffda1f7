"""A list taken in, beside COPY of the very rows that it wrote into the same indexed tables.

Both run in a transaction whose foreign keys are checked within the time that counts and which is
then rolled back; what it leaves in the indexes is swept away, or the next run would stumble over
people of the very same names who never were. The list is of people whom nobody knows yet, of the
same names as the register: each of them is compared with namesakes.
"""

from __future__ import annotations

import csv
import io
import os
import resource
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from uuid import UUID

from django.db import connection

from benchmarks.fill import NOW
from benchmarks.measure import Figure, Rounds, in_turns
from benchmarks.registers import Register
from casetracker.domain.made_up import make_up
from casetracker.domain.words import RowOutcome
from casetracker.models import Team
from casetracker.models.base import new_id
from casetracker.services.import_plan import Planned
from casetracker.services.imports import import_list

#: Share of COPY's pace that is to be reached.
LEAST = 0.25
#: How much more memory the end of a list may take than its first fifth.
FLAT = 1.2
_HEAD = ("id", "ФИО", "Дата рождения", "Пол", "Дата задержания", "Статьи", "Срок", "Учреждение")
#: Every table that a list writes, those that others point to first, and the key of its rows.
_WRITTEN = (
    *(("facility", "id"), ("prisoner", "id"), ("nameform", "id"), ("nameskeleton", "id")),
    *(("case", "id"), ("stagespan", "id"), ("activity", "id"), ("detention", "id")),
    *(("charge", "id"), ("custody", "id"), ("clock", "id"), ("auditevent", "id")),
    *(("auditpending", "event_id"), ("importbatch", "id"), ("importrow", "id")),
)


def importing(register: Register, rounds: Rounds, *, rows: int) -> Iterator[Figure]:
    """How fast a list of `rows` is taken in, and whether its memory stays where it is."""
    register.use()
    data = _list_of(rows)
    team_id = Team.objects.order_by("name").values_list("pk", flat=True)[0]
    memory: list[int] = []
    _begin()
    before = new_id()
    _take(data, team_id, memory, rows)
    copied = _written_since(before)
    _undo()
    runs = {
        "import": lambda: _take(data, team_id, [], rows),
        "copy": lambda: _copy(copied),
    }
    times = in_turns(runs, rounds, prepare=dict.fromkeys(runs, _begin), after=_undo)
    yield Figure(
        f"import of {rows:,} rows into {register.cases:,} cases, matched, beside COPY",
        times.ratio("copy", "import"),
        "of COPY",
        LEAST,
        at_least=True,
        note=f"{rows / times.median('import'):,.0f} rows a second; COPY of what they became "
        f"{rows / times.median('copy'):,.0f}",
    )
    yield Figure(
        f"import of {rows:,} rows: memory at the end beside a fifth of the way",
        memory[-1] / memory[0],
        "×",
        FLAT,
        note=f"{memory[-1] // 1024:,} MB",
    )


def _list_of(rows: int) -> bytes:
    random = Random(20260101)
    out = io.StringIO()
    table = csv.writer(out, delimiter=";")
    table.writerow(_HEAD)
    for number in range(rows):
        someone = make_up(random)
        born = date(1940 + random.randrange(65), 1 + random.randrange(12), 1 + random.randrange(28))
        arrest = date(2020 + random.randrange(6), 1, 1 + random.randrange(28))
        articles = random.choice(("342 ч.1", "369", "130 ч.1; 368", "361-4"))
        place = random.choice(("ИК-4, Гомель", "Тюрьма №8, Жодино", "ИК-17 Шклов", "СИЗО-1"))
        term = f"{1 + random.randrange(12)} лет"
        facts = (someone.sex, arrest, articles, term, place)
        table.writerow((f"rec{number:08d}", someone.text, born, *facts))
    return out.getvalue().encode()


def _take(data: bytes, team_id: UUID, memory: list[int], rows: int) -> None:
    def seen(row: Planned) -> None:
        if row.row.number in (max(rows // 5, 1), rows):
            memory.append(_resident())

    report = import_list(
        actor=None, source="bench", data=data, team_id=team_id, on_row=seen, now=NOW
    )
    assert report.rows == rows
    assert report.outcomes[RowOutcome.CREATE] > 0.9 * rows
    _check_keys()


def _resident() -> int:
    """Kilobytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024 or resource.getrusage(0).ru_maxrss


def _written_since(before: UUID) -> dict[str, bytes]:
    """Table → its rows as COPY writes them: time-ordered ids tell which are new."""
    found = {}
    with connection.cursor() as cursor:
        for name, key in _WRITTEN:
            table = f"casetracker_{name}"
            sql = f"COPY (SELECT * FROM {table} WHERE {key} > '{before}') TO STDOUT"
            with cursor.copy(sql) as copy:
                found[table] = b"".join(copy)
    return found


def _copy(rows: dict[str, bytes]) -> None:
    with connection.cursor() as cursor:
        for table, data in rows.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(data)
    _check_keys()


def _check_keys() -> None:
    """As the commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _begin() -> None:
    connection.set_autocommit(False)


def _undo() -> None:
    connection.rollback()
    connection.set_autocommit(True)
    tables = ", ".join(f"casetracker_{name}" for name, _ in _WRITTEN)
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM {tables}")
