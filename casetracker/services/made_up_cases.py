"""A made-up register: as many valid cases as wanted, the same for the same seed.

For trials and measurements, and fast: whole batches of rows in one statement per table. Nothing
of it stands for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction

from casetracker.domain.calendars import next_digest_at
from casetracker.domain.clocks import choose_rule
from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.ladders import Rule
from casetracker.domain.made_up import make_up
from casetracker.domain.references import ALPHABET, LENGTH, reference_from
from casetracker.domain.words import ActivityKind, ClockKind, Precision, Role, Stage
from casetracker.models import (
    Activity,
    Case,
    Clock,
    Detention,
    Membership,
    NameForm,
    Prisoner,
    StageSpan,
    Team,
    TeamCountry,
    User,
)
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows
from casetracker.models.prisoner import file_skeletons
from casetracker.services.audit import record
from casetracker.services.clocks import load_rules

MOST = 5_000_000
BATCH = 5_000
#: A caseworker keeps about this many of the cases, a team has about this many caseworkers.
CASES_EACH, WORKERS_EACH = 150, 40
MOST_WORKERS = 2_000
DAY = timedelta(days=1)
#: (stage, how many of a hundred)
STAGES = (
    (Stage.INSIDE, 80),
    (Stage.RESETTLING, 8),
    (Stage.FREED_IN_COUNTRY, 6),
    (Stage.INTAKE, 3),
    (Stage.RECEPTION, 3),
)
COUNTRIES = ("LT", "PL", "UA", "GE", "DE", "LV")
_REFERENCES = len(ALPHABET) ** LENGTH

TABLES: dict[Any, tuple[str, ...]] = {
    Prisoner: (
        *("id", "version", "created_at", "sex", "born_on", "born_precision"),
        *("citizenship_status", "document_status", "protection_status", "occupation"),
    ),
    NameForm: (
        *("id", "prisoner", "text", "family", "given", "patronymic", "script", "language"),
        *("kind", "is_preferred", "key", "rough", "born", "arrested", "source", "created_at"),
    ),
    Case: (
        *("id", "version", "created_at", "reference", "prisoner", "team", "caseworker", "stage"),
        *("destination", "closing_reason", "opened_at", "is_critical_health"),
        *("is_hunger_strike", "is_incommunicado", "is_minor", "is_redetention_risk"),
        *("last_activity_at", "last_life_sign_at"),
    ),
    StageSpan: ("id", "case", "stage", "destination", "from_at", "recorded_at"),
    Activity: ("id", "case", "kind", "occurred_at", "recorded_at", "actor", "facts"),
    Detention: (
        *("id", "version", "created_at", "case", "arrested_on", "arrested_precision"),
        *("arrest_place", "agency", "sentence_months", "regime", "released_on"),
        *("released_precision", "source"),
    ),
    Clock: (
        *("id", "version", "created_at", "kind", "case", "owner", "team", "started_at"),
        *("due_at", "next_step_at", "step", "episode", "revision"),
    ),
}


@dataclass(frozen=True)
class MadeUpRegister:
    """How many of what there are now that were not before."""

    cases: int
    stale: int
    teams: int
    caseworkers: int


@dataclass
class _Making:
    """What all batches of one register share."""

    seed: int
    count: int
    stale: int
    now: datetime
    rules: dict[tuple[ClockKind, Stage], Rule]
    #: (user id, team id), taken in turn.
    workers: Sequence[tuple[UUID, UUID]]
    #: reference number = step × index + start: scattered, and never the same twice.
    step: int = 0
    start: int = 0
    stages: list[Stage] = field(default_factory=list)

    def is_stale(self, index: int) -> bool:
        """Whether case `index` is one of the `stale`, which lie evenly among all."""
        return (index + 1) * self.stale // self.count > index * self.stale // self.count


def make_cases(
    *,
    count: int,
    seed: int = 1,
    stale: int = 0,
    on_progress: Callable[[int], None] = lambda done: None,
    now: datetime,
) -> MadeUpRegister:
    """Make `count` cases with people, names, detentions, timelines and clocks, of made-up teams.

    Of exactly `stale` of them the clock `case_silent` has run out by `now`, of the others none
    does within the next hour. Batches are transactions of their own; `on_progress` is told how
    many are done after each. Raises `Conflict` if this seed was used in this database before.
    """
    if not 0 < count <= MOST:
        raise Refused("So many cases?", field="count", value=count, allowed=f"1 to {MOST}")
    if not 0 <= stale <= count:
        raise Refused("So many stale?", field="stale", value=stale, allowed=f"0 to {count}")
    making = _begin(count, seed, stale, now)
    for start in range(0, count, BATCH):
        _make_batch(making, range(start, min(start + BATCH, count)))
        on_progress(min(start + BATCH, count))
    teams = {team_id for _, team_id in making.workers}
    return MadeUpRegister(count, stale, len(teams), len(making.workers))


@transaction.atomic
def _begin(count: int, seed: int, stale: int, now: datetime) -> _Making:
    random = Random(f"register {seed}")  # noqa: S311  nothing secret: it must repeat
    step = random.randrange(1, _REFERENCES)
    step += step % len(ALPHABET) == 0  # the number of references is a power of a prime
    start = random.randrange(_REFERENCES)
    if Case.objects.filter(reference=_reference(start)).exists():
        raise Conflict(
            "A register of this seed is in this database already.",
            field="seed",
            value=seed,
            allowed="another seed",
        )
    rules = load_rules()
    wanted = {
        (kind, stage): choose_rule(rules, kind, stage=stage)
        for kind in (ClockKind.CASE_SILENT, ClockKind.LIFE_SILENT)
        for stage, _ in STAGES
    }
    return _Making(
        seed=seed,
        count=count,
        stale=stale,
        now=now,
        rules={key: rule for key, rule in wanted.items() if rule is not None},
        workers=_workers(count, seed, now),
        step=step,
        start=start,
        stages=[stage for stage, share in STAGES for _ in range(share)],
    )


def _workers(count: int, seed: int, now: datetime) -> list[tuple[UUID, UUID]]:
    """Made-up teams with a coordinator and caseworkers each; nobody can sign in as them."""
    caseworkers = min(MOST_WORKERS, -(-count // CASES_EACH))
    size = -(-caseworkers // -(-caseworkers // WORKERS_EACH))
    users: list[User] = []
    memberships: list[Membership] = []
    workers: list[tuple[UUID, UUID]] = []
    for number in range(-(-caseworkers // size)):
        country = COUNTRIES[number % len(COUNTRIES)]
        team = Team.objects.create(
            name=f"Made-up team {seed}.{number + 1}", country=country, created_at=now
        )
        TeamCountry.objects.create(team=team, country=country)
        record(actor=None, verb="make_cases", obj=team, team_id=team.pk, now=now)
        here = min(size, caseworkers - number * size)
        for place in range(here + 1):
            role = Role.CASEWORKER if place else Role.COORDINATOR
            user = _user(f"{role}-{seed}-{number + 1}-{place}", now)
            users.append(user)
            memberships.append(Membership(user=user, team=team, role=role, created_at=now))
            if role is Role.CASEWORKER:
                workers.append((user.pk, team.pk))
    User.objects.bulk_create(users, 500)
    Membership.objects.bulk_create(memberships, 500)
    return workers


def _user(name: str, now: datetime) -> User:
    user = User(
        email=f"{name}@made-up.example",
        name=name.replace("-", " ").capitalize(),
        next_digest_at=next_digest_at(now, zone_name="UTC", hour=9),
        created_at=now,
    )
    user.set_unusable_password()
    return user


@transaction.atomic
def _make_batch(making: _Making, indexes: range) -> None:
    random = Random(f"{making.seed} {indexes.start}")  # noqa: S311  it must repeat
    rows: dict[Any, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
    for index in indexes:
        _make_case(making, index, random, rows)
    rough = TABLES[NameForm].index("rough")
    file_skeletons({row[rough] for row in rows[NameForm]})
    for table, columns in TABLES.items():
        insert_rows(table, columns, rows[table], on_conflict="")


def _make_case(
    making: _Making, index: int, random: Random, rows: dict[Any, list[tuple[Any, ...]]]
) -> None:
    now, someone = making.now, make_up(random)
    prisoner_id, case_id = new_id(), new_id()
    owner_id, team_id = making.workers[index % len(making.workers)]
    # Scattered, so that any evenly chosen part of the register has all stages.
    stage = making.stages[(index * 2654435761 >> 12) % len(making.stages)]
    silent = making.rules[ClockKind.CASE_SILENT, stage]
    if making.is_stale(index):
        due_at = now - timedelta(seconds=1 + index % 3600)
    else:
        due_at = now + max(timedelta(hours=1), silent.threshold * random.uniform(0.05, 1))
    cared_at = due_at - silent.threshold
    opened_at = cared_at - DAY * random.randrange(1, 700)
    arrested_on = opened_at.date() - DAY * random.randrange(0, 60)
    is_in = stage in (Stage.INSIDE, Stage.INTAKE)
    destination = "" if is_in else COUNTRIES[index % len(COUNTRIES)]
    born_on = date(1940 + random.randrange(65), random.randrange(1, 13), random.randrange(1, 29))
    day, system = str(Precision.DAY), None
    rows[Prisoner].append(
        (prisoner_id, 1, now, someone.sex, born_on, day, "", "", "", ""),
    )
    rows[NameForm].append(
        (
            *(new_id(), prisoner_id, someone.text, someone.family, someone.given),
            *(someone.patronymic, "Cyrl", "be", "press", True, someone.key, someone.rough),
            *(born_on.isoformat(), arrested_on.isoformat(), "made up", now),
        )
    )
    rows[Case].append(
        (
            *(case_id, 1, now, _reference(making.step * index + making.start), prisoner_id),
            *(team_id, owner_id, str(stage), destination, "", opened_at),
            *(False, False, False, False, False, cared_at, cared_at),
        )
    )
    rows[StageSpan].append((new_id(), case_id, str(stage), destination, opened_at, now))
    rows[Activity] += [
        (new_id(), case_id, str(ActivityKind.OPENED), opened_at, opened_at, system, {}),
        (new_id(), case_id, str(ActivityKind.CREDIBLE_NEWS), cared_at, cared_at, system, {}),
    ]
    freed = (None, str(Precision.UNKNOWN)) if is_in else (opened_at.date(), day)
    months = random.randrange(12, 180)
    rows[Detention].append(
        (new_id(), 1, now, case_id, arrested_on, day, "", "", months, "", *freed, "made up")
    )
    for kind in (ClockKind.CASE_SILENT, ClockKind.LIFE_SILENT):
        rule = making.rules.get((kind, stage))
        if rule is not None:
            due = due_at
            if kind is ClockKind.LIFE_SILENT:
                due = now + rule.threshold * random.uniform(0.1, 1)
            rows[Clock].append(
                (
                    *(new_id(), 1, now, str(kind), case_id, owner_id, team_id),
                    *(due - rule.threshold, due, due, 0, 1, rule.revision),
                )
            )


def _reference(number: int) -> str:
    return reference_from((number % _REFERENCES).to_bytes(16))
