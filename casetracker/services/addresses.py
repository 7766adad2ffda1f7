"""Where mails to somebody go: an address that does not work, works again, or is another one."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.words import EmailState, EventKind, NoticeState, Role
from casetracker.models import Notice, User
from casetracker.services.audit import record
from casetracker.services.colleagues import tell_of_person
from casetracker.services.freezing import end_access, find_below
from casetracker.services.users import clean_email, has_account

#: What is older is not told any more when an address works again.
STILL_NEWS = timedelta(days=30)


def mark_failed(who: User, *, now: datetime) -> None:
    """The address is dead: nothing more is sent there, and coordinators are told once."""
    failed = User.objects.filter(pk=who.pk, address_failed_at=None).update(address_failed_at=now)
    if failed:
        ask_for_address(who, now=now)


def ask_for_address(who: User, *, now: datetime) -> None:
    """Tell whoever answers for somebody's teams that mails do not arrive, once a day at most."""
    tell_of_person(EventKind.ADDRESS_FAILED, who, occurrence=now.date().isoformat(), now=now)


@transaction.atomic
def address_works(*, actor: User | None, user_id: UUID, now: datetime) -> User:
    """Write to somebody again: the mailbox was full, the name misspelt at their server.

    What failed letters of the last 30 days were to say goes into the next ones; each line is
    looked at again before it is sent. A coordinator of the person, or an administrator. Raises
    `Conflict` if mails arrive.
    """
    if actor is not None and not actor.has_role(Role.COORDINATOR, Role.ADMINISTRATOR):
        raise Forbidden("Coordinators and administrators say that.", field="id", value=user_id)
    seen = User.objects.all() if actor is None else User.objects.visible_to(actor)
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None or not seen.filter(pk=user_id).exists():
        raise Missing(f"There is no user {user_id} that you may see.", field="id", value=user_id)
    if user.address_failed_at is None:
        raise Conflict("Mails to this address arrive.", field="id", value=user_id)
    failed_at, user.address_failed_at = user.address_failed_at, None
    user.save(update_fields=["address_failed_at"])
    _tell_again(user, now)
    team_id = min(user.team_ids(*Role), key=str, default=None)
    changes = {"address_failed_at": (failed_at, None)}
    record(actor=actor, verb="address_works", obj=user, team_id=team_id, changes=changes, now=now)
    return user


@transaction.atomic
def change_address(*, actor: User | None, user_id: UUID, email: str, now: datetime) -> User:
    """Mails to somebody go to another address from now on; what letters to the old one could not
    tell in the last 30 days goes into the next.

    Sessions and links end: whoever reads the old mailbox is not let in. Raises `Forbidden` for
    anybody but an administrator, and for oneself; `Refused` or `Conflict` for the address.
    """
    if actor is not None and not actor.has_role(Role.ADMINISTRATOR):
        raise Forbidden("Administrators change addresses.", field="email", value=user_id)
    user = find_below(actor, user_id)
    address = clean_email(email)
    if address == user.email:
        raise Refused(
            "This is the address already.",
            field="email",
            value=address,
            allowed="another address",
        )
    if User.objects.filter(email=address).exists():
        raise has_account(address)
    old, user.email, user.address_failed_at = user.email, address, None
    user.save(update_fields=["email", "address_failed_at"])
    end_access(user)
    _tell_again(user, now)
    record(actor=actor, verb="change_address", obj=user, changes={"email": (old, address)}, now=now)
    return user


def _tell_again(user: User, now: datetime) -> None:
    """What failed letters were to say waits for the next one."""
    untold = Notice.objects.filter(
        recipient=user,
        state=NoticeState.PACKED,
        email__state=EmailState.FAILED,
        created_at__gte=now - STILL_NEWS,
    )
    untold.update(state=NoticeState.OPEN, email=None, changed_at=now)
