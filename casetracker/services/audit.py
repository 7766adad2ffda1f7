"""The audit record: who did what to which object, in the same transaction or not at all.

An event holds field names and keyed hashes, never values. A sealer links committed events into
a hash chain every few seconds, so writers never wait for one another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction

from casetracker.models import AuditEvent, AuditPending, AuditSeal, User
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows, write_new_rows
from casetracker.vault.keys import keyed_hash

SYSTEM = "system"
_NO_CHANGES: dict[str, Any] = {}
SEAL_BATCH = 1000
EVENT_FIELDS = (
    "id",
    "at",
    "actor_id",
    "actor_name",
    "verb",
    "object_type",
    "object_id",
    "case_id",
    "team_id",
    "changes",
)


_PENDING = "INSERT INTO casetracker_auditpending (event_id) SELECT id FROM done"


@dataclass(frozen=True)
class Subject:
    """One object that an event is about; `changes` maps field → (old, new)."""

    object_type: str
    object_id: UUID
    case_id: UUID | None = None
    team_id: UUID | None = None
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


def record(
    *,
    actor: User | None,
    verb: str,
    obj: models.Model,
    now: datetime,
    case: Any = None,
    team_id: UUID | None = None,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> None:
    """Leave one event about `obj`. Must run inside the transaction of the write it records."""
    subject = Subject(
        str(obj._meta.model_name),
        obj.pk,
        case.pk if case is not None else None,
        team_id or getattr(case, "team_id", None),
        changes or {},
    )
    record_many(actor=actor, verb=verb, subjects=[subject], now=now)


def record_many(
    *,
    actor: User | None,
    verb: str,
    subjects: Iterable[Subject],
    now: datetime,
    in_bulk: bool = False,
) -> None:
    """Leave one event per subject, in one statement on PostgreSQL and two on SQLite; `in_bulk`,
    for thousands, in one COPY for each of the two tables."""
    actor_id, name = (actor.pk, _name_of(actor)) if actor else (None, SYSTEM)
    rows = [
        (
            new_id(),
            now,
            actor_id,
            name,
            verb,
            s.object_type,
            s.object_id,
            s.case_id,
            s.team_id,
            {key: [_hashed(old), _hashed(new)] for key, (old, new) in s.changes.items()}
            if s.changes
            else _NO_CHANGES,
        )
        for s in subjects
    ]
    with transaction.atomic(savepoint=False):
        if in_bulk:
            write_new_rows(AuditEvent, EVENT_FIELDS, rows)
            write_new_rows(AuditPending, ["event"], [row[:1] for row in rows])
        else:
            insert_rows(AuditEvent, EVENT_FIELDS, rows, on_conflict="", then=_PENDING)


def seal(*, now: datetime) -> int:
    """Link committed events that no seal covers yet into the chain; returns how many.

    One sealer works at a time; a second one finds nothing to do or waits its turn.
    """
    sealed = 0
    while batch := _seal_batch(now):
        sealed += batch
    return sealed


@transaction.atomic
def _seal_batch(now: datetime) -> int:
    last = AuditSeal.objects.select_for_update().order_by("-position").first()
    pending = list(
        AuditPending.objects.select_for_update()
        .select_related("event")
        .order_by("event__at", "event_id")[:SEAL_BATCH]
    )
    position, previous = (last.position, last.hash) if last else (0, "")
    rows = []
    for waiting in pending:
        position += 1
        previous = chain_hash(previous, waiting.event)
        rows.append((position, waiting.event_id, previous, now))
    insert_rows(AuditSeal, ["position", "event", "hash", "sealed_at"], rows, on_conflict="")
    AuditPending.objects.filter(pk__in=[waiting.pk for waiting in pending]).delete()
    return len(rows)


def chain_hash(previous: str, event: AuditEvent) -> str:
    """SHA-256 over the previous link's hash and everything the event says, hexadecimal."""
    said = {name: getattr(event, name) for name in EVENT_FIELDS if name != "at"}
    said["at"] = event.at.isoformat()
    text = json.dumps(said, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Walked:
    """How far the chain was found to hold, and what does not fit after that."""

    position: int
    hash: str
    fault: str | None = None


def verify() -> str | None:
    """Walk the whole chain; None if it holds, else one sentence naming the first bad row."""
    return walk().fault or loose_event()


def walk(*, after: int = 0, previous: str = "", most: int | None = None) -> Walked:
    """Follow the chain from the link `after`, whose hash is `previous`, over `most` links or to
    its end."""
    seals = AuditSeal.objects.select_related("event").filter(position__gt=after)
    position = after
    for link in seals.order_by("position")[:most].iterator(chunk_size=2000):
        if link.position != position + 1:
            missing = f"seal {position + 1} is missing; the next one is {link.position}"
            return Walked(position, previous, missing)
        if chain_hash(previous, link.event) != link.hash:
            changed = f"seal {link.position}: event {link.event_id} is not what was sealed"
            return Walked(position, previous, changed)
        position, previous = link.position, link.hash
    return Walked(position, previous)


def loose_event() -> str | None:
    """A sentence about an event that was put beside the chain, if there is one."""
    loose = AuditEvent.objects.filter(seal=None, pending=None).values_list("pk", flat=True).first()
    return f"event {loose} is neither sealed nor pending" if loose else None


def _name_of(actor: User) -> str:
    """The display name as of now; of a reception desk first who sits where."""
    return f"{actor.seat} · {actor}"[:120] if actor.seat else str(actor)


def _hashed(value: Any) -> str | None:
    return None if value is None else keyed_hash("audit", str(value))
