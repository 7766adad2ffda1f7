"""What one letter must say: its lines as they hold now, read for a batch of letters at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from casetracker.domain.words import EventKind, OfferAnswer, Role, TaskState
from casetracker.models import Email, Membership, Notice, TaskOffer, User

_NOTICE = (
    "id",
    "email_id",
    "recipient_id",
    "kind",
    "case_id",
    "task_id",
    "clock_id",
    "episode",
    "is_urgent",
    "is_escalated",
    "is_repeat",
    "due_at",
    "created_at",
    "clock__episode",
    "clock__stopped_at",
    "clock__paused_until",
    "clock__owner_id",
    "clock__owner__deputy_id",
    "clock__team_id",
    "clock__action_id",
    "task__state",
    "task__assignee_id",
)
_EMAIL = ("id", "kind", "message_id", "attempts", "first_attempt_at", "created_at", "recipient_id")


@dataclass
class LetterFacts:
    """One letter to be delivered: its row, its recipient, the notices that still hold."""

    email: dict[str, Any]
    recipient: User
    lines: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[UUID] = field(default_factory=list)


def letters(email_ids: Collection[UUID]) -> list[LetterFacts]:
    """The letters in the order they were made: five statements, however many they are."""
    emails = list(Email.objects.filter(pk__in=email_ids).order_by("id").values(*_EMAIL))
    people = User.objects.in_bulk({email["recipient_id"] for email in emails})
    found = {email["id"]: LetterFacts(email, people[email["recipient_id"]]) for email in emails}
    notices = list(
        Notice.objects.filter(email__in=email_ids, state="packed").order_by("id").values(*_NOTICE)
    )
    leads = _leads({notice["clock__team_id"] for notice in notices})
    offers = _standing({notice["task_id"] for notice in notices if notice["task_id"]})
    for notice in notices:
        letter = found[notice["email_id"]]
        if _holds(notice, leads, offers):
            letter.lines.append(notice)
        else:
            letter.dropped.append(notice["id"])
    return list(found.values())


def _holds(notice: dict[str, Any], leads: set[Any], offers: set[Any]) -> bool:
    """Whether what the notice says is still so, and still this recipient's to know."""
    who, task = notice["recipient_id"], notice["task_id"]
    if notice["clock_id"]:
        if (
            notice["clock__stopped_at"] is not None
            or notice["clock__paused_until"] is not None
            or notice["clock__episode"] != notice["episode"]
        ):
            return False
        owner = notice["clock__owner_id"]
        stands_in = notice["is_escalated"] and notice["clock__owner__deputy_id"] == who
        return who == owner or stands_in or (notice["clock__team_id"], who) in leads
    if notice["kind"] == EventKind.OFFER_MADE:
        return (task, who) in offers
    if notice["kind"] == EventKind.TASK_HANDED_OVER:
        return notice["task__assignee_id"] == who and notice["task__state"] == TaskState.ACCEPTED
    if notice["kind"] == EventKind.TASK_REPORTED_DONE:
        return notice["task__state"] == TaskState.REPORTED_DONE
    # Any other event has happened, whatever came after it.
    return True


def _leads(team_ids: set[Any]) -> set[tuple[UUID, UUID]]:
    rows = Membership.objects.filter(team__in=team_ids, role=Role.COORDINATOR)
    return set(rows.values_list("team_id", "user_id"))


def _standing(task_ids: set[Any]) -> set[tuple[UUID, UUID]]:
    rows = TaskOffer.objects.filter(task__in=task_ids, answer=OfferAnswer.PENDING)
    return set(rows.values_list("task_id", "volunteer_id"))


def oldest_due(*, now: datetime) -> datetime | None:
    """When the letter that has waited longest past its time was due; None if none waits."""
    waiting = Email.objects.waiting().filter(next_attempt_at__lte=now)
    return waiting.order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()
