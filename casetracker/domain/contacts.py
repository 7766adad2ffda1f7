"""Contacts, health and consent: their words, how they are masked, and whom one must not write to.

A contact is life-risk data (P3 of `access.md`): shown masked, opened with a purpose. Nobody in
the power of the state that imprisons may be written to from here unless a person has said, for
that channel and until a date, that it is safe.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from casetracker.domain.errors import Refused
from casetracker.domain.words import ActionKind, ActivityKind, Stage, TaskKind

#: Whose reach a team reckons with until it says otherwise, ISO 3166 alpha-2.
HOSTILE_BY_DEFAULT = ("BY", "RU")
HIDDEN = "•••"
#: What two of staff decided where nobody could be reached is looked at again after so long.
REVIEWED_AFTER = timedelta(days=30)


class ContactRelation(StrEnum):
    MOTHER = "mother"
    FATHER = "father"
    SPOUSE = "spouse"
    PARTNER = "partner"
    CHILD = "child"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    RELATIVE = "relative"
    FRIEND = "friend"
    LAWYER = "lawyer"
    SELF = "self"
    OTHER = "other"


#: Who may have been left behind.
FAMILY = frozenset(
    {
        ContactRelation.MOTHER,
        ContactRelation.FATHER,
        ContactRelation.SPOUSE,
        ContactRelation.PARTNER,
        ContactRelation.CHILD,
        ContactRelation.SIBLING,
        ContactRelation.GRANDPARENT,
        ContactRelation.RELATIVE,
    }
)


class Channel(StrEnum):
    PHONE = "phone"
    MESSENGER = "messenger"
    EMAIL = "email"
    POST = "post"
    VISIT = "visit"


class Safety(StrEnum):
    UNKNOWN = "unknown"
    SAFE = "safe"
    UNSAFE = "unsafe"


class RevealPurpose(StrEnum):
    """Why somebody opens what is masked."""

    CALL = "call"
    WRITE = "write"
    VISIT = "visit"
    LEGAL = "legal"
    MEDICAL = "medical"
    VERIFY = "verify"
    EMERGENCY = "emergency"
    CORRECT = "correct"


class Severity(StrEnum):
    STABLE = "stable"
    WORSENING = "worsening"
    CRITICAL = "critical"
    RECOVERING = "recovering"


class ConsentPurpose(StrEnum):
    PUBLISH = "publish"
    UN_FILING = "un_filing"
    MEDIA_KIT = "media_kit"
    SHARE_WITH_PARTNER = "share_with_partner"
    CONTACT = "contact"


class ConsentAudience(StrEnum):
    PUBLIC = "public"
    UN = "un"
    MEDIA = "media"
    AUTHORITIES = "authorities"
    PARTNERS = "partners"
    SUPPORTERS = "supporters"


class ConsentBy(StrEnum):
    """Who gave it. What others gave is suspended by a release until the person decides."""

    PERSON = "person"
    RELATIVE = "relative"
    LAWYER = "lawyer"
    STAFF = "staff"


class BlockReason(StrEnum):
    """Why somebody may not be written to or called."""

    FREED_IN_COUNTRY = "freed_in_country"
    UNSAFE = "unsafe"
    HOSTILE_COUNTRY = "hostile_country"
    RECHECK_DUE = "recheck_due"


#: Which channels a kind of task or entry uses to reach the person; any volunteer's task does.
TASKS_THAT_REACH = frozenset(set(TaskKind) - {TaskKind.OTHER})
_ENTRIES_THAT_REACH = frozenset({ActivityKind.LETTER_SENT, ActivityKind.CONTACT_MADE})
#: Towards a body unless none is named: then it goes to the people whom it covers.
_ACTIONS_THAT_REACH = frozenset({ActionKind.LETTER, ActionKind.MEETING})


class ContactBlocked(Refused):
    """Writing to or calling somebody would put them at risk. Said, and left in the audit record
    by whoever shows the refusal (`services/contact_safety.py`)."""

    status = 409

    def __init__(
        self, reasons: Collection[BlockReason], *, subject: tuple[UUID, UUID | None], field: str
    ) -> None:
        #: `subject`: the ids of the case, and of the contact if it is about one.
        self.reasons, self.subject = tuple(reasons), subject
        said = " ".join(_SAID[reason] for reason in reasons)
        super().__init__(said, field=field, allowed="what came in from them can always be recorded")


_SAID = {
    BlockReason.FREED_IN_COUNTRY: (
        "The person was freed inside the country: contact itself is a risk to them, so no letter, "
        "call or visit is planned or recorded as ours. A remote check is safe."
    ),
    BlockReason.UNSAFE: "This contact is marked as not safe to be written to or called.",
    BlockReason.HOSTILE_COUNTRY: (
        "This contact lives where the state that imprisons can reach them, and nobody has said "
        "that this channel is safe. If it is, set it on the contact with a date to check again."
    ),
    BlockReason.RECHECK_DUE: (
        "It was said that this channel is safe, but the date to check that again has passed. "
        "Check, then set a new date."
    ),
}


def blocks_case(stage: Stage) -> tuple[BlockReason, ...]:
    """Why nothing may be sent to the person of a case, or to relatives; empty if it may."""
    return (BlockReason.FREED_IN_COUNTRY,) if stage == Stage.FREED_IN_COUNTRY else ()


def blocks_contact(
    *,
    stage: Stage,
    country: str,
    hostile: Collection[str],
    safety: Safety,
    safe_channels: Collection[str],
    recheck_is_due: bool,
    channel: Channel,
) -> tuple[BlockReason, ...]:
    """Why a contact may not be reached by `channel`; empty if they may.

    Unsafe is unsafe everywhere. Within reach of the state (`hostile`, ISO 3166) only a channel
    that was declared safe may be used, and only until it must be checked again; a contact whose
    country is not known counts as within reach.
    """
    found = list(blocks_case(stage)) if not country or country in hostile else []
    if safety is Safety.UNSAFE:
        found.append(BlockReason.UNSAFE)
    elif not country or country in hostile:
        if safety is not Safety.SAFE or channel not in safe_channels:
            found.append(BlockReason.HOSTILE_COUNTRY)
        elif recheck_is_due:
            found.append(BlockReason.RECHECK_DUE)
    return tuple(found)


def task_reaches(kind: str) -> bool:
    """Whether doing such a task means meeting or writing to the person."""
    return kind in TASKS_THAT_REACH


def entry_reaches(kind: str) -> bool:
    """Whether such an entry says that we wrote or called; what came in never counts."""
    return kind in _ENTRIES_THAT_REACH


def action_reaches(kind: str, *, is_towards_body: bool) -> bool:
    """Whether such an action goes to the people whom it covers, and to nobody else."""
    return kind in _ACTIONS_THAT_REACH and not is_towards_body


def masked(text: str | None) -> str:
    """A P3 text as a list shows it: that there is one, and its first letter."""
    if not text:
        return ""
    return text[0] + HIDDEN


def masked_number(text: str | None) -> str:
    """A number or address as a list shows it: that there is one, nothing of it."""
    return HIDDEN if text else ""


def channels_in_order(channels: Iterable[str]) -> list[str]:
    """The channels without repeats, in the order of the list."""
    wanted = set(channels)
    return [str(channel) for channel in Channel if channel in wanted]
