"""Reception desks: a named device that works for one wave, for a shift, and for nothing else.

Source: `access.md`, "Sign-in".
"""

from __future__ import annotations

from datetime import timedelta

#: A wave is being received so long after its release; then no desk is opened for it.
RECEIVED_FOR = timedelta(days=14)
#: A code that nobody has typed opens nothing any more.
CODE_FOR = timedelta(minutes=15)
LASTS = timedelta(hours=12)
#: Desks of one wave that work or wait at once.
MOST_DESKS = 20
#: Both stand in the audit record before the name of whoever opened the desk.
LONGEST_DEVICE = 40
LONGEST_PERSON = 40
