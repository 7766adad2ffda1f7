"""Second factors: added, shown, removed, renewed; reset by a colleague who has seen the person.

What is shown once is taken once: a code of an app by its time step, a recovery code by its
removal, a passkey by its counter, each in one conditional write.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from hmac import compare_digest
from typing import Any
from urllib.parse import quote
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.inputs import one_line
from casetracker.domain.second_factors import (
    APP_DIGITS,
    DEMANDED_OF,
    FactorKind,
    app_steps,
    new_recovery_codes,
    typed_code,
)
from casetracker.domain.words import EventKind
from casetracker.models import SecondFactor, User
from casetracker.models.base import new_id
from casetracker.services.audit import record
from casetracker.services.freezing import end_access, find_below, shared_team
from casetracker.services.notices import event, insert_notices
from casetracker.services.passkeys import finish_making, finish_showing

SHORTEST_REASON = 10
MOST_PASSKEYS = 10


def new_app_secret() -> str:
    """A shared secret of 160 bits, base32: to be shown to its owner's app and added."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def app_address(user: User, secret: str) -> str:
    """What the app reads from the picture: RFC 6238's defaults."""
    return f"otpauth://totp/Casetracker:{quote(user.email)}?secret={secret}&issuer=Casetracker"


def app_code(secret: str, step: int) -> str:
    """The six digits of one time step."""
    hotp = HOTP(base64.b32decode(secret), APP_DIGITS, SHA1(), enforce_key_length=False)  # noqa: S303
    return hotp.generate(step).decode()


@transaction.atomic
def add_app(*, actor: User, secret: str, code: str, now: datetime) -> list[str]:
    """Add an app that knows `secret` and proves it with a code; a second one takes the place of
    the first. Returns new recovery codes if there were none. Raises `Refused`.
    """
    step = _matching_step(secret, code, now)
    if step is None:
        raise wrong_code()
    user = _lock(actor)
    user.factors.filter(kind=FactorKind.APP).delete()
    return _add(user, FactorKind.APP, name="", secret=secret, last_step=step, now=now)


@transaction.atomic
def add_passkey(
    *, actor: User, name: str, state: Mapping[str, Any] | None, answer: Any, now: datetime
) -> list[str]:
    """Add the passkey that a browser has made. Returns new recovery codes if there were none.

    Raises `Refused` for what is no answer to this very question.
    """
    secret = finish_making(state, answer)
    user = _lock(actor)
    if user.factors.filter(kind=FactorKind.PASSKEY).count() >= MOST_PASSKEYS:
        raise Conflict(
            "Remove a passkey that you no longer use first.",
            field="credential",
            allowed=f"at most {MOST_PASSKEYS}",
        )
    called = one_line(name, field="name", longest=60) or "passkey"
    return _add(user, FactorKind.PASSKEY, name=called, secret=secret, last_step=0, now=now)


@transaction.atomic
def show_code(*, user_id: UUID, code: str, now: datetime) -> FactorKind:
    """Take a code of the app or a recovery code, once. Raises `Refused` for any other."""
    user = User.objects.able().select_for_update(no_key=True).filter(pk=user_id).first()
    held = {} if user is None else {f.kind: f for f in user.factors.exclude(kind="passkey")}
    typed = typed_code(code)
    app, recovery = held.get(FactorKind.APP), held.get(FactorKind.RECOVERY)
    if app is not None and _take_step(app, typed, now):
        return FactorKind.APP
    if user is not None and recovery is not None and _take_recovery_code(recovery, typed, now):
        record(actor=user, verb="use_recovery_code", obj=user, now=now)
        return FactorKind.RECOVERY
    raise wrong_code()


@transaction.atomic
def show_passkey(
    *, user_id: UUID, state: Mapping[str, Any] | None, answer: Any, now: datetime
) -> FactorKind:
    """Take what one of the person's passkeys signed. Raises `Refused`.

    A counter that does not rise is a copied key (WebAuthn 6.1.1); keys that do not count say 0.
    """
    rows = SecondFactor.objects.filter(user=user_id, kind=FactorKind.PASSKEY)
    held = {row.pk: str(row.secret) for row in rows}
    factor_id, counter = finish_showing(state, held, answer)
    fresh = Q(last_step__lt=counter)
    if counter == 0:
        fresh |= Q(last_step=0)
    if not rows.filter(fresh, pk=factor_id).update(last_step=counter, used_at=now):
        raise Refused("This passkey was not accepted.", field="credential", allowed="another one")
    return FactorKind.PASSKEY


@transaction.atomic
def remove_factor(*, actor: User, factor_id: UUID, now: datetime) -> None:
    """Remove an app or a passkey of one's own; every other session ends.

    Raises `Conflict` for the last one of somebody who must have one; with a volunteer's last one
    go the recovery codes.
    """
    user = _lock(actor)
    factor = user.factors.opening().filter(pk=factor_id).first()
    if factor is None:
        raise Missing(f"There is no factor {factor_id} of yours.", field="id", value=factor_id)
    is_last = user.factors.opening().count() == 1
    if is_last and user.has_role(*DEMANDED_OF):
        raise Conflict(
            "You need a second factor: add the new one before you remove this one.",
            field="id",
            allowed="one that is not the last",
        )
    changes = {"second_factor": (factor.kind, None)}
    (user.factors.all() if is_last else user.factors.filter(pk=factor_id)).delete()
    _changed(user, "remove_second_factor", changes, now, actor=user)


@transaction.atomic
def renew_recovery_codes(*, actor: User, now: datetime) -> list[str]:
    """Ten new recovery codes in place of the old ones. Raises `Conflict` without a factor for
    which they could stand in."""
    user = _lock(actor)
    if not user.factors.opening().exists():
        raise Conflict("Recovery codes stand in for an app or a passkey: add one first.")
    user.factors.filter(kind=FactorKind.RECOVERY).delete()
    codes = _add_recovery_codes(user, now)
    record(actor=actor, verb="renew_recovery_codes", obj=user, now=now)
    return codes


@transaction.atomic
def reset_second_factor(*, actor: User | None, user_id: UUID, reason: str, now: datetime) -> User:
    """Take all second factors from somebody whom `actor` has seen and who has lost them.

    Sessions, tokens and links end; the person is told, signs in with the password and sets up a
    new one. Raises `Refused` without a reason, `Forbidden` for oneself and for whoever is not
    below one, `Conflict` where there is none.
    """
    why = one_line(reason, field="reason", longest=300)
    if len(why) < SHORTEST_REASON:
        raise Refused(
            "Say how you know that it is this person who asks.",
            field="reason",
            value=why,
            allowed=f"{SHORTEST_REASON} to 300 characters",
        )
    user = find_below(actor, user_id)
    if user.frozen_at is not None:
        raise Forbidden("This account is locked: let the person in again first.", field="id")
    removed, _ = user.factors.all().delete()
    if not removed:
        raise Conflict("This person has no second factor.", field="id", value=user_id)
    end_access(user)
    insert_notices([event(EventKind.ACCOUNT_CHANGED, new_id(), user.pk)], now=now)
    record(
        actor=actor,
        verb="reset_second_factor",
        obj=user,
        team_id=shared_team(actor, user),
        changes={"reason": (None, why)},
        now=now,
    )
    return user


def wrong_code() -> Refused:
    return Refused("This code is not right, or was used already.", field="code")


def _lock(actor: User) -> User:
    user = User.objects.able().select_for_update(no_key=True).filter(pk=actor.pk).first()
    if user is None:
        raise Forbidden("This account is locked.")
    return user


def _add(
    user: User, kind: FactorKind, *, name: str, secret: str, last_step: int, now: datetime
) -> list[str]:
    try:
        with transaction.atomic():
            SecondFactor.objects.create(
                user=user, kind=kind, name=name, secret=secret, last_step=last_step, created_at=now
            )
    except IntegrityError:
        raise Conflict("Somebody was faster: look at what you have now.") from None
    has_codes = user.factors.filter(kind=FactorKind.RECOVERY).exists()
    codes = [] if has_codes else _add_recovery_codes(user, now)
    _changed(user, "add_second_factor", {"second_factor": (None, kind)}, now, actor=user)
    return codes


def _add_recovery_codes(user: User, now: datetime) -> list[str]:
    codes = new_recovery_codes()
    SecondFactor.objects.create(
        user=user, kind=FactorKind.RECOVERY, secret=json.dumps(codes), created_at=now
    )
    return codes


def _changed(
    user: User, verb: str, changes: Mapping[str, tuple[Any, Any]], now: datetime, *, actor: User
) -> None:
    """Who was signed in by a password alone, elsewhere, is not any more; the owner is told."""
    User.objects.filter(pk=user.pk).update(auth_epoch=F("auth_epoch") + 1)
    insert_notices([event(EventKind.ACCOUNT_CHANGED, new_id(), user.pk)], now=now)
    record(actor=actor, verb=verb, obj=user, changes=changes, now=now)


def _matching_step(secret: str, code: str, now: datetime) -> int | None:
    typed = typed_code(code)
    matching = [
        step
        for step in app_steps(int(now.timestamp()))
        if compare_digest(app_code(secret, step), typed)
    ]
    return matching[0] if matching else None


def _take_step(app: SecondFactor, typed: str, now: datetime) -> bool:
    step = _matching_step(str(app.secret), typed, now)
    if step is None:
        return False
    unused = SecondFactor.objects.filter(pk=app.pk, last_step__lt=step)
    return unused.update(last_step=step, used_at=now) == 1


def _take_recovery_code(row: SecondFactor, typed: str, now: datetime) -> bool:
    """The user's row is locked: nobody else takes one meanwhile."""
    row = SecondFactor.objects.get(pk=row.pk)
    codes: list[str] = json.loads(str(row.secret))
    left = [code for code in codes if not compare_digest(code, typed)]
    if len(left) == len(codes):
        return False
    row.secret, row.used_at = json.dumps(left), now
    row.save(update_fields=["secret", "used_at"])
    return True
