"""Choosing a password through a link that was mailed: once, while it lasts, never when frozen."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.errors import Refused
from casetracker.models import User
from casetracker.selectors.links import link_tokens
from casetracker.selectors.second_factors import has_factor
from casetracker.services.audit import record


@transaction.atomic
def choose_password(
    *,
    user_id: UUID,
    token: str,
    password: str,
    has_shown_factor: bool = False,
    now: datetime,
) -> User:
    """Set the password of whoever holds `token`; every other session and link ends with it.

    The row is locked while the token is checked, so that of two presses one counts. Raises
    `Refused` if the link has been used, has expired or belongs to an account that is locked, or
    if the person has a second factor that was not shown.
    """
    user = User.objects.able().select_for_update().filter(pk=user_id).first()
    if user is None or not link_tokens.check_token(user, token):
        raise Refused("This link has been used or has expired.", field="token", allowed="a new one")
    if has_factor(user.pk) and not has_shown_factor:
        raise Refused("Show your second factor first.", field="code")
    user.set_password(password)
    user.save(update_fields=["password"])
    record(actor=user, verb="choose_password", obj=user, now=now)
    return user
