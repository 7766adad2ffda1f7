"""The second thing that somebody shows at sign-in, and how often wrong things may be tried."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from casetracker.domain.words import Role


class FactorKind(StrEnum):
    #: Six digits that an app makes from the time (RFC 6238).
    APP = "app"
    PASSKEY = "passkey"
    #: Printed codes for the day on which the others are lost; each works once.
    RECOVERY = "recovery"


#: Of these a person has one; of passkeys as many as devices.
ONE_EACH = (FactorKind.APP, FactorKind.RECOVERY)
#: Who reaches nothing without a second factor (`access.md`, "Sign-in"); volunteers may have one.
DEMANDED_OF = frozenset(Role) - {Role.VOLUNTEER}

APP_DIGITS = 6
APP_PERIOD = 30
#: Clocks of telephones are off: the codes before and after hold, too.
APP_TOLERANCE = 1
RECOVERY_CODES = 10
#: Without 0 O 1 I L U: read from paper, typed in a hurry.
_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_CODE_LENGTH = 10


def new_code() -> str:
    """A code of ten characters, 49 bits, that somebody types once."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))


def new_recovery_codes() -> list[str]:
    return [new_code() for _ in range(RECOVERY_CODES)]


def shown_code(code: str) -> str:
    """A code as it is printed: two halves."""
    return f"{code[:5]}-{code[5:]}"


def typed_code(text: str) -> str:
    """What was typed, without what people put between: blanks, hyphens, small letters."""
    return "".join(char for char in text.upper() if char.isascii() and char.isalnum())


def app_steps(seconds: int) -> list[int]:
    """The time steps whose codes hold at `seconds` since 1970, the likeliest first."""
    now = seconds // APP_PERIOD
    return sorted(
        range(now - APP_TOLERANCE, now + APP_TOLERANCE + 1), key=lambda step: abs(step - now)
    )


@dataclass(frozen=True)
class Pace:
    """How often something may be tried: `free` times, then ever more slowly, never not at all."""

    free: int
    #: The longest wait between two tries that are looked at.
    longest: timedelta
    #: After so long without a try all is forgotten.
    forget: timedelta

    def wait(self, count: int) -> timedelta:
        """How long after the last try that was looked at the `count`-th is looked at."""
        over = min(count - self.free, 30)
        return timedelta(0) if over <= 0 else min(self.longest, timedelta(seconds=2**over))
