"""Lists that one person takes along: own files or one wave, nothing that could cost lives.

Source: `access.md`, "Desk list". What is left out is what P3 names: contacts, health, addresses,
and who works on whom.
"""

from __future__ import annotations

from datetime import timedelta

from casetracker.domain.words import NeedKind

#: Longer lists are no desk's: they are exported, by two people.
MOST_ROWS = 5000
LONGEST_REASON = 300
#: So long whoever made a list may print or load it.
READABLE_FOR = timedelta(hours=1)
#: The needs that say something about health are on no list.
NOT_LISTED = frozenset({NeedKind.MEDICAL, NeedKind.PSYCHOLOGICAL})
