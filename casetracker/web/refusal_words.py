"""What lists and the review of pairs refuse, in the reader's language.

Services say it in English, as programs read it; a sentence that is not known here stays so.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from casetracker.web.import_words import OUTCOME, STATE

#: The sentence with its parts → the same in the reader's language.
_SENTENCES: list[tuple[str, Any]] = [
    (
        r"Files of this list have been worked on since: (?P<files>.+?)\. What is built on it "
        r"cannot be undone\. Later lists name them, too: (?P<lists>.+)\.",
        _(
            "Files of this list have been worked on since: %(files)s. What is built on it cannot "
            "be undone. Later lists name them, too: %(lists)s. Take those back first."
        ),
    ),
    (
        r"Files of this list have been worked on since: (?P<files>.+)\. What is built on it "
        r"cannot be undone\.",
        _(
            "Files of this list have been worked on since: %(files)s. What is built on it cannot "
            "be undone."
        ),
    ),
    (
        r"Somebody has begun to work on (?P<files>.+)\.",
        _("Somebody has begun to work on %(files)s."),
    ),
    (r"Nobody has decided about this row\.", _("Nobody has decided about this row.")),
    (
        r"Another row was taken for this person since\.",
        _("Another row was taken for this person since: take that back first."),
    ),
    (r"Somebody has changed the same fact since\.", _("Somebody has changed the same fact since.")),
    (
        r"This row was decided meanwhile: (?P<outcome>\w+)\.",
        _("This row was decided meanwhile: %(outcome)s."),
    ),
    (
        r"It was held against row (?P<row>\d+), which waits itself: decide that first\.",
        _("It was held against row %(row)s, which waits itself: decide that first."),
    ),
    (
        r"This row was held against nobody who has a file: it is a person of its own\.",
        _("This row was held against nobody who has a file: it is a person of its own."),
    ),
    (
        r"This name waits with its wave; decide there\.",
        _("This name waits with its release; decide there."),
    ),
    (r"This list is (?P<state>\w+) already\.", _("This list has come further: it %(state)s.")),
    (r"Say which column holds the name\.", _("Say which column holds the name.")),
    (
        r"Two columns hold the same field: '(?P<one>.*)' and '(?P<other>.*)'\. "
        r"Rename or remove one\.",
        _(
            "Two columns are read as the same: “%(one)s” and “%(other)s”. Read one of "
            "them otherwise, or not at all."
        ),
    ),
    (
        r"No row of column headers that is known was found; the file begins with: (?P<seen>.*)\.",
        _(
            "No row of column headers was found; the list begins with: %(seen)s. Give the columns "
            "headers, such as name and date of birth, in one row above the people."
        ),
    ),
    (r"The list has headers and no rows\.", _("The list has headers and no rows.")),
    (
        r"The file is not (?P<encoding>\S+) text, and its encoding cannot be told for sure; .*",
        _(
            "The file is not %(encoding)s text, and its encoding cannot be told for sure: "
            "choose it."
        ),
    ),
    (
        r"Only a workbook has sheets; this file is text or none that is read\.",
        _("Only a workbook has sheets; this file is text or none that is read."),
    ),
    (r"This was decided meanwhile: (?P<answer>\w+)\.", _("This was decided meanwhile.")),
    (r"Only a refusal is taken back so\.", _("This was decided otherwise meanwhile.")),
    (
        r"This entry was merged into another one meanwhile; use that one\.",
        _("This entry was merged into another one meanwhile; use that one."),
    ),
    (r"This merge was undone already\.", _("This merge was undone already.")),
    (
        r"The entry that was kept was merged into another one since: undo that merge first\.",
        _("The entry that was kept was merged into another one since: undo that merge first."),
    ),
    (
        r"A file of these people is not there to be merged\.",
        _("A file of these people is not there to be merged."),
    ),
    (
        r"The register is being looked through already\.",
        _("The register is being looked through already."),
    ),
    (
        r"Somebody else changed this meanwhile: .*",
        _("Somebody else changed this meanwhile. Look at it again."),
    ),
    (r"The file is empty\.", _("The file is empty.")),
    (
        r"The file is binary, not a table of text\.",
        _("The file is binary, not a table of text."),
    ),
    (
        r"The file is a web page or XML, not CSV; save the table as CSV\.",
        _("The file is a web page or XML, not CSV; save the table as CSV."),
    ),
    (
        r"The workbook is locked with a password; save it without\.",
        _("The workbook is locked with a password; save it without."),
    ),
    (r"It has ended: (?P<state>\w+)\.", _("It has ended already.")),
]
_KNOWN = [(re.compile(sentence, re.DOTALL), said) for sentence, said in _SENTENCES]


def in_words(message: str) -> str:
    """A refusal of a service as a page says it."""
    for sentence, said in _KNOWN:
        if found := sentence.fullmatch(message):
            parts = found.groupdict()
            if "outcome" in parts:
                parts["outcome"] = OUTCOME.get(parts["outcome"], parts["outcome"])
            if "state" in parts:
                parts["state"] = STATE.get(parts["state"], parts["state"])
            return str(said) % parts
    return message
