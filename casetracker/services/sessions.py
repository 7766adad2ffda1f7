"""Sessions of browsers as rows: sealed, found by a hash of their cookie, ended one by one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.db import DatabaseError, IntegrityError, transaction

from casetracker.domain.errors import Missing
from casetracker.models import Desk, User, WebSession
from casetracker.services.audit import record
from casetracker.services.desks import close_desks
from casetracker.vault.keys import UnknownKey
from casetracker.vault.seal import CannotOpen

#: Within a session's data: what its owner recognises the browser by.
DEVICE = "device"
#: Within the data of a session that signs nobody in: the reception desk it is, and in whose name.
DESK = "desk"
DESK_OPENER = "desk_opener"
SEEN_EVERY = timedelta(minutes=5)


def hash_of(key: str) -> str:
    """What the table holds of a cookie."""
    return hashlib.sha256(key.encode()).hexdigest()


def find_session(*, key: str, now: datetime) -> tuple[WebSession, dict[str, Any]] | None:
    """The living session of a cookie and what it holds; notes, to five minutes, that it was seen.

    One that cannot be opened (its key is gone, its row was altered) is none.
    """
    row = WebSession.objects.alive(now=now).filter(key_hash=hash_of(key)).first()
    if row is None:
        return None
    try:
        data = json.loads(str(row.data))
    except (CannotOpen, UnknownKey):
        return None
    if now - row.seen_at >= SEEN_EVERY:
        WebSession.objects.filter(pk=row.pk).update(seen_at=now)
    return row, data


def has_session(*, key: str) -> bool:
    return WebSession.objects.filter(key_hash=hash_of(key)).exists()


def add_session(
    *, key: str, data: Mapping[str, Any], expires_at: datetime, now: datetime
) -> WebSession | None:
    """A new session; None if the cookie is taken."""
    row = WebSession(key_hash=hash_of(key), started_at=now, seen_at=now)
    _fill(row, data, expires_at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return None
    return row


def write_session(*, row: WebSession, data: Mapping[str, Any], expires_at: datetime) -> bool:
    """Whether the session was still there to be written: one that was ended stays ended."""
    _fill(row, data, expires_at)
    try:
        with transaction.atomic():
            fields = ["user", "desk", "data", "device", "expires_at"]
            row.save(force_update=True, update_fields=fields)
    except DatabaseError:
        if WebSession.objects.filter(pk=row.pk).exists():
            raise
        return False
    return True


def drop_session(*, key: str) -> None:
    WebSession.objects.filter(key_hash=hash_of(key)).delete()


@transaction.atomic
def end_session(*, actor: User, session_id: UUID, now: datetime) -> None:
    """End one of one's own sessions, or the reception desk that it is. Raises `Missing`."""
    mine = WebSession.objects.visible_to(actor).filter(pk=session_id)
    if not mine.exists():
        raise Missing(f"There is no session {session_id} of yours.", field="id", value=session_id)
    _end(mine, actor, now)


@transaction.atomic
def end_other_sessions(*, actor: User, key: str | None, now: datetime) -> int:
    """End all of one's own sessions but that of the cookie `key`, and the reception desks one has
    opened; returns how many."""
    return _end(
        WebSession.objects.visible_to(actor).exclude(key_hash=hash_of(key or "")), actor, now
    )


def _end(sessions: Any, actor: User, now: datetime) -> int:
    desks = close_desks(Desk.objects.filter(session__in=sessions), actor=actor, now=now)
    ended, _ = sessions.filter(desk=None).delete()
    if ended:
        record(actor=actor, verb="end_session", obj=actor, now=now)
    return desks + ended


def _fill(row: WebSession, data: Mapping[str, Any], expires_at: datetime) -> None:
    row.user_id = data.get(SESSION_KEY) or data.get(DESK_OPENER)
    row.desk_id = data.get(DESK)
    row.data = json.dumps(dict(data), ensure_ascii=False)
    row.device = str(data.get(DEVICE, ""))[:60]
    row.expires_at = expires_at
