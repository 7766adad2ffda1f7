"""Where a list stands on its way from an upload to files of people."""

from __future__ import annotations

from enum import StrEnum


class ImportState(StrEnum):
    #: Uploaded; a person looks at what its columns hold.
    DRAFT = "draft"
    #: What each row would become is being found out.
    PLANNING = "planning"
    #: A person looks at what each row would become.
    PLANNED = "planned"
    WRITING = "writing"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


#: In these a worker has something to do.
AT_WORK = frozenset({ImportState.PLANNING, ImportState.WRITING, ImportState.UNDOING})
#: In these nothing of the list has been written: it may be thrown away.
UNWRITTEN = frozenset({ImportState.DRAFT, ImportState.PLANNING, ImportState.PLANNED})
