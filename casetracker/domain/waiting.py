"""Why a letter has not left yet, as a closed list."""

from __future__ import annotations

from enum import StrEnum


class Waiting(StrEnum):
    #: Nothing leaves: the installation has no name, or is a restored copy.
    SILENT = "silent"
    #: A deliverer has it just now.
    BEING_SENT = "being_sent"
    #: Its time has come: whoever delivers next takes it.
    NEXT_ROUND = "next_round"
    #: The instance has sent as many in this hour as it may.
    HOURLY_CAP = "hourly_cap"
    #: The server did not take it; it is tried again.
    ANOTHER_TRY = "another_try"
    #: The reader does not want to be woken.
    QUIET_HOURS = "quiet_hours"
    #: The reader has had three urgent ones in a day: further ones are bundled, one an hour.
    BUNDLED = "bundled"
    ITS_HOUR = "its_hour"
