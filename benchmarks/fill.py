"""What a register holds in a benchmark: that of `make_cases`, a year of told mail, and readers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from casetracker.domain.words import Role
from casetracker.models import Membership, Team, User
from casetracker.services.made_up_cases import make_cases

#: The register stands as of the start of the run: pages look at the clock on the wall.
NOW = datetime.now(UTC).replace(microsecond=0)
#: Coordinates every team. Coordinates, and is caseworker in, the first one.
LEAD_OF_ALL, LEAD = "lead-of-all@bench.example", "lead@bench.example"
#: So many can be told something.
READERS, VOLUNTEERS_EACH = 1000, 20
#: For every third file a letter was sent, with three things in it.
_HISTORY = """
CREATE TEMP TABLE told AS
SELECT row_number() OVER () AS n, c.id, c.case_id, c.owner_id,
  %(now)s::timestamptz - interval '1 second' * (3600 + row_number() OVER () %% 30000000) AS at
FROM casetracker_clock c WHERE c.kind = 'case_silent';
CREATE TEMP TABLE letter AS SELECT n, gen_random_uuid() AS id FROM told WHERE n %% 3 = 0;
INSERT INTO casetracker_email (id, recipient_id, kind, state, created_at, attempts,
  first_attempt_at, message_id, sent_at, smtp_code, reason)
SELECT letter.id, owner_id, 'urgent', 'sent', at, 1, at, '<' || letter.id || '@bench>', at, 250, ''
FROM letter JOIN told USING (n);
INSERT INTO casetracker_notice (id, dedupe_key, recipient_id, kind, clock_id, case_id, episode,
  step, is_urgent, is_escalated, is_repeat, due_at, state, email_id, created_at, changed_at,
  told_at)
SELECT gen_random_uuid(), 'clock:' || told.id || ':0:0', owner_id, 'case_silent', told.id, case_id,
  0, 0, true, false, false, at, 'told', letter.id, at, at, at
FROM told JOIN letter ON letter.n = told.n - told.n %% 3;
DROP TABLE told, letter
"""
#: One file of a hundred has gone quiet: its caseworker was reminded, the next step lies ahead.
_QUIET = """
UPDATE casetracker_clock SET due_at = %(now)s::timestamptz - interval '2 days', step = 1
WHERE kind = 'case_silent' AND right(id::text, 2) IN ('00', '01', '02')
"""


#: A superuser may spare the rows, which fit together by construction, their foreign keys.
_ROLE = """
SELECT set_config('session_replication_role', %s, false)
FROM pg_roles WHERE rolname = current_user AND rolsuper
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
WHERE t.relname LIKE 'casetracker%' AND NOT i.indisunique
"""


def fill(cases: int) -> None:
    """Write the register into the database in use, and have it analysed. No clock is due."""
    with connection.cursor() as cursor, _made_fast(cursor):
        make_cases(count=cases, now=NOW)
        _people()
        cursor.execute(_HISTORY, {"now": NOW})
        cursor.execute(_QUIET, {"now": NOW})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def _made_fast(cursor: Any) -> Iterator[None]:
    """Without what only slows down a bulk load; it is there again afterwards."""
    cursor.execute(_ROLE, ["replica"])
    cursor.execute(_INDEXES)
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        cursor.execute(definition)
    cursor.execute(_ROLE, ["origin"])


def readers() -> list[UUID]:
    """Ids of those who are told in turn."""
    found = User.objects.filter(email__startswith="reader", email__endswith="@bench.example")
    return list(found.order_by("email").values_list("pk", flat=True))


def _people() -> None:
    """Readers in a team of their own, leads of the first team and of all, volunteers."""
    teams = list(Team.objects.order_by("name"))
    told = Team.objects.create(name="Readers", country="LT", created_at=NOW)
    held = [(f"reader{n}", told, Role.CASEWORKER) for n in range(READERS)]
    for n, team in enumerate(teams):
        held += [(f"volunteer{n}-{k}", team, Role.VOLUNTEER) for k in range(VOLUNTEERS_EACH)]
        held.append((LEAD_OF_ALL.partition("@")[0], team, Role.COORDINATOR))
    held.append((LEAD.partition("@")[0], teams[0], Role.COORDINATOR))
    users = {name: _user(name) for name, _, _ in held}
    User.objects.bulk_create(users.values())
    Membership.objects.bulk_create(
        Membership(user=users[name], team=team, role=role, created_at=NOW, vetted_at=NOW)
        for name, team, role in held
    )


def _user(name: str) -> User:
    return User(
        email=f"{name}@bench.example",
        name=name,
        password="!",
        speaks=["be", "ru"],
        next_digest_at=NOW + timedelta(days=1),
        created_at=NOW,
    )
