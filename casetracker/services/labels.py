"""Labels: two random words that stand for one subject to one recipient."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from uuid import UUID

from casetracker.domain.labels import BYTES, label_for
from casetracker.models import Label
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows

#: Random words rarely meet; a second draw settles the few that do.
DRAWS = 12
#: So many draws avoid the words of everybody else; then a very large register has used up most of
#: them, and only this recipient's own and this subject's own are avoided.
CHOOSY = 4
#: Only words that stand in nobody's mailbox.
_UNUSED = """
AND NOT EXISTS (SELECT 1 FROM casetracker_label AS used WHERE used."words" = v."words")
ON CONFLICT DO NOTHING
"""
Wanted = tuple[UUID, UUID]


def labels_of(wanted: Mapping[Wanted, str]) -> dict[Wanted, str]:
    """(recipient, subject) → its label, for (recipient, subject) → language; made where there is
    none yet, and never changed. One statement when all exist, two where some do not, a few more
    where two draws meet.

    Two mailboxes share no label while enough are free; for one subject they never do. Raises
    `RuntimeError` if no free pair of words is found for a recipient.
    """
    found = _read(wanted)
    for draw in range(DRAWS):
        missing = [pair for pair in wanted if pair not in found]
        if not missing:
            return found
        # Words as keys: what is drawn twice at once is kept once, and drawn again for the other.
        drawn = {label_for(os.urandom(BYTES), wanted[pair]): pair for pair in missing}
        rows = [(new_id(), who, what, words) for words, (who, what) in drawn.items()]
        made = insert_rows(
            Label,
            ["id", "recipient", "subject_id", "words"],
            rows,
            on_conflict=_UNUSED if draw < CHOOSY else "ON CONFLICT DO NOTHING",
            returning="id",
        )
        kept = set(made)
        found |= {(who, what): words for pk, who, what, words in rows if pk in kept}
        if len(kept) < len(missing):
            # Drawn before for this recipient, or somebody else has just labelled the same thing.
            found |= _read([pair for pair in missing if pair not in found])
    raise RuntimeError("no free label was found; the word lists are too short for one recipient")


def _read(wanted: Collection[Wanted]) -> dict[Wanted, str]:
    pairs = set(wanted)
    rows = Label.objects.filter(
        recipient__among={who for who, _ in pairs}, subject_id__among={what for _, what in pairs}
    ).values_list("recipient_id", "subject_id", "words")
    return {(who, what): words for who, what, words in rows if (who, what) in pairs}
