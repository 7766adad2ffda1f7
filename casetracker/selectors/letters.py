"""What one letter must say: its lines as they hold now, read for a batch of letters at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from casetracker.domain.calendars import is_sign_day
from casetracker.domain.words import STAFF_ROLES, EmailKind, EventKind, OfferAnswer, TaskState
from casetracker.mail.words import Says
from casetracker.models import Membership, Notice, TaskOffer, User
from casetracker.models.notice import NoticeQuerySet
from casetracker.selectors.answering import answering
from casetracker.selectors.casefile import FLAGS

#: A letter lists this many things; the rest is counted and waits on the page.
LONGEST = 25
#: Kind of notice → what a line says.
SAYS = {str(says): says for says in Says} | {str(EventKind.CASE_HANDED_OVER): Says.TASK_HANDED_OVER}
#: Set where what it speaks of stands in quarantine.
_AWAY = ("case__quarantine_id", "task__quarantine_id", "clock__quarantine_id")
_NOTICE = (
    "id",
    "email_id",
    "recipient_id",
    "kind",
    "dedupe_key",
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
    "clock__owner__away_until",
    "clock__team_id",
    "clock__action_id",
    "task__state",
    "task__assignee_id",
)
#: Events that befall a colleague, not a file.
ABOUT_PEOPLE = frozenset({EventKind.ADDRESS_FAILED, EventKind.USER_FROZEN})
_RISKS = tuple(f"case__{column}" for column in FLAGS.values())
_PERSON = (
    "email",
    "language",
    "time_zone",
    "quiet_from",
    "quiet_until",
    "is_active",
    "frozen_at",
    "address_failed_at",
    "mail_stopped_at",
    # What a link to choose a password depends on.
    "password",
    "last_login",
    "auth_epoch",
)


@dataclass
class LetterFacts:
    """One letter to be delivered: its row, its recipient, the notices that still hold."""

    email: dict[str, Any]
    recipient: User
    lines: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[UUID] = field(default_factory=list)
    #: Its reader has stopped mails, and this is none that leaves all the same.
    is_stopped: bool = False

    @property
    def is_sign(self) -> bool:
        """A digest of a Monday leaves though nothing stands in it: its absence is a signal."""
        on = self.email["digest_on"]
        return on is not None and is_sign_day(on)


def letters(emails: Sequence[dict[str, Any]]) -> list[LetterFacts]:
    """What the letters of these rows say, in their order: at most four statements; one more
    if some reader has stopped mails."""
    readers = User.objects.filter(pk__among={email["recipient_id"] for email in emails})
    people = {reader.pk: reader for reader in readers.only(*_PERSON)}
    found = {email["id"]: LetterFacts(email, people[email["recipient_id"]]) for email in emails}
    _mark_stopped(found.values())
    for line in read_lines(Notice.objects.packed_in(list(found))):
        letter = found[line["email_id"]]
        if line["holds"]:
            letter.lines.append(line)
        else:
            letter.dropped.append(line["id"])
    return list(found.values())


def read_lines(notices: NoticeQuerySet) -> list[dict[str, Any]]:
    """What these notices say, and in `holds` whether it still is so: three statements."""
    lines = list(notices.order_by("id").values(*_NOTICE, *_RISKS, *_AWAY))
    others = answering({line["clock__team_id"] for line in lines if _is_of_another(line)})
    offers = _standing({line["task_id"] for line in lines if line["task_id"]})
    for line in lines:
        line["holds"] = _holds(line, others, offers)
        line["stands_in"] = bool(line["clock_id"]) and _stands_in(line)
        line["person_id"] = _person(line)
        line["is_at_risk"] = any(line[flag] for flag in _RISKS)
    return lines


def is_counted(line: dict[str, Any]) -> bool:
    """Weekly repeats are not told one by one, but as a count for each caseworker; files at risk
    are."""
    return bool(line["is_repeat"] and not line["is_at_risk"])


def subject_of(line: dict[str, Any]) -> UUID | None:
    """What the label stands for: a weekly count speaks of its caseworker."""
    if is_counted(line):
        return line["clock__owner_id"]
    return line["person_id"] or line["task_id"] or line["case_id"] or line["clock__action_id"]


def lines_one_by_one(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a letter tells line by line: what ran out first at the top, each subject once per
    thing to do."""
    told: dict[Any, dict[str, Any]] = {}
    for line in sorted(lines, key=lambda line: line["due_at"] or line["created_at"]):
        if not is_counted(line):
            told.setdefault((line["kind"], subject_of(line)), line)
    return list(told.values())


def _holds(notice: dict[str, Any], others: Mapping[UUID, Any], offers: set[Any]) -> bool:
    """Whether what the notice says is still so, and still this recipient's to know."""
    who, task = notice["recipient_id"], notice["task_id"]
    if any(notice[name] for name in _AWAY):
        return False
    if notice["clock_id"]:
        if (
            notice["clock__stopped_at"] is not None
            or notice["clock__paused_until"] is not None
            or notice["clock__episode"] != notice["episode"]
        ):
            return False
        if not _is_of_another(notice):
            return True
        return who in others[notice["clock__team_id"]] or _stands_in(notice)
    if notice["kind"] == EventKind.OFFER_MADE:
        return (task, who) in offers
    if notice["kind"] == EventKind.TASK_HANDED_OVER:
        return notice["task__assignee_id"] == who and notice["task__state"] == TaskState.ACCEPTED
    if notice["kind"] == EventKind.TASK_REPORTED_DONE:
        return notice["task__state"] == TaskState.REPORTED_DONE
    # Any other event has happened, whatever came after it.
    return True


def _person(notice: dict[str, Any]) -> UUID | None:
    """Whom an event speaks of, if it is about a colleague: `event:<kind>:<user>:<when>`."""
    is_about = notice["kind"] in ABOUT_PEOPLE
    return UUID(notice["dedupe_key"].split(":")[2]) if is_about else None


def _is_of_another(notice: dict[str, Any]) -> bool:
    """Whether it speaks of a clock that its recipient does not own."""
    return bool(notice["clock_id"]) and notice["clock__owner_id"] != notice["recipient_id"]


def _stands_in(notice: dict[str, Any]) -> bool:
    """Whether the recipient is told as the deputy of an owner who is away."""
    away_until = notice["clock__owner__away_until"]
    is_away = away_until is not None and away_until >= notice["created_at"].date()
    is_deputy = notice["clock__owner__deputy_id"] == notice["recipient_id"]
    return bool(notice["is_escalated"] and is_deputy and is_away)


def _mark_stopped(letters: Collection[LetterFacts]) -> None:
    stopped = {letter.recipient.pk for letter in letters if letter.recipient.mail_stopped_at}
    if not stopped:
        return
    rows = Membership.objects.filter(user__in=stopped, role__in=sorted(STAFF_ROLES))
    staff = set(rows.values_list("user_id", flat=True))
    for letter in letters:
        who, kind = letter.recipient.pk, letter.email["kind"]
        leaves = kind == EmailKind.ACCOUNT or (kind == EmailKind.URGENT and who in staff)
        letter.is_stopped = who in stopped and not leaves


def _standing(task_ids: set[Any]) -> set[tuple[UUID, UUID]]:
    rows = TaskOffer.objects.filter(task__among=task_ids, answer=OfferAnswer.PENDING)
    return set(rows.values_list("task_id", "volunteer_id"))
