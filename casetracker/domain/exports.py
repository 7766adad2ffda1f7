"""Exports: what leaves by two people for one named recipient, how it comes about, how long it
stays.

Source: `access.md`, "Desk list" and "Export". A list without anything that could cost lives, of
one's own files or one wave, is a desk list and needs one person.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class ExportState(StrEnum):
    #: Nobody has agreed yet.
    ASKED = "asked"
    BUILDING = "building"
    READY = "ready"
    #: Its time is over; the files are deleted.
    GONE = "gone"
    CANCELLED = "cancelled"
    #: Something in it could not be opened or encrypted.
    FAILED = "failed"


class ExportTable(StrEnum):
    CASES = "cases"
    CONTACTS = "contacts"
    HEALTH = "health"


UNFINISHED = frozenset({ExportState.ASKED, ExportState.BUILDING})
READY_FOR = timedelta(hours=24)
LONGEST_RECIPIENT = 120
#: Files of a case a part holds: some seconds of work, some megabytes in memory, never on a disk.
CASES_A_PART = 2000
#: Parts that one call of the job takes.
PARTS_A_JOB = 20
#: One person waits for no more than these at once.
MOST_UNFINISHED = 5
