"""A page of 50 cases as the API shows it, beside raw psycopg of the same rows.

The peer is one statement written by hand, its rows as dictionaries, dumped as JSON (by orjson
where it is installed). Both sides keep their connection; psycopg prepares the peer's statement.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import psycopg
from psycopg.rows import dict_row
from rest_framework.renderers import JSONRenderer

from benchmarks.callers import Caller
from benchmarks.fill import LEAD, LEAD_OF_ALL
from benchmarks.measure import Figure, Rounds, in_turns, statements_of
from benchmarks.registers import Register
from casetracker.domain.words import Role
from casetracker.models import Case, User
from casetracker.selectors.case_rows import as_shown, case_rows, case_rows_by_clock, edge_in
from casetracker.selectors.keyset import page_of

try:
    from orjson import dumps
except ImportError:

    def dumps(rows: Any) -> bytes:
        return json.dumps(rows, default=str).encode()


SIZE = 50
ADDRESS = "/api/v1/cases/"

_COLUMNS = """c.id, c.version, c.created_at, c.reference, c.prisoner_id, c.team_id, c.caseworker_id,
  c.stage, c.destination, c.closing_reason, c.opened_at, c.closed_at, c.last_activity_at,
  c.last_life_sign_at, c.is_critical_health, c.is_hunger_strike, c.is_incommunicado, c.is_minor,
  c.is_redetention_risk, n.text, w.name, k.kind, k.due_at"""
_NAMES = """LEFT JOIN casetracker_nameform n ON n.prisoner_id = c.prisoner_id AND n.is_preferred
LEFT JOIN casetracker_user w ON w.id = c.caseworker_id"""
_BY_ACTIVITY = f"""SELECT {_COLUMNS} FROM casetracker_case c {_NAMES} LEFT JOIN LATERAL (
  SELECT kind, due_at FROM casetracker_clock WHERE case_id = c.id AND stopped_at IS NULL
  ORDER BY due_at, id LIMIT 1) k ON true
WHERE c.team_id = ANY(%s) ORDER BY c.last_activity_at DESC, c.id DESC LIMIT 51"""
_BY_CLOCK = f"""SELECT {_COLUMNS} FROM casetracker_clock k
JOIN casetracker_case c ON c.id = k.case_id {_NAMES}
WHERE k.team_id = ANY(%s) AND k.stopped_at IS NULL AND NOT EXISTS (
  SELECT FROM casetracker_clock e WHERE e.case_id = k.case_id AND e.stopped_at IS NULL
  AND (e.due_at, e.id) < (k.due_at, k.id))
ORDER BY k.due_at, k.id LIMIT 51"""


def ours(user: User, column: str, *, after: tuple[Any, Any] | None = None) -> bytes:
    """One page as `api/cases.py` makes it, below authentication."""
    cases = Case.objects.visible_to(user)
    by_clock = column == "due_at"
    page = page_of(
        case_rows_by_clock(user) if by_clock else case_rows(cases),
        column,
        size=SIZE,
        descending=not by_clock,
        after=after,
        edge_of=edge_in(column),
    )
    shown = as_shown(user, page.rows)
    assert len(shown) == SIZE
    return JSONRenderer().render({"next": None, "previous": None, "results": shown})


def raw(peer: psycopg.Connection[Any], statement: str, user: User) -> Callable[[], Any]:
    teams = list(user.team_ids(Role.COORDINATOR, Role.CASEWORKER))

    def run() -> bytes:
        rows = peer.execute(statement, [teams]).fetchall()
        assert len(rows) == SIZE + 1
        return dumps({"results": rows[:SIZE]})

    return run


def case_list(small: Register, large: Register, rounds: Rounds) -> list[Figure]:
    """The page of one team and of all, in both orders; how it grows, and how deep it reads."""
    many = Rounds(rounds.warm, rounds.counted * 5)
    figures: list[Figure] = []
    large.use()
    with psycopg.connect(large.url, autocommit=True, row_factory=dict_row) as peer:
        for email, said in ((LEAD, "one team"), (LEAD_OF_ALL, "all teams")):
            user = User.objects.get(email=email)
            user.roles()
            for column, statement in (("last_activity_at", _BY_ACTIVITY), ("due_at", _BY_CLOCK)):
                times = in_turns(
                    {"ours": partial(ours, user, column), "raw": raw(peer, statement, user)}, many
                )
                name = f"case list of {said} by {column}, beside raw psycopg"
                figures.append(Figure(name, times.ratio("ours", "raw"), "times", 2.2))
        figures += _by_token(peer, many)
    figures += _depth(many)
    user = User.objects.get(email=LEAD)
    said_sql = statements_of(lambda: ours(user, "last_activity_at"))
    figures.append(Figure("case list, statements", len(said_sql), "statements", 2))
    figures += _growth(small, large, many)
    return figures


def _depth(rounds: Rounds) -> list[Figure]:
    """The page in the middle of the list, beside the first."""
    user = User.objects.get(email=LEAD_OF_ALL)
    middle = Case.objects.visible_to(user).order_by("-last_activity_at", "-pk")
    place = Case.objects.count() // 2
    edge = middle.values_list("last_activity_at", "pk")[place]
    times = in_turns(
        {
            "first": lambda: ours(user, "last_activity_at"),
            "deep": lambda: ours(user, "last_activity_at", after=edge),
        },
        rounds,
    )
    name = f"case list at depth {place:,}, beside the first page"
    return [Figure(name, times.ratio("deep", "first"), "times", 1.5)]


def _growth(small: Register, large: Register, rounds: Rounds) -> list[Figure]:
    callers: dict[str, Caller] = {}
    for name, register in (("small", small), ("large", large)):
        register.use()
        callers[name] = Caller(LEAD, by_token=True)
    times = in_turns(
        {name: lambda name=name: callers[name].get(ADDRESS) for name in callers},
        rounds,
        prepare={"small": small.use, "large": large.use},
    )
    said = f"case list by token, {small.cases:,} to {large.cases:,} cases"
    return [Figure(said, times.ratio("large", "small"), "times", 1.3)]


def _by_token(peer: psycopg.Connection[Any], rounds: Rounds) -> list[Figure]:
    """The whole of a program's request, from the web server to its last byte."""
    caller = Caller(LEAD, by_token=True)
    bare = raw(peer, _BY_ACTIVITY, caller.user)
    same = [str(row["id"]) for row in json.loads(bare())["results"]]
    assert [row["id"] for row in caller.read(ADDRESS)["results"]] == same
    times = in_turns({"ours": lambda: caller.get(ADDRESS), "raw": bare}, rounds)
    counts = [sql for sql in statements_of(lambda: caller.get(ADDRESS)) if "COUNT" in sql.upper()]
    beside = f"{times.said('ours')} beside {times.said('raw')}"
    return [
        Figure(
            "case list by token, beside raw psycopg",
            times.ratio("ours", "raw"),
            "times",
            2.2,
            note=beside,
        ),
        Figure("case list by token, statements that count", len(counts), "statements", 0),
    ]
