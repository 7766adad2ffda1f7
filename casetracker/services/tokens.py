"""Tokens with which programs act for a user: hashed, scoped, expiring."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.domain.scopes import check_scopes
from casetracker.models import ApiToken, User
from casetracker.services.audit import record

MOST_DAYS = 366
DAY = timedelta(days=1)


@transaction.atomic
def create_token(
    *, actor: User | None, user: User, scopes: Iterable[str], days: int, now: datetime
) -> str:
    """Make a token for `user` that lasts `days` days; its text is shown once and kept hashed.

    Only for oneself, or by an operator (`actor` None): whoever holds a token sees what its owner
    sees. Raises `Refused` for an unknown scope, a term that is no 1 to 366 days, or an account
    that is locked.
    """
    if actor is not None and actor.pk != user.pk:
        raise Forbidden("A token is made by its owner.", field="user", value=user.pk)
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= MOST_DAYS:
        raise Refused(
            "A token lasts for a number of days.",
            field="days",
            value=days,
            allowed=f"1 to {MOST_DAYS}",
        )
    wanted = check_scopes(scopes)
    owner = User.objects.able().select_for_update(no_key=True).filter(pk=user.pk).first()
    if owner is None:
        raise Refused("This account is locked.", field="user", value=user.pk)
    # knox would read the clock itself to compute when the token expires.
    token, text = ApiToken.objects.create(user=owner, expiry=None, scopes=wanted)
    token.expiry = now + timedelta(days=days)
    token.save(update_fields=["expiry"])
    changes = {"scopes": (None, " ".join(wanted)), "expiry": (None, token.expiry)}
    record(actor=actor, verb="create_token", obj=owner, changes=changes, now=now)
    return str(text)


@transaction.atomic
def rotate_token(*, actor: User, token: ApiToken, now: datetime) -> tuple[str, ApiToken]:
    """A new token in place of `token`, which is dead with it: the same scopes, for as long again
    as the old one was made for. Returns its text, shown once, and the token.

    Raises `Conflict` if somebody has rotated or ended it meanwhile: of two, one wins.
    """
    term = min(token.expiry - token.created, timedelta(days=MOST_DAYS))
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    ended, _ = ApiToken.objects.filter(pk=token.pk, user=actor).delete()
    if not ended:
        raise Conflict("This token has been rotated or ended already.", field="token")
    text = create_token(
        actor=actor, user=actor, scopes=token.scopes, days=max(1, round(term / DAY)), now=now
    )
    fresh = ApiToken.objects.filter(user=actor).latest("created")
    record(actor=actor, verb="rotate_token", obj=actor, now=now)
    return text, fresh


@transaction.atomic
def revoke_tokens(*, actor: User, now: datetime) -> int:
    """End all tokens of one's own; returns how many."""
    ended, _ = ApiToken.objects.filter(user=actor).delete()
    if ended:
        record(actor=actor, verb="revoke_tokens", obj=actor, now=now)
    return ended
