"""Whether somebody has, needs and has shown a second factor; what one has, for its owner."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from casetracker.domain.second_factors import DEMANDED_OF, FactorKind
from casetracker.models import SecondFactor, User, WebSession

#: Within a session: whose second factor was shown in it, and when (ISO 8601).
SHOWN = "second_factor"


def shown(user: User, now: datetime) -> dict[str, str]:
    """What a session holds under `SHOWN` from now on."""
    return {"user": str(user.pk), "at": now.isoformat()}


def shown_at(user: User, session: Mapping[str, Any]) -> datetime | None:
    """When this session's owner last showed a second factor in it."""
    said = session.get(SHOWN) or {}
    return datetime.fromisoformat(said["at"]) if said.get("user") == str(user.pk) else None


def is_demanded(user: User) -> bool:
    """Of all but volunteers; in an instance that is named `demo` and no production, of nobody."""
    is_demo = settings.INSTANCE == "demo" and not settings.PRODUCTION
    return not is_demo and user.has_role(*DEMANDED_OF)


def is_missing(user: User, session: Mapping[str, Any]) -> bool:
    """Whether the session may reach nothing yet but the pages on which one shows or sets up a
    second factor."""
    return shown_at(user, session) is None and is_demanded(user)


def has_factor(user_id: UUID) -> bool:
    """Whether a password alone does not sign this person in."""
    return SecondFactor.objects.opening().filter(user=user_id).exists()


def factors_of(user: User) -> list[SecondFactor]:
    """Apps and passkeys, the oldest first."""
    return list(SecondFactor.objects.visible_to(user).opening().order_by("created_at", "pk"))


def passkeys_of(user_id: UUID) -> list[str]:
    """The secrets of a person's passkeys, for the ceremony."""
    rows = SecondFactor.objects.filter(user=user_id, kind=FactorKind.PASSKEY)
    return [str(row.secret) for row in rows.order_by("pk")]


def recovery_codes_left(user: User) -> int:
    row = SecondFactor.objects.visible_to(user).filter(kind=FactorKind.RECOVERY).first()
    return len(json.loads(str(row.secret))) if row else 0


def sessions_of(user: User, *, now: datetime) -> list[WebSession]:
    """Where one is signed in, and the reception desks one has opened; the last seen first."""
    mine = WebSession.objects.visible_to(user).alive(now=now).select_related("desk__wave")
    return list(mine.order_by("-seen_at", "-pk"))
