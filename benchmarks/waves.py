"""A mass release beside one SQL statement that writes as many rows of the same tables.

Both run in a transaction whose foreign keys are checked within the time that counts and which is
then rolled back: nobody is free yet when the next round begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction

from benchmarks.callers import Caller
from benchmarks.fill import LEAD_OF_ALL, NOW
from benchmarks.measure import Figure, Rounds, in_turns, statements_of
from benchmarks.registers import Register
from casetracker.models import Case, Membership, User
from casetracker.services.waves import ReleasedPerson, record_wave

SIZES = (123, 1000)
MOST_STATEMENTS = 20
AIM, AT_WORST = 3, 5
#: Milliseconds that a page may take in the server.
PAGE = 50
_ONE_STATEMENT = """
WITH leaving AS (
  SELECT c.id, c.team_id, c.caseworker_id, d.id AS detention_id FROM casetracker_case c
  LEFT JOIN casetracker_detention d ON d.case_id = c.id AND d.released_on IS NULL
  WHERE c.id = ANY(%(cases)s)
), wave AS (
  INSERT INTO casetracker_wave (id, version, created_at, name, kind, happened_on, team_id)
  SELECT gen_random_uuid(), 1, %(now)s, 'One statement', 'deportation', %(now)s::date, team_id
  FROM leaving LIMIT 1 RETURNING id
), ended AS (
  UPDATE casetracker_stagespan s SET until_at = %(now)s FROM leaving l
  WHERE s.case_id = l.id AND until_at IS NULL RETURNING s.case_id
), began AS (
  INSERT INTO casetracker_stagespan (id, case_id, stage, destination, from_at, recorded_at)
  SELECT gen_random_uuid(), case_id, 'reception', 'LT', %(now)s, %(now)s FROM ended
), moved AS (
  UPDATE casetracker_case c SET stage = 'reception', destination = 'LT', version = version + 1,
    last_activity_at = %(now)s, closed_at = NULL, closing_reason = '' FROM leaving l
  WHERE c.id = l.id
), freed AS (
  UPDATE casetracker_detention d SET released_on = %(now)s::date, released_precision = 'day',
    version = version + 1 FROM leaving l WHERE d.id = l.detention_id RETURNING d.id
), left_behind AS (
  UPDATE casetracker_custody c SET until_on = %(now)s::date FROM freed
  WHERE c.detention_id = freed.id AND until_on IS NULL
), released AS (
  INSERT INTO casetracker_release (id, version, created_at, wave_id, case_id, detention_id, kind,
    place, released_on, planned_destination, actual_destination, state, papers_taken, papers_given,
    next_phase, next_phase_at)
  SELECT gen_random_uuid(), 1, %(now)s, wave.id, l.id, detention_id, 'deportation', 'abroad',
    %(now)s::date, 'LT', '', 'announced', 'unknown', 'unknown', 'week_1',
    %(now)s + interval '1 day' FROM leaving l, wave
  RETURNING id, case_id
), noted AS (
  INSERT INTO casetracker_activity (id, case_id, kind, occurred_at, recorded_at, facts)
  SELECT gen_random_uuid(), id, 'released', %(now)s, %(now)s, '{"to": "reception"}' FROM leaving
), needed AS (
  INSERT INTO casetracker_need (id, version, created_at, case_id, release_id, team_id, owner_id,
    kind, phase, state)
  SELECT gen_random_uuid(), 1, %(now)s, l.id, r.id, l.team_id, l.caseworker_id, kind, 'day_0',
    'open'
  FROM released r JOIN leaving l ON l.id = r.case_id,
    unnest(ARRAY['reception', 'transport', 'phone']) kind
  RETURNING id, case_id, team_id, owner_id, kind
), tasked AS (
  INSERT INTO casetracker_task (id, version, created_at, case_id, team_id, need_id, kind, due_at,
    state, language, country, is_after_release)
  SELECT gen_random_uuid(), 1, %(now)s, case_id, team_id, n.id, k.task,
    %(now)s + interval '12 hours', 'offered', '', 'LT', true
  FROM needed n JOIN (VALUES ('reception', 'bed'), ('reception', 'clothes'),
    ('transport', 'transport')) k(need, task) ON k.need = n.kind
  RETURNING id, case_id, team_id
), offered AS (
  INSERT INTO casetracker_taskoffer (id, task_id, volunteer_id, offered_at, answer)
  SELECT gen_random_uuid(), id,
    (%(volunteers)s::uuid[])[1 + row_number() OVER () %% cardinality(%(volunteers)s::uuid[])],
    %(now)s, 'pending' FROM tasked RETURNING id, task_id, volunteer_id
), restarted AS (
  INSERT INTO casetracker_clock AS c (id, version, created_at, kind, case_id, owner_id, team_id,
    started_at, due_at, next_step_at, step, episode)
  SELECT gen_random_uuid(), 1, %(now)s, 'case_silent', id, caseworker_id, team_id, %(now)s,
    %(now)s + interval '1 day', %(now)s + interval '1 day', 0, 1 FROM leaving
  ON CONFLICT (case_id, kind) WHERE case_id IS NOT NULL DO UPDATE SET version = c.version + 1,
    started_at = excluded.started_at, due_at = excluded.due_at, episode = c.episode + 1,
    next_step_at = excluded.next_step_at, step = 0
), stopped AS (
  UPDATE casetracker_clock c SET stopped_at = %(now)s, next_step_at = NULL FROM leaving l
  WHERE c.case_id = l.id AND c.kind = 'life_silent'
), ticking AS (
  INSERT INTO casetracker_clock (id, version, created_at, kind, task_id, owner_id, team_id,
    started_at, due_at, next_step_at, step, episode)
  SELECT gen_random_uuid(), 1, %(now)s, 'offer_open', t.id, l.caseworker_id, t.team_id, %(now)s,
    %(now)s + interval '2 hours', %(now)s + interval '2 hours', 0, 1
  FROM tasked t JOIN leaving l ON l.id = t.case_id
), told AS (
  INSERT INTO casetracker_notice (id, dedupe_key, recipient_id, kind, case_id, task_id, episode,
    step, is_urgent, is_escalated, is_repeat, due_at, state, created_at, changed_at)
  SELECT gen_random_uuid(), 'event:offer_made:' || o.id, volunteer_id, 'offer_made', t.case_id,
    t.id, 0, 0, true, false, false, %(now)s + interval '12 hours', 'open', %(now)s, %(now)s
  FROM offered o JOIN tasked t ON t.id = o.task_id
  ON CONFLICT (dedupe_key, recipient_id) DO NOTHING
), audited AS (
  INSERT INTO casetracker_auditevent (id, at, actor_name, verb, object_type, object_id, case_id,
    team_id, changes)
  SELECT gen_random_uuid(), %(now)s, 'system', 'record_wave', 'case', id, id, team_id,
    jsonb_build_object('stage', ARRAY[md5('inside'), md5('reception')]) FROM leaving RETURNING id
)
INSERT INTO casetracker_auditpending (event_id) SELECT id FROM audited
"""


def mass_release(register: Register, rounds: Rounds) -> list[Figure]:
    """Statements and time of a wave of each size."""
    register.use()
    actor = User.objects.get(email=LEAD_OF_ALL)
    volunteers = Membership.objects.filter(role="volunteer").values_list("user_id", flat=True)
    given = {"now": NOW, "volunteers": list(volunteers[:50])}
    figures = []
    for size in SIZES:
        inside = Case.objects.filter(stage="inside", detentions__released_on=None)
        cases = list(inside.order_by("reference").values_list("pk", flat=True)[:size])
        runs = {
            "wave": lambda cases=cases: _record(actor, cases),
            "one": lambda cases=cases: _write(given | {"cases": cases}),
        }
        times = in_turns(runs, rounds, prepare=dict.fromkeys(runs, _begin), after=_undo)
        _begin()
        said = statements_of(runs["wave"])
        _undo()
        figures += [
            Figure(f"wave of {size}: statements", len(said), "statements", MOST_STATEMENTS),
            Figure(
                f"wave of {size}: time beside one statement",
                times.ratio("wave", "one"),
                "×",
                AT_WORST,
                note=f"{times.said('wave')} beside {times.said('one')}; the aim is {AIM}",
            ),
        ]
    return [*figures, _board(cases, actor, rounds)]


def _board(cases: list[UUID], actor: User, rounds: Rounds) -> Figure:
    """The page that everybody looks at on that day, of the largest wave."""
    with _one_connection(), transaction.atomic():
        address = f"/waves/{_record(actor, cases)}/"
        caller = Caller(actor.email, by_token=False)
        said = statements_of(lambda: caller.get(address))
        times = in_turns({"board": lambda: caller.get(address)}, Rounds(3, rounds.counted * 2))
        transaction.set_rollback(True)
    return Figure(
        f"page: board of a wave of {len(cases):,}",
        times.median("board") * 1000,
        "ms",
        PAGE,
        note=f"{len(said)} statements",
    )


@contextmanager
def _one_connection() -> Iterator[None]:
    """A request gives up a connection that is in a transaction, and with it what is undone."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


def _record(actor: User, cases: list[UUID]) -> UUID:
    destinations = ("LT" if n % 14 == 0 else "UA" for n in range(len(cases)))
    people = [ReleasedPerson(*pair) for pair in zip(cases, destinations, strict=True)]
    done = record_wave(
        actor=actor,
        name="Wave",
        kind="deportation",
        happened_on=NOW.date(),
        people=people,
        team_id=next(iter(actor.team_ids("coordinator"))),
        now=NOW,
    )
    assert done.released == len(cases)
    assert done.tasks == 3 * len(cases)
    _check_keys()
    return done.wave.pk


def _write(given: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ONE_STATEMENT, given)
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
