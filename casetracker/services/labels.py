"""Labels: two random words that stand for one subject to one recipient."""

from __future__ import annotations

import os
from collections.abc import Collection
from uuid import UUID

from casetracker.domain.labels import label_for
from casetracker.models import Label
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows

#: Random words rarely meet; a second draw settles the few that do.
DRAWS = 8
Wanted = tuple[UUID, UUID]


def labels_of(wanted: Collection[Wanted]) -> dict[Wanted, str]:
    """(recipient, subject) → its label; made where there is none yet. One statement when all
    exist, two where some do not, a few more where two draws meet.

    Raises `RuntimeError` if no free pair of words is found for a recipient.
    """
    found = _read(wanted)
    for _ in range(DRAWS):
        missing = [pair for pair in dict.fromkeys(wanted) if pair not in found]
        if not missing:
            return found
        rows = [(new_id(), who, what, label_for(os.urandom(8))) for who, what in missing]
        made = insert_rows(Label, ["id", "recipient", "subject_id", "words"], rows, returning="id")
        kept = set(made)
        found |= {(who, what): words for pk, who, what, words in rows if pk in kept}
        if len(kept) < len(rows):
            # Drawn before for this recipient, or somebody else has just labelled the same thing.
            found |= _read([pair for pair in missing if pair not in found])
    raise RuntimeError("no free label was found; the word lists are too short for one recipient")


def _read(wanted: Collection[Wanted]) -> dict[Wanted, str]:
    pairs = set(wanted)
    rows = Label.objects.filter(
        recipient__in={who for who, _ in pairs}, subject_id__in={what for _, what in pairs}
    ).values_list("recipient_id", "subject_id", "words")
    return {(who, what): words for who, what, words in rows if (who, what) in pairs}
