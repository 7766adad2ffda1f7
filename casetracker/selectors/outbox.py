"""What was told to whom, and when: letters with their state, never a body."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now

from casetracker.domain.calendars import after_quiet_hours
from casetracker.domain.waiting import Waiting
from casetracker.domain.words import STAFF_ROLES, EmailKind, EmailState, Role
from casetracker.models import Email, Membership, Notice, User
from casetracker.selectors.keyset import Slice, page_of

HOUR = timedelta(hours=1)
#: A letter that has not left so long after its time is asked about.
LATE = timedelta(minutes=2)
#: People whom a list of letters can be narrowed to.
MOST = 500


def outbox_page(
    user: User,
    *,
    now: datetime,
    is_silent: bool = False,
    state: str = "",
    kind: str = "",
    person: UUID | None = None,
    size: int,
    **edges: Any,
) -> Slice:
    """One page of letters that `user` may see, newest first: a few queries, however many letters.

    Each has `lines`: the kinds of what it says, with how often; one that waits has `waits_for`.
    """
    letters = Email.objects.visible_to(user).select_related("recipient")
    letters = letters.annotate(database_now=Now())
    if state:
        letters = letters.filter(state=state)
    if kind:
        letters = letters.filter(kind=kind)
    if person:
        letters = letters.filter(recipient=person)
    page = page_of(letters, "created_at", size=size, descending=True, **edges)
    said: dict[Any, Counter[str]] = {letter.pk: Counter() for letter in page.rows}
    told = Notice.objects.filter(email__in=list(said)).values_list("email_id", "kind")
    for email_id, what in told:
        said[email_id][what] += 1
    for letter in page.rows:
        letter.lines = said[letter.pk].most_common()
    _say_why(page.rows, is_silent, now)
    return page


def recipients_seen_by(user: User) -> list[tuple[str, str]]:
    """(id, name) of the people whose letters `user` may see."""
    teams = user.team_ids(Role.COORDINATOR)
    if not teams:
        return []
    members = Membership.objects.filter(team__in=teams)
    seen = User.objects.filter(pk__in=members.values("user"))
    rows = seen.order_by("name").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows[:MOST]]


def unreachable(user: User, *, search: str = "", size: int, **edges: Any) -> Slice:
    """One page of people whose mails do not arrive, the latest first, whom `user` may see; those
    whose name or address holds `search`."""
    rows = User.objects.filter(pk__in=User.objects.visible_to(user).values("pk"))
    failed = rows.filter(address_failed_at__isnull=False).exclude(pk=user.pk)
    if search:
        failed = failed.filter(Q(name__icontains=search) | Q(email__icontains=search))
    return page_of(failed, "address_failed_at", size=size, descending=True, **edges)


def _say_why(letters: list[Any], is_silent: bool, now: datetime) -> None:
    """What each letter waits for: two statements, none if none waits."""
    waiting = [letter for letter in letters if letter.state == EmailState.WAITING]
    if not waiting:
        return
    staff, is_capped = set(), False
    if any(letter.next_attempt_at > now for letter in waiting):
        people = {letter.recipient_id for letter in waiting}
        rows = Membership.objects.filter(user__in=people, role__in=sorted(STAFF_ROLES))
        staff = set(rows.values_list("user_id", flat=True))
    if any(letter.next_attempt_at < now - LATE for letter in waiting):
        sent = Email.objects.filter(sent_at__gt=now - HOUR, sent_at__lte=now)
        is_capped = sent[: settings.MAIL_HOURLY_CAP].count() >= settings.MAIL_HOURLY_CAP
    for letter in waiting:
        why = _why(letter, letter.recipient_id in staff, is_capped, now)
        letter.waits_for = Waiting.SILENT if is_silent else why


def _why(letter: Any, is_staff: bool, is_capped: bool, now: datetime) -> Waiting:
    if letter.lease_until is not None and letter.lease_until > letter.database_now:
        return Waiting.BEING_SENT
    if letter.attempts:
        return Waiting.ANOTHER_TRY
    if letter.next_attempt_at <= now:
        return Waiting.HOURLY_CAP if is_capped else Waiting.NEXT_ROUND
    if _is_quiet(letter, is_staff, now):
        return Waiting.QUIET_HOURS
    return Waiting.BUNDLED if letter.kind == EmailKind.URGENT else Waiting.ITS_HOUR


def _is_quiet(letter: Any, is_staff: bool, now: datetime) -> bool:
    who = letter.recipient
    if letter.kind == EmailKind.URGENT and (is_staff or who.is_woken):
        return False
    ends_at = after_quiet_hours(
        now,
        zone_name=who.time_zone,
        quiet_from=who.quiet_from,
        quiet_until=who.quiet_until,
    )
    return ends_at > now
