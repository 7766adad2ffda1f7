"""The sweep: nothing due, and 1,000 clocks due, beside one SQL statement that does the same."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from benchmarks.due import Due
from benchmarks.fill import NOW
from benchmarks.measure import Rounds, Times, in_turns, statements_of
from benchmarks.registers import Register
from casetracker.models import Notice
from casetracker.services.sweep import sweep

DUE = 1000
#: What a sweep comes to if nothing had to be decided: claim, move on, tell the owner.
_ONE_STATEMENT = """
WITH due AS (
  SELECT id FROM casetracker_clock WHERE next_step_at <= %(now)s ORDER BY next_step_at, id
  LIMIT 1000 FOR UPDATE SKIP LOCKED
), moved AS (
  UPDATE casetracker_clock c SET step = step + 1, next_step_at = due_at + interval '2 days',
    version = version + 1, paused_until = NULL, pause_reason_sealed = NULL
  FROM due WHERE c.id = due.id RETURNING c.*
)
INSERT INTO casetracker_notice (id, dedupe_key, recipient_id, kind, clock_id, case_id, episode,
  step, is_urgent, is_escalated, is_repeat, due_at, state, created_at, changed_at)
SELECT gen_random_uuid(), 'clock:' || id || ':' || episode || ':' || (step - 1), owner_id, kind, id,
  case_id, episode, step - 1, false, false, false, due_at, 'open', %(now)s, %(now)s
FROM moved ON CONFLICT (dedupe_key, recipient_id) DO NOTHING
"""


def one_statement() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ONE_STATEMENT, {"now": NOW})


def sweep_due() -> None:
    assert sweep(now=NOW).due == DUE


def idle(small: Register, large: Register, rounds: Rounds) -> Times:
    """Nothing is due: a sweep costs what is due, not what exists."""
    at = NOW - timedelta(days=700)

    def look() -> None:
        assert sweep(now=at).due == 0

    return in_turns(
        {"small": look, "large": look},
        Rounds(rounds.warm, rounds.counted * 5),
        prepare={"small": small.use, "large": large.use},
    )


def sql_of_idle(large: Register, rounds: Rounds) -> float:
    """Milliseconds that the statements of such a sweep take, until they are answered."""
    large.use()
    at = NOW - timedelta(days=700)
    spent: list[float] = []

    def timed(execute: Any, *args: Any) -> Any:
        start = perf_counter()
        try:
            return execute(*args)
        finally:
            spent.append(perf_counter() - start)

    totals = []
    for _ in range(rounds.warm + rounds.counted * 5):
        spent.clear()
        with connection.execute_wrapper(timed):
            sweep(now=at)
        totals.append(sum(spent) * 1000)
    return median(totals[rounds.warm :])


def due(large: Register, rounds: Rounds) -> tuple[Times, int, list[str]]:
    make = Due(large)
    times = in_turns(
        {"sweep": sweep_due, "one": one_statement},
        rounds,
        prepare={"sweep": make, "one": make},
    )
    make()
    said = statements_of(sweep_due)
    assert Notice.objects.filter(created_at=NOW).count() == DUE
    make.put_back()
    return times, len(said), said
