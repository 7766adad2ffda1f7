"""Opening what is masked: with a purpose, once per case and day, counted, never quietly.

Who opens many cases that are neither their own nor of a wave being received is looked at, then
locked out (`access.md`, "Audit"). Calling 123 families on the day of a wave is work: the desk of
an open wave has a ceiling of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction

from casetracker.domain.contacts import RevealPurpose
from casetracker.domain.desks import RECEIVED_FOR
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.inputs import word_of
from casetracker.domain.words import EventKind, Role
from casetracker.models import Case, Desk, Release, Reveal, User, Wave
from casetracker.selectors.desks import Seat
from casetracker.services.audit import Subject, record, record_many
from casetracker.services.desks import close_desks
from casetracker.services.freezing import freeze_user
from casetracker.services.notices import event, insert_notices

HOUR = timedelta(hours=1)
#: Cases an hour: beyond the first number coordinators and administrators are told, beyond the
#: second the account is locked. Watched: neither one's own nor of a wave that is being received.
WATCHED_LIMITS = (30, 60)
DESK_LIMITS = (250, 500)


class TooMany(Refused):
    """So many cases in an hour that nothing more is opened for now."""

    status = 429


@transaction.atomic
def reveal_case(*, actor: User, case_id: UUID, purpose: str, now: datetime) -> Reveal:
    """Open what is masked on a case to `actor` for the rest of the day (UTC).

    Opening it again on the same day changes nothing. Raises `Missing` or `Forbidden` for a case
    whose inside is not the caller's. Beyond the hour's limit the account is frozen with this
    reveal; the last coordinator of a team is made to wait instead (`TooMany`).
    """
    purpose = word_of(purpose, RevealPurpose, field="purpose")
    case = _readable(actor, case_id)
    # One at a time for each reader: many requests at once are counted one after the other.
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if opened := reveal_of(actor, case_id, now=now):
        return opened
    reveal = Reveal(user=actor, case=case, purpose=purpose, on=now.date(), at=now)
    if case.caseworker_id != actor.pk:
        since = (now - RECEIVED_FOR).date()
        reveal.is_desk = Release.objects.filter(case=case, released_on__gte=since).exists()
        reveal.is_watched = not reveal.is_desk
    _check_pace(reveal, case, now)
    reveal.save()
    record(actor=actor, verb="reveal", obj=reveal, case=case, now=now)
    return reveal


@transaction.atomic
def reveal_at_desk(*, seat: Seat, release_id: UUID, purpose: str, now: datetime) -> Reveal:
    """Open the contacts of somebody of the wave at its desk, and there alone, for the rest of
    the day (UTC).

    The desks of a wave share one ceiling: beyond the first number coordinators and administrators
    are told, beyond the second the desk is ended with this reveal, and others open nothing more
    for a while (`TooMany`). Raises `Missing` for anybody who is not of the wave.
    """
    purpose = word_of(purpose, RevealPurpose, field="purpose")
    release = seat.releases().select_related("case").filter(pk=release_id).first()
    if release is None:
        raise Missing(f"There is nobody {release_id} here.", field="id", value=release_id)
    # One at a time of all the wave's desks.
    Wave.objects.select_for_update(no_key=True).get(pk=seat.wave.pk)
    case, desk = release.case, seat.desk
    today = Reveal.objects.filter(desk=desk, case=case, on=now.date()).first()
    if today is not None:
        return today
    reveal = Reveal(user=seat.actor, case=case, purpose=purpose, on=now.date(), at=now)
    reveal.is_desk, reveal.desk = True, desk
    lately = Reveal.objects.filter(desk__wave=seat.wave, at__gt=now - HOUR)
    count, (alarm, most) = lately.count() + 1, DESK_LIMITS
    if count > most + 1:
        raise _too_many(most)
    reveal.save()
    record(actor=seat.actor, verb="reveal", obj=reveal, case=case, now=now)
    if count in (alarm + 1, most + 1):
        _raise_alarm(reveal, case, now, but=set())
    if count > most:
        close_desks(Desk.objects.filter(pk=desk.pk), actor=None, now=now)
    return reveal


def reveal_of(user: User, case_id: UUID, *, now: datetime) -> Reveal | None:
    """What `user` opened on the case today (UTC), if they did; at a desk does not count."""
    mine = Reveal.objects.filter(user=user, desk=None)
    return mine.filter(case=case_id, on=now.date()).first()


def note_reading(rows: Sequence[models.Model], *, actor: User, case: Case, now: datetime) -> None:
    """Leave the events that these rows were read in clear, in one statement.

    Must run in the transaction in which they are read: no event, no reading.
    """
    subjects = [Subject(str(row._meta.model_name), row.pk, case.pk, case.team_id) for row in rows]
    record_many(actor=actor, verb="read_in_clear", subjects=subjects, now=now)


def _readable(actor: User, case_id: UUID) -> Case:
    case = Case.objects.readable_by(actor).filter(pk=case_id).first()
    if case is None and Case.objects.visible_to(actor).filter(pk=case_id).exists():
        raise Forbidden("The file is a colleague's.", field="id", value=case_id)
    if case is None:
        raise Missing(f"There is no case {case_id} that you may see.", field="id", value=case_id)
    return case


def _check_pace(reveal: Reveal, case: Case, now: datetime) -> None:
    """Tell, or lock out, who opens more than work explains."""
    if not (reveal.is_watched or reveal.is_desk):
        return
    alarm, freeze = DESK_LIMITS if reveal.is_desk else WATCHED_LIMITS
    own = Reveal.objects.filter(user=reveal.user, desk=None, at__gt=now - HOUR)
    same = own.filter(is_desk=reveal.is_desk)
    count = same.filter(is_watched=reveal.is_watched).count() + 1
    if count > freeze and _is_last_coordinator(reveal.user):
        raise _too_many(freeze)
    if count > freeze:
        freeze_user(actor=None, user_id=reveal.user_id, now=now)
    if count in (alarm + 1, freeze + 1):
        _raise_alarm(reveal, case, now, but={reveal.user_id})


def _too_many(limit: int) -> TooMany:
    return TooMany(
        f"You have opened {limit} cases within an hour. Wait a while, or let a colleague take "
        "some.",
        field="case",
        allowed=f"{limit} an hour",
    )


def _is_last_coordinator(user: User) -> bool:
    others = User.objects.able().exclude(pk=user.pk)
    return any(
        not others.coordinating([team_id]).exists() for team_id in user.team_ids(Role.COORDINATOR)
    )


def _raise_alarm(reveal: Reveal, case: Case, now: datetime, *, but: set[UUID]) -> None:
    leads = User.objects.able().coordinating([case.team_id])
    administrators = User.objects.able().filter(memberships__role=Role.ADMINISTRATOR)
    told = {*leads.values_list("pk", flat=True), *administrators.values_list("pk", flat=True)}
    notices = [
        event(EventKind.REVEALS_ALARM, reveal.pk, user_id, is_urgent=True) for user_id in told - but
    ]
    insert_notices(notices, now=now)
