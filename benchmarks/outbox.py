"""The Outbox of a register in which a million letters were sent: time in the server."""

from __future__ import annotations

from django.db import connection

from benchmarks.callers import Caller
from benchmarks.fill import LEAD, LEAD_OF_ALL, NOW
from benchmarks.measure import Figure, Rounds, in_turns, statements_of
from benchmarks.registers import Register
from casetracker.models import Email, Membership

LIMIT = 50  # milliseconds
LETTERS = 1_000_000
#: Thirteen months of mail to everybody who belongs to a team; a few were not sent.
_MORE = """
WITH who AS (
  SELECT row_number() OVER (ORDER BY id) AS place, id, count(*) OVER () AS people
  FROM casetracker_user
), letter AS (
  SELECT n, 1 + n::bigint * 7919 %% (SELECT count(*) FROM casetracker_user) AS place,
    %(now)s::timestamptz - interval '34 seconds' * n AS at,
    CASE WHEN n <= 50 THEN 'waiting' WHEN n %% 2000 = 1 THEN 'failed'
      WHEN n %% 500 = 2 THEN 'dropped' ELSE 'sent' END AS state
  FROM generate_series(1, %(count)s) n
)
INSERT INTO casetracker_email (id, recipient_id, kind, state, created_at, attempts, message_id,
  sent_at, next_attempt_at, reason)
SELECT gen_random_uuid(), who.id,
  CASE WHEN n %% 3 = 0 THEN 'urgent' WHEN n %% 97 = 0 THEN 'account' ELSE 'digest' END,
  state, at, 0,
  '<more-' || n || '@bench>', CASE WHEN state = 'sent' THEN at END,
  CASE WHEN state = 'waiting' THEN at END, ''
FROM letter JOIN who USING (place)
"""
_PAGES = ("", "?state=failed", "?state=waiting", "?kind=account", "?kind=urgent")


def outbox(register: Register, rounds: Rounds, *, letters: int = LETTERS) -> list[Figure]:
    """Milliseconds of the Outbox, whole and filtered, for three kinds of reader. The letters are
    gone afterwards."""
    register.use()
    more = max(0, letters - Email.objects.count())
    try:
        with connection.cursor() as cursor:
            cursor.execute(_MORE, {"now": NOW, "count": more})
            cursor.execute("VACUUM ANALYZE casetracker_email")
        count = Email.objects.count()
        worker = Membership.objects.filter(role="caseworker", user__emails__isnull=False).first()
        readers = {
            LEAD: "a coordinator",
            LEAD_OF_ALL: "a coordinator of all teams",
            worker.user.email: "a caseworker",
        }
        runs = {}
        for email, who in readers.items():
            caller = Caller(email, by_token=False)
            for query in _PAGES:
                name = f"page /outbox/{query} of {who}, {count:,} letters"
                runs[name] = lambda by=caller, at=f"/outbox/{query}": by.get(at)
        times = in_turns(runs, rounds)
        return [
            Figure(
                name,
                times.median(name) * 1000,
                "ms",
                LIMIT,
                note=f"{len(statements_of(run))} statements",
            )
            for name, run in runs.items()
        ]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM casetracker_email WHERE message_id LIKE '<more-%'")
