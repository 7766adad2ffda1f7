"""What a coordinator may take away, and back."""

from __future__ import annotations

from enum import StrEnum

LONGEST_REASON = 1000


class Quarantined(StrEnum):
    """What may stand in quarantine; a person with their files, a file with what hangs on it."""

    PRISONER = "prisoner"
    CASE = "case"
    ACTION = "action"
    RELEASE = "release"
    NEED = "need"
    TASK = "task"
    PROCEDURE = "procedure"
    DOCUMENT = "document"
