"""Django's session engine (settings.SESSION_ENGINE) over our own rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.utils import timezone

from casetracker.models import WebSession
from casetracker.services.sessions import (
    add_session,
    drop_session,
    find_session,
    has_session,
    write_session,
)


class SessionStore(SessionBase):
    """What a browser's cookie stands for."""

    _row: WebSession | None = None
    # Of the base class; its type stubs leave them out.
    _get_new_session_key: Callable[[], str]
    _get_session: Callable[..., dict[str, Any]]

    def load(self) -> dict[str, Any]:
        found = find_session(key=self.session_key or "", now=timezone.now())
        if found is None:
            self._session_key = None
            return {}
        self._row, data = found
        return data

    def exists(self, session_key: str) -> bool:
        return has_session(key=session_key)

    def create(self) -> None:
        self._begin()

    def save(self, must_create: bool = False) -> None:
        if not self._put(must_create=must_create):
            raise CreateError if must_create else UpdateError

    def _begin(self) -> None:
        """A session under a key that nobody has."""
        self._session_key = self._get_new_session_key()
        while not self._put(must_create=True):
            self._session_key = self._get_new_session_key()
        self.modified = True

    def _put(self, *, must_create: bool) -> bool:
        data = self._get_session(no_load=must_create)
        if self.session_key is None:
            self._begin()
            return True
        expires_at = self.get_expiry_date()
        if self._row is not None and not must_create:
            return write_session(row=self._row, data=data, expires_at=expires_at)
        self._row = add_session(
            key=self.session_key, data=data, expires_at=expires_at, now=timezone.now()
        )
        return self._row is not None

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            drop_session(key=key)

    @property
    def row_id(self) -> Any:
        """Which of its owner's sessions this is."""
        return self._row.pk if self._row else None

    @classmethod
    def clear_expired(cls) -> None:
        """Expired rows go with the nightly `prune` (`services/retention.py`)."""
