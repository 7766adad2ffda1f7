"""A POST that is repeated after a lost answer makes nothing twice.

The key is written in the transaction of what it stands for: either both are kept or neither is,
and of two equal requests at once the second waits for the first and then finds its object.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.errors import Conflict, Refused
from casetracker.models import IdempotencyKey, User
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows
from casetracker.vault.keys import keyed_hash

LONGEST_KEY = 200


@dataclass(frozen=True)
class Answer:
    """What a request was answered with: the status, and the object that is to be shown."""

    status: int
    object_id: UUID | None


def hash_of(method: str, path: str, body: str) -> str:
    """What stands for a request: a keyed hash, so that nobody can guess the body from it."""
    return keyed_hash("idempotency", "\n".join((method, path, body))).partition(":")[2]


def find_answer(*, actor: User, key: str, body_hash: str) -> Answer | None:
    """What the same request was answered with before, if it was.

    Raises `Refused` for a key that cannot be one, `Conflict` for a key used with another body.
    """
    _check_key(key)
    kept = IdempotencyKey.objects.filter(user=actor, key=key).first()
    return None if kept is None else _answer(kept, body_hash)


@transaction.atomic
def answer_once(
    *,
    actor: User,
    key: str,
    body_hash: str,
    status: int,
    act: Callable[[], UUID | None],
    now: datetime,
) -> Answer:
    """Do `act` unless this key was answered before; then its answer is given again.

    `act` returns the id of the object to show. If it raises, the key is free again. Raises
    `Refused` for a key that cannot be one, `Conflict` for a key used with another body.
    """
    _check_key(key)
    mine = new_id()
    insert_rows(
        IdempotencyKey,
        ("id", "user", "key", "body_hash", "created_at"),
        [(mine, actor.pk, key, body_hash, now)],
    )
    kept = IdempotencyKey.objects.select_for_update().get(user=actor, key=key)
    if kept.pk == mine:
        kept.status, kept.object_id = status, act()
        kept.save(update_fields=["status", "object_id"])
    return _answer(kept, body_hash)


def _answer(kept: IdempotencyKey, body_hash: str) -> Answer:
    if kept.body_hash != body_hash:
        raise Conflict(
            "This Idempotency-Key was used with another request.",
            field="Idempotency-Key",
            value=kept.key,
            allowed="a key that was not used before, or the same request again",
        )
    return Answer(kept.status or 0, kept.object_id)


def _check_key(key: str) -> None:
    if not (1 <= len(key.strip()) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Refused(
            "An Idempotency-Key has 1 to 200 printable ASCII characters.",
            field="Idempotency-Key",
            value=key[:60],
            allowed=f"1 to {LONGEST_KEY} printable ASCII characters",
        )
