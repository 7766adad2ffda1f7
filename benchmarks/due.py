"""Clocks that have run out: chosen anew each round, and everything put back afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle
from uuid import UUID

from django.db import connection

from benchmarks.fill import NOW, readers
from benchmarks.registers import Register

#: As many sets of clocks are taken in turn, where the register has enough of them: none is due
#: twice in a row.
TURNS = 5
_POOL = """
SELECT c.id, c.owner_id FROM casetracker_clock c JOIN casetracker_case f ON f.id = c.case_id
WHERE c.kind = 'case_silent' AND f.stage = 'inside' ORDER BY md5(c.id::text) LIMIT %s
"""
_SET = """
UPDATE casetracker_clock AS c SET due_at = %s, next_step_at = %s, step = 0, owner_id = v.owner
FROM unnest(%s::uuid[], %s::uuid[]) AS v(id, owner) WHERE c.id = v.id
"""
_CLEAN = """
DELETE FROM casetracker_notice WHERE created_at >= %(now)s;
DELETE FROM casetracker_email WHERE created_at >= %(now)s;
DELETE FROM casetracker_label;
UPDATE casetracker_user SET next_digest_at = %(now)s WHERE id = ANY(%(readers)s)
"""


#: Autovacuum may be off, and would strike at random.
_TIDY = "VACUUM casetracker_clock, casetracker_notice, casetracker_email, casetracker_label"


@dataclass
class Due:
    """Makes `count` clocks due, anywhere in the register, that `people` readers answer for."""

    register: Register
    count: int = 1000
    people: int = 1000
    before: list[tuple[UUID, UUID]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.register.use()
        self.readers = readers()[: self.people]
        self.told = [self.readers[n % self.people] for n in range(self.count)]
        with connection.cursor() as cursor:
            cursor.execute(_POOL, [TURNS * self.count])
            pool = cursor.fetchall()
        turns = min(TURNS, len(pool) // self.count)
        self.turns = cycle(pool[turn::turns][: self.count] for turn in range(turns))

    def __call__(self) -> None:
        """Use the register, put back what the last round changed, make the next clocks due.

        Labels are thrown away too: every round tells something new.
        """
        self.put_back()
        self.before = next(self.turns)
        _set(NOW - timedelta(hours=1), [clock for clock, _ in self.before], self.told)

    def put_back(self) -> None:
        self.register.use()
        with connection.cursor() as cursor:
            cursor.execute(_CLEAN, {"now": NOW, "readers": self.readers})
        if self.before:
            clocks, owners = zip(*self.before, strict=True)
            _set(NOW + timedelta(days=20), list(clocks), list(owners))
        with connection.cursor() as cursor:
            cursor.execute(_TIDY)


def _set(due_at: datetime, clocks: list[UUID], owners: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, [due_at, due_at, clocks, owners])
