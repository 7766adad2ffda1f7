"""Notices: who must be told what, once; and packing them into letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Max, OuterRef, Q
from django.db.models.functions import Coalesce

from casetracker.domain.calendars import (
    after_quiet_hours,
    digest_date,
    is_sign_day,
    next_digest_at,
)
from casetracker.domain.words import STAFF_ROLES, EmailKind, EmailState, EventKind, NoticeState
from casetracker.mail.composer import make_message_id
from casetracker.models import Email, Membership, Notice, User
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows, update_rows

BATCH = 500
DAY = timedelta(days=1)
#: After so many urgent letters in a day further ones are bundled, one per `BUNDLE`.
URGENT_A_DAY = 3
BUNDLE = timedelta(hours=1)
ACCOUNT_EVENTS = [
    str(kind)
    for kind in (
        EventKind.INVITATION,
        EventKind.PASSWORD_RESET,
        EventKind.ACCOUNT_CHANGED,
        EventKind.TEST_MAIL,
    )
]
#: The same key again: nothing, unless it had been withdrawn, which revives it.
_REVIVE = """
ON CONFLICT ("dedupe_key", "recipient_id") DO UPDATE SET
  "state" = 'open', "email_id" = NULL, "changed_at" = excluded."changed_at",
  "is_urgent" = excluded."is_urgent", "due_at" = excluded."due_at"
WHERE casetracker_notice."state" = 'withdrawn'
"""
#: What decides when a person's letters leave.
_READER = ("id", "time_zone", "digest_hour", "next_digest_at", "quiet_from", "quiet_until")
_EMAIL = (
    "id",
    "recipient",
    "kind",
    "digest_on",
    "state",
    "created_at",
    "next_attempt_at",
    "attempts",
    "message_id",
    "reason",
)


class NewNotice(NamedTuple):
    """A notice to insert; the fields are columns of `Notice`."""

    dedupe_key: str
    recipient_id: UUID
    kind: str
    clock_id: UUID | None = None
    case_id: UUID | None = None
    task_id: UUID | None = None
    episode: int = 0
    step: int = 0
    is_urgent: bool = False
    is_escalated: bool = False
    is_repeat: bool = False
    due_at: datetime | None = None


_NOTICE = [name.removesuffix("_id") for name in NewNotice._fields]


def insert_notices(notices: Sequence[NewNotice], *, now: datetime) -> int:
    """Insert what is new and revive what was withdrawn, in one statement; returns how many."""
    rows = [(new_id(), str(NoticeState.OPEN), now, now, *notice) for notice in notices]
    names = ["id", "state", "created_at", "changed_at", *_NOTICE]
    return len(insert_rows(Notice, names, rows, on_conflict=_REVIVE, returning="id"))


def event(
    kind: EventKind,
    subject_id: UUID,
    recipient_id: UUID,
    *,
    case_id: UUID | None = None,
    task_id: UUID | None = None,
    due_at: datetime | None = None,
    is_urgent: bool = False,
    occurrence: str = "",
) -> NewNotice:
    """The notice of something that has happened: told once per subject and recipient, or, where
    it can happen again, once per `occurrence`."""
    return NewNotice(
        dedupe_key=f"event:{kind}:{subject_id}" + (f":{occurrence}" if occurrence else ""),
        recipient_id=recipient_id,
        kind=str(kind),
        case_id=case_id,
        task_id=task_id,
        due_at=due_at,
        is_urgent=is_urgent,
    )


def pack(*, now: datetime) -> int:
    """Put open notices into letters: account mail and urgent ones at once, the rest at each
    recipient's digest hour. Returns how many letters were made."""
    packed = 0
    Notice.objects.to_be_told_again(now=now).unpack(now=now)
    for pack_batch in (_pack_account, _pack_urgent, _pack_digests):
        while made := pack_batch(now):
            packed += made.letters
            if made.seen < BATCH:
                break
    return packed


@dataclass(frozen=True)
class _Packed:
    seen: int
    letters: int


@transaction.atomic
def _pack_account(now: datetime) -> _Packed | None:
    """Each invitation or reset is a letter of its own: its link belongs to it alone."""
    waiting = list(
        Notice.objects.open()
        .filter(kind__in=ACCOUNT_EVENTS)
        .select_for_update(skip_locked=True)
        .values_list("pk", "recipient_id")[:BATCH]
    )
    if not waiting:
        return None
    letters = [_letter(recipient, EmailKind.ACCOUNT, now, now) for _, recipient in waiting]
    insert_rows(Email, _EMAIL, letters, on_conflict="")
    put = [(pk, letter[0]) for (pk, _), letter in zip(waiting, letters, strict=True)]
    _mark_packed(put, now)
    return _Packed(len(waiting), len(letters))


@transaction.atomic
def _pack_urgent(now: datetime) -> _Packed | None:
    """One letter per recipient with all that is urgent for them now."""
    waiting = list(
        Notice.objects.open()
        .filter(is_urgent=True)
        .receivable()
        .exclude(kind__in=ACCOUNT_EVENTS)
        .order_by("id")
        .select_for_update(of=("self",), skip_locked=True)
        .values_list("pk", "recipient_id")[:BATCH]
    )
    if not waiting:
        return None
    recipients = {recipient for _, recipient in waiting}
    email_of = _bundles(recipients, now)
    lately = _urgent_lately(recipients, now)
    letters = [
        _letter(user["id"], EmailKind.URGENT, now, _urgent_at(user, lately, now))
        for user in _with_staff(recipients - email_of.keys())
    ]
    insert_rows(Email, _EMAIL, letters, on_conflict="")
    email_of |= {letter[1]: letter[0] for letter in letters}
    _mark_packed([(pk, email_of[recipient]) for pk, recipient in waiting], now)
    return _Packed(len(waiting), len(letters))


@transaction.atomic
def _pack_digests(now: datetime) -> _Packed | None:
    """The digests whose hour has come: one letter per recipient and local date, on Mondays also
    where there is nothing to tell."""
    due = (
        User.objects.digest_due(now=now)
        .order_by("next_digest_at")
        .select_for_update(skip_locked=True)
    )
    users = list(due.annotate(wants_sign=_wants_sign()).values(*_READER, "wants_sign")[:BATCH])
    if not users:
        return None
    waiting = list(
        Notice.objects.open()
        .filter(recipient__among=[user["id"] for user in users], is_urgent=False)
        .exclude(kind__in=ACCOUNT_EVENTS)
        .values_list("pk", "recipient_id")
    )
    told = {recipient for _, recipient in waiting}
    letters = []
    for user in users:
        day = _latest_digest_date(user, now)
        if user["id"] in told or (user["wants_sign"] and is_sign_day(day)):
            # Quiet hours hold the letter, never the packing.
            at = _after_quiet_hours(user, now)
            letters.append(_letter(user["id"], EmailKind.DIGEST, now, at, day))
    made = insert_rows(
        Email,
        _EMAIL,
        letters,
        on_conflict='ON CONFLICT ("recipient_id", "digest_on") DO NOTHING',
        returning="id",
    )
    fresh = set(made)
    email_of = {letter[1]: letter[0] for letter in letters if letter[0] in fresh}
    _mark_packed([(pk, email_of[who]) for pk, who in waiting if who in email_of], now)
    ahead = [(user["id"], _next_digest(user, now)) for user in users]
    update_rows(User, "id", ["next_digest_at"], ahead)
    return _Packed(len(users), len(made))


def _mark_packed(put: Sequence[tuple[UUID, UUID]], now: datetime) -> None:
    rows = [(pk, email_id, str(NoticeState.PACKED), now) for pk, email_id in put]
    update_rows(Notice, "id", ["email", "state", "changed_at"], rows, where="t.\"state\" = 'open'")


def _letter(
    recipient_id: UUID,
    kind: EmailKind,
    now: datetime,
    at: datetime,
    digest_on: date | None = None,
) -> tuple[Any, ...]:
    email_id = new_id()
    message_id = make_message_id(email_id, settings.BASE_URL.split("://")[1].split(":")[0])
    waiting = str(EmailState.WAITING)
    return (email_id, recipient_id, str(kind), digest_on, waiting, now, at, 0, message_id, "")


def _with_staff(user_ids: set[UUID]) -> list[dict[str, Any]]:
    staff = Membership.objects.filter(user=OuterRef("pk"), role__in=sorted(STAFF_ROLES))
    return list(
        User.objects.filter(pk__among=user_ids)
        .annotate(is_staff_member=Exists(staff))
        .values(*_READER, "is_woken", "is_staff_member")
    )


def _wants_sign() -> ExpressionWrapper:
    """Whether somebody expects mails: has a role, may sign in, has come in, can be reached."""
    able = Q(is_active=True, frozen_at=None, address_failed_at=None, mail_stopped_at=None)
    came_in = Q(invited_at=None) | Q(last_login__isnull=False)
    belongs = Q(Exists(Membership.objects.filter(user=OuterRef("pk"))))
    return ExpressionWrapper(able & came_in & belongs, BooleanField())


def _bundles(recipients: set[UUID], now: datetime) -> dict[UUID, UUID]:
    """Recipient → an urgent letter that waits for its hour: what comes now goes into it."""
    waiting = Email.objects.waiting().filter(
        recipient__among=recipients,
        kind=EmailKind.URGENT,
        attempts=0,
        next_attempt_at__gt=now,
        next_attempt_at__lte=now + 2 * DAY,
    )
    return dict(waiting.select_for_update(no_key=True).values_list("recipient_id", "pk"))


def _urgent_lately(recipients: set[UUID], now: datetime) -> dict[UUID, datetime]:
    """Recipient → when the last of three or more urgent letters of the past day left."""
    rows = (
        Email.objects.filter(
            recipient__among=recipients,
            kind=EmailKind.URGENT,
            created_at__gt=now - DAY,
            created_at__lte=now,
        )
        .values("recipient_id")
        .annotate(count=Count("pk"), last=Max(Coalesce("sent_at", "created_at")))
        .filter(count__gte=URGENT_A_DAY)
    )
    return {row["recipient_id"]: row["last"] for row in rows}


def _urgent_at(user: dict[str, Any], lately: dict[UUID, datetime], now: datetime) -> datetime:
    """At once; an hour after the last where there were three in a day already. Urgent mail
    ignores the quiet hours of staff, and those of volunteers who want it so."""
    at = max(now, lately[user["id"]] + BUNDLE) if user["id"] in lately else now
    return at if user["is_staff_member"] or user["is_woken"] else _after_quiet_hours(user, at)


def _after_quiet_hours(user: dict[str, Any], at: datetime) -> datetime:
    return after_quiet_hours(
        at,
        zone_name=user["time_zone"],
        quiet_from=user["quiet_from"],
        quiet_until=user["quiet_until"],
    )


def _next_digest(user: dict[str, Any], now: datetime) -> datetime:
    return next_digest_at(now, zone_name=user["time_zone"], hour=user["digest_hour"])


def _latest_digest_date(user: dict[str, Any], now: datetime) -> date:
    """The local date of the last digest time that has passed: a digest that is a day late
    must not take the place of today's."""
    due = user["next_digest_at"]
    while (
        following := next_digest_at(due, zone_name=user["time_zone"], hour=user["digest_hour"])
    ) <= now:
        due = following
        if now - due > 14 * DAY:
            due = now - DAY
    return digest_date(due, zone_name=user["time_zone"])
