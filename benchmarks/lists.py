"""The queue of cases as programs read it, 50 a page, beside raw SQL and JSON of the same rows."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from django.test import RequestFactory
from rest_framework.request import Request

from benchmarks.callers import Caller
from benchmarks.fill import LEAD, LEAD_OF_ALL
from benchmarks.measure import Figure, Rounds, in_turns, statements_of
from benchmarks.registers import Register
from casetracker.api.pages import AFTER, KeysetPagination

CASES = "/api/v1/cases/"
COLUMNS = (
    *("id", "version", "created_at", "reference", "prisoner_id", "team_id", "caseworker_id"),
    *("stage", "destination", "closing_reason", "opened_at", "closed_at", "last_activity_at"),
    *("last_life_sign_at", "is_critical_health", "is_hunger_strike", "is_incommunicado"),
    *("is_minor", "is_redetention_risk"),
)
NAMES = (*COLUMNS, "name", "caseworker_name", "clock_kind", "clock_due_at")
_RAW = f"""
SELECT {", ".join(f"c.{name}" for name in COLUMNS)}, n.text, w.name, k.kind, k.due_at
FROM (SELECT * FROM casetracker_case WHERE team_id = ANY(%s)
      ORDER BY last_activity_at DESC, id DESC LIMIT 51) c
LEFT JOIN casetracker_nameform n ON n.prisoner_id = c.prisoner_id AND n.is_preferred
LEFT JOIN casetracker_user w ON w.id = c.caseworker_id
LEFT JOIN LATERAL (SELECT kind, due_at FROM casetracker_clock WHERE case_id = c.id
  AND stopped_at IS NULL ORDER BY due_at, id LIMIT 1) k ON true
ORDER BY c.last_activity_at DESC, c.id DESC
"""
BESIDE_RAW, GROWTH, DEPTH = 2.2, 1.3, 1.5


class Raw:
    """What a page costs at the least: one query on a kept connection, and JSON."""

    def __init__(self, register: Register, teams: list[UUID]) -> None:
        self.connection = psycopg.connect(register.url, autocommit=True)
        self.teams = teams

    def page(self) -> bytes:
        rows = self.connection.execute(_RAW, [self.teams]).fetchall()[:50]
        shown = [dict(zip(NAMES, row, strict=True)) for row in rows]
        return json.dumps({"next": None, "results": shown}, default=str).encode()


def queue_page(small: Register, large: Register, rounds: Rounds) -> list[Figure]:
    """One page for the coordinator of one team, beside raw; how it grows, and at depth."""
    rounds = Rounds(rounds.warm * 5, rounds.counted * 5)
    small.use()
    near = Caller(LEAD, by_token=True)
    large.use()
    far, everywhere = Caller(LEAD, by_token=True), Caller(LEAD_OF_ALL, by_token=True)
    raw = Raw(large, list(far.user.team_ids("coordinator")))
    same = [row["id"] for row in json.loads(raw.page())["results"]]
    assert [row["id"] for row in far.read(CASES)["results"]] == same
    said = [sql for sql in statements_of(lambda: far.get(CASES)) if "COUNT" in sql.upper()]
    deep = _deep_link(everywhere, large.cases // 2)
    times = in_turns(
        {
            "page": lambda: far.get(CASES),
            "raw": raw.page,
            "small": lambda: near.get(CASES),
            "all": lambda: everywhere.get(CASES),
            "deep": lambda: everywhere.get(deep),
        },
        rounds,
        prepare={"small": small.use, **dict.fromkeys(("page", "all", "deep"), large.use)},
    )
    raw.connection.close()
    beside = f"{times.said('page')} beside {times.said('raw')}"
    return [
        Figure(
            "queue page beside raw SQL and JSON",
            times.ratio("page", "raw"),
            "×",
            BESIDE_RAW,
            note=beside,
        ),
        Figure("queue page: growth", times.ratio("page", "small"), "×", GROWTH),
        Figure(
            f"queue page at depth {large.cases // 2}",
            times.ratio("deep", "all"),
            "×",
            DEPTH,
            note=f"{times.said('deep')} beside {times.said('all')}",
        ),
        Figure("queue page: statements that count", len(said), "statements", 0),
    ]


def _deep_link(caller: Caller, depth: int) -> str:
    """The address of the page behind row `depth`, as the page before it would name it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT last_activity_at, id FROM casetracker_case WHERE team_id = ANY(%s)"
            " ORDER BY last_activity_at DESC, id DESC OFFSET %s LIMIT 1",
            [list(caller.user.team_ids("coordinator")), depth],
        )
        edge: Any = cursor.fetchone()
    pages = KeysetPagination()
    pages.request = Request(RequestFactory().get(CASES))
    pages.request.user = caller.user
    link = pages.link(AFTER, edge)
    assert link is not None
    return link
