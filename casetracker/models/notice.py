"""The obligation to tell one person one thing, once; the letter that does; its label."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

from casetracker.domain.words import (
    ENDED_EMAILS,
    STAFF_ROLES,
    ClockKind,
    EmailKind,
    EmailState,
    EventKind,
    NoticeState,
    Role,
)
from casetracker.models.base import Row, RowQuerySet, found_by, one_of, word
from casetracker.models.case import Case
from casetracker.models.clock import Clock
from casetracker.models.task import Task
from casetracker.models.team import Membership
from casetracker.models.user import User

ENDED = sorted(ENDED_EMAILS)
#: What a notice may say: a kind of clock, or an event.
NOTICE_KINDS = [*map(str, ClockKind), *map(str, EventKind)]


class EmailQuerySet(RowQuerySet["Email"]):
    def waiting(self) -> EmailQuerySet:
        return self.filter(state=EmailState.WAITING)

    def visible_to(self, user: User) -> EmailQuerySet:
        """One's own mail, and that of the members of teams one coordinates."""
        return self.filter(
            Q(recipient=user)
            | Q(
                recipient__in=User.objects.filter(
                    memberships__team__in=user.team_ids(Role.COORDINATOR)
                )
            )
        )


class Email(Row):
    """One letter: an urgent notice, a digest of several, or one about an account.

    No body and no address is stored: both are looked up and rendered when it is delivered.
    """

    recipient = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="emails", db_index=False
    )
    kind = word(EmailKind)
    #: The recipient's local date of a digest: one a day.
    digest_on = models.DateField(null=True, blank=True)
    state = word(EmailState, default=EmailState.WAITING)
    created_at = models.DateTimeField()
    #: Null once the letter has ended.
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    first_attempt_at = models.DateTimeField(null=True, blank=True)
    #: Made once: a repeat after a lost reply can be recognised by it.
    message_id = models.CharField(max_length=200)
    lease_token = models.UUIDField(null=True, blank=True)
    #: On the database's clock.
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    smtp_code = models.PositiveSmallIntegerField(null=True, blank=True)
    #: Why it waits or ended, in a few words of this program; never the server's text.
    reason = models.CharField(max_length=120, blank=True)

    objects = EmailQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", EmailKind, name="email_kind"),
            one_of("state", EmailState, name="email_state"),
            models.UniqueConstraint(fields=["recipient", "digest_on"], name="email_one_digest"),
            models.UniqueConstraint(fields=["message_id"], name="email_message_id"),
            models.CheckConstraint(
                condition=Q(state=EmailState.WAITING, next_attempt_at__isnull=False)
                | (~Q(state=EmailState.WAITING) & Q(next_attempt_at__isnull=True)),
                name="email_waiting_has_attempt",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                name="email_due",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["sent_at"], name="email_sent", condition=Q(sent_at__isnull=False)),
            models.Index(fields=["-created_at", "-id"], name="email_newest"),
            models.Index(fields=["recipient", "-created_at"], name="email_recipient"),
            # What was not sent is little: it is found in a million letters that were.
            models.Index(
                fields=["state", "-created_at", "-id"],
                name="email_not_sent",
                condition=~Q(state="sent"),
            ),
            models.Index(
                fields=["-created_at", "-id"],
                name="email_account",
                condition=Q(kind="account"),
            ),
        ]


class NoticeQuerySet(RowQuerySet["Notice"]):
    def open(self) -> NoticeQuerySet:
        return self.filter(state=NoticeState.OPEN)

    def untold(self) -> NoticeQuerySet:
        return self.filter(state__in=[NoticeState.OPEN, NoticeState.PACKED, NoticeState.HELD])

    def withdraw(self, *, now: datetime) -> int:
        """Take back what has not been told. A later insert of the same key revives it."""
        return self.untold().update(state=NoticeState.WITHDRAWN, changed_at=now, again_at=None)

    def receivable(self) -> NoticeQuerySet:
        """Those of readers who get mails; staff get what is urgent whatever they said."""
        staff = Membership.objects.filter(user=OuterRef("recipient"), role__in=sorted(STAFF_ROLES))
        stopped = Q(recipient__mail_stopped_at__isnull=False)
        return self.exclude(stopped & (Q(is_urgent=False) | ~Exists(staff)))

    def packed_in(self, email_ids: Collection[UUID]) -> NoticeQuerySet:
        return self.filter(email__among=email_ids, state=NoticeState.PACKED)

    def unpack(self, *, now: datetime) -> int:
        """Let them wait for another letter."""
        return self.update(
            state=NoticeState.OPEN, email=None, again_at=None, told_at=None, changed_at=now
        )

    def to_be_told_again(self, *, now: datetime) -> NoticeQuerySet:
        """Those whose readers asked to be asked again, and the day has come."""
        return self.filter(state=NoticeState.HELD, again_at__lte=now)

    def visible_to(self, user: User) -> NoticeQuerySet:
        """What one is told oneself; what is told about cases of teams one coordinates."""
        seen = Q(recipient=user) | Q(case__team__in=user.team_ids(Role.COORDINATOR))
        return self.in_place().filter(seen)

    def in_place(self) -> NoticeQuerySet:
        # Little stands in quarantine, and an index finds it; joins would be paid for every notice.
        away = {
            name: model.everything.filter(quarantine__isnull=False).values("pk")
            for name, model in (("case", Case), ("task", Task), ("clock", Clock))
        }
        return self.filter(*(~Q(**{f"{name}__in": ids}) for name, ids in away.items()))


class Notice(Row):
    #: `clock:<id>:<episode>:<step>` or `event:<kind>:<subject>`.
    dedupe_key = models.CharField(max_length=160)
    #: Who is obliged to act; the letter may go to a deputy.
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=24, choices=[(k, k) for k in NOTICE_KINDS])
    clock = models.ForeignKey(
        Clock,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="notices",
        db_index=False,
    )
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    task = models.ForeignKey(
        Task,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="notices",
        db_index=False,
    )
    #: The episode and step of the clock it speaks of.
    episode = models.PositiveIntegerField(default=0)
    step = models.PositiveIntegerField(default=0)
    is_urgent = models.BooleanField(default=False)
    #: The recipient is told as a coordinator, not as the one who owns the work.
    is_escalated = models.BooleanField(default=False)
    #: A weekly repeat: told as a count, not line by line.
    is_repeat = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    state = word(NoticeState, default=NoticeState.OPEN)
    email = models.ForeignKey(
        Email,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="notices",
        db_index=False,
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    #: Its reader has asked to be asked again then; until then it is `held`.
    again_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", NoticeState, name="notice_state"),
            models.CheckConstraint(condition=Q(kind__in=NOTICE_KINDS), name="notice_kind"),
            models.UniqueConstraint(fields=["dedupe_key", "recipient"], name="notice_once"),
            models.CheckConstraint(
                condition=Q(again_at__isnull=True) | Q(state="held"),
                name="notice_asked_again_is_held",
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "is_urgent"], name="notice_open", condition=Q(state="open")
            ),
            models.Index(
                fields=["id"], name="notice_urgent", condition=Q(state="open", is_urgent=True)
            ),
            models.Index(fields=["-created_at", "-id"], name="notice_newest"),
            found_by("again_at", name="notice_again"),
            found_by("clock", name="notice_clock"),
            models.Index(
                fields=["clock", "episode"], name="notice_escalated", condition=Q(is_escalated=True)
            ),
            found_by("task", name="notice_task"),
            found_by("email", name="notice_email"),
        ]


class LabelQuerySet(RowQuerySet["Label"]):
    def visible_to(self, user: User) -> LabelQuerySet:
        return self.filter(recipient=user)


class Label(Row):
    """Two random words that stand for one subject to one recipient, and to nobody else."""

    recipient = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="labels", db_index=False
    )
    #: The id of the case, task or action it stands for.
    subject_id = models.UUIDField()
    words = models.CharField(max_length=40)

    objects = LabelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient", "subject_id"], name="label_once"),
            models.UniqueConstraint(fields=["recipient", "words"], name="label_distinct"),
            # Two people's words for one thing never agree; it also finds what is in use.
            models.UniqueConstraint(fields=["words", "subject_id"], name="label_joins_nobody"),
        ]
