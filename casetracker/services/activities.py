"""Entries on a timeline, and what they do to the clocks of their case."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest

from casetracker.domain.activities import RECORDABLE, clocks_restarted
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import ActivityKind, ClockKind
from casetracker.models import Activity, Case, User
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows
from casetracker.services.audit import Subject, record, record_many
from casetracker.services.clocks import restart_silence
from casetracker.services.contact_safety import Towards, check_entry, find_towards
from casetracker.services.rights import find_editable

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
#: Set on many files at once.
MOST_AT_ONCE = 1000
FURTHEST_AHEAD = timedelta(days=366)


@transaction.atomic
def record_activity(
    *,
    actor: User | None,
    case_id: UUID,
    kind: str,
    occurred_at: datetime,
    text: str = "",
    contact_id: UUID | None = None,
    channel: str = "",
    now: datetime,
) -> Activity:
    """Put an entry on a case's timeline; what counts as care restarts the case's clocks.

    `kind` is one that people record by hand. A time up to a year ahead is taken (a hearing
    announced), and restarts nothing. `contact_id` and `channel` say whom of the person's we
    reached, and by which way. Raises `Refused` for any other kind or time,
    `ContactBlocked` where reaching the person would put them at risk.
    """
    if kind not in RECORDABLE:
        raise Refused(
            f"{kind!r} is not an entry that people record.",
            field="kind",
            value=kind,
            allowed=sorted(RECORDABLE),
        )
    if not EARLIEST <= occurred_at <= now + FURTHEST_AHEAD:
        raise Refused(
            "An entry lies between 1900 and a year ahead.",
            field="occurred_at",
            value=occurred_at.isoformat(),
            allowed=[EARLIEST.isoformat(), (now + FURTHEST_AHEAD).isoformat()],
        )
    case = find_editable(Case, case_id, actor, related=("prisoner",))
    _check_birth(case, occurred_at)
    towards = find_towards(actor, contact_id, channel, case)
    check_entry(case, kind, towards, now=now)
    activity = note_on(
        case,
        ActivityKind(kind),
        actor=actor,
        occurred_at=occurred_at,
        text=text,
        facts=_said_of(towards),
        now=now,
    )
    record(actor=actor, verb="record_activity", obj=activity, case=case, now=now)
    return activity


@transaction.atomic
def check_no_news(*, actor: User | None, case_ids: Collection[UUID], now: datetime) -> int:
    """Note on many files that their source was asked and had nothing new; returns how many.

    Raises as `editable_cases`: all or nothing.
    """
    wanted = list(dict.fromkeys(case_ids))
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise Refused(
            f"Choose 1 to {MOST_AT_ONCE} files.",
            field="cases",
            value=len(wanted),
            allowed=f"1 to {MOST_AT_ONCE}",
        )
    cases = editable_cases(actor, wanted)
    note_on_many(cases, ActivityKind.CHECKED_NO_NEWS, actor=actor, now=now)
    subjects = [Subject("case", case.pk, case.pk, case.team_id) for case in cases]
    record_many(actor=actor, verb="check_no_news", subjects=subjects, now=now)
    return len(cases)


def editable_cases(actor: User | None, case_ids: Sequence[UUID]) -> list[Case]:
    """The cases, locked. Raises `Missing` or, where it is visible, `Forbidden` for the first one
    that `actor` may not change."""
    rows = Case.objects.filter(pk__in=case_ids)
    if actor is not None:
        rows = rows.filter(pk__in=Case.objects.editable_by(actor).values("pk"))
    locked = rows.order_by("pk").select_for_update(of=("self",), no_key=True)
    found = {case.pk: case for case in locked}
    for case_id in case_ids:
        if case_id not in found:
            raise _not_editable(actor, case_id)
    return [found[case_id] for case_id in case_ids]


def _not_editable(actor: User | None, case_id: UUID) -> Refused:
    said: dict[str, Any] = {"field": "cases", "value": case_id}
    if actor is not None and Case.objects.visible_to(actor).filter(pk=case_id).exists():
        return Forbidden(f"The case {case_id} is not yours to change.", **said)
    return Missing(f"There is no case {case_id} that you may change.", **said)


def note_on(
    case: Case,
    kind: ActivityKind,
    *,
    actor: User | None,
    now: datetime,
    occurred_at: datetime | None = None,
    text: str = "",
    facts: dict[str, Any] | None = None,
    covers: int = 1,
) -> Activity:
    """Write one entry and restart what it restarts. The caller holds the transaction."""
    activity = Activity.objects.create(
        case=case,
        kind=kind,
        occurred_at=occurred_at or now,
        recorded_at=now,
        actor=actor,
        facts=facts or {},
        text=text.strip() or None,
    )
    _care([case], kind, occurred_at=activity.occurred_at, covers=covers, now=now)
    return activity


def note_on_many(
    cases: Sequence[Case],
    kind: ActivityKind,
    *,
    actor: User | None,
    now: datetime,
    occurred_at: datetime | None = None,
    facts: dict[str, Any] | None = None,
    facts_of: Mapping[UUID, dict[str, Any]] | None = None,
) -> None:
    """The same entry on many cases, in a constant number of statements; `facts_of` maps the id
    of a case to facts of its own."""
    if not cases:
        return
    who, at, same = (actor.pk if actor else None), occurred_at or now, facts or {}
    rows = [
        (new_id(), case.pk, str(kind), at, now, who, (facts_of or {}).get(case.pk, same))
        for case in cases
    ]
    columns = ["id", "case", "kind", "occurred_at", "recorded_at", "actor", "facts"]
    insert_rows(Activity, columns, rows, on_conflict="")
    _care(cases, kind, occurred_at=occurred_at or now, covers=len(cases), now=now)


def _said_of(towards: Towards | None) -> dict[str, Any]:
    if towards is None:
        return {}
    return {"contact": str(towards.contact.pk), "channel": str(towards.channel)}


def _check_birth(case: Case, occurred_at: datetime) -> None:
    """Nothing happens to a person before the first day on which they may have been born."""
    born_on = case.prisoner.born_on
    if born_on is not None and occurred_at.date() < born_on - timedelta(days=1):
        raise Refused(
            "This lies before the person was born.",
            field="occurred_at",
            value=occurred_at.isoformat(),
            allowed=f"from {born_on.isoformat()}",
        )


def _care(
    cases: Sequence[Case], kind: ActivityKind, *, occurred_at: datetime, covers: int, now: datetime
) -> None:
    """Carry an entry over to the cases' last-activity times and clocks.

    An entry older than what is known already restarts nothing.
    """
    kinds = clocks_restarted(kind, occurred_at=occurred_at, now=now, covers=covers)
    if not kinds:
        return
    values: dict[str, Any] = {
        "last_activity_at": Greatest(F("last_activity_at"), occurred_at),
    }
    if ClockKind.LIFE_SILENT in kinds:
        values["last_life_sign_at"] = Greatest(
            Coalesce(F("last_life_sign_at"), occurred_at), occurred_at
        )
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(**values)
    for wanted in kinds:
        column = "last_activity_at" if wanted is ClockKind.CASE_SILENT else "last_life_sign_at"
        newer = [case for case in cases if (getattr(case, column) or EARLIEST) < occurred_at]
        for case in newer:
            setattr(case, column, occurred_at)
        restart_silence(newer, [wanted], now=now)
    for case in cases:
        case.version += 1
