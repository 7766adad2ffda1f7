"""A message that says anything, and an envelope for it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from casetracker.mail.composer import Envelope, make_message_id

SENT_AT = datetime(2026, 3, 16, 7, 0, tzinfo=UTC)


@dataclass(frozen=True)
class PlainMessage:
    """Any subject and text: what no message of ours can say."""

    text_said: str = "Hello\n"
    subject_said: str = "You have tasks"

    def subject(self) -> str:
        return self.subject_said

    def text(self) -> str:
        return self.text_said


def envelope_for(number: int = 1, recipient: str = "anna@example.org") -> Envelope:
    return Envelope(
        sender="noreply@casetracker.example",
        recipient=recipient,
        message_id=make_message_id(UUID(int=number), "casetracker.example"),
        sent_at=SENT_AT,
    )
