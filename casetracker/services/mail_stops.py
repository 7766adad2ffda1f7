"""Whoever wants no mails gets none; what is urgent still reaches staff, and nobody's work waits."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casetracker.domain.words import STAFF_ROLES, EventKind
from casetracker.models import User
from casetracker.models.base import new_id
from casetracker.services.audit import record
from casetracker.services.freezing import return_work
from casetracker.services.notices import event, insert_notices
from casetracker.services.users import set_digest


@transaction.atomic
def stop_mails(*, actor: User, now: datetime) -> User:
    """No more mails to `actor`, but urgent ones to staff. Again: nothing changes.

    A volunteer's tasks and offers go back to the queue, for nobody could be told of them any
    more; their coordinators are told. What waits to be said is kept until mails are started.
    """
    user = _lock(actor)
    if user.mail_stopped_at is not None:
        return user
    user.mail_stopped_at, user.next_digest_at = now, None
    user.save(update_fields=["mail_stopped_at", "next_digest_at"])
    if not user.has_role(*STAFF_ROLES):
        return_work(user, actor=user, now=now)
    _tell_coordinators(user, now)
    record(actor=user, verb="stop_mails", obj=user, now=now)
    return user


@transaction.atomic
def start_mails(*, actor: User, now: datetime) -> User:
    """Mails come again; what has waited and still holds is in the next digest."""
    user = _lock(actor)
    if user.mail_stopped_at is None:
        return user
    user.mail_stopped_at = None
    set_digest(user, now)
    user.save(update_fields=["mail_stopped_at", "next_digest_at"])
    record(actor=user, verb="start_mails", obj=user, now=now)
    return user


def _lock(actor: User) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=actor.pk)


def _tell_coordinators(user: User, now: datetime) -> None:
    teams = user.memberships.exclude(team=None).values("team")
    leads = User.objects.able().coordinating(teams).exclude(pk=user.pk)
    told = new_id()
    insert_notices(
        [event(EventKind.MAILS_STOPPED, told, lead) for lead in leads.values_list("pk", flat=True)],
        now=now,
    )
