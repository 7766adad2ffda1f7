"""What was told to whom, and when: letters with their state, never a body."""

from __future__ import annotations

from collections import Counter
from typing import Any

from casetracker.models import Email, Notice, User
from casetracker.selectors.keyset import Slice, page_of


def outbox_page(user: User, *, state: str = "", size: int, **edges: Any) -> Slice:
    """One page of letters that `user` may see, newest first: two queries.

    Each has `lines`: the kinds of what it says, with how often.
    """
    letters = Email.objects.visible_to(user).select_related("recipient")
    if state:
        letters = letters.filter(state=state)
    page = page_of(letters, "created_at", size=size, descending=True, **edges)
    said: dict[Any, Counter[str]] = {letter.pk: Counter() for letter in page.rows}
    told = Notice.objects.filter(email__in=list(said)).values_list("email_id", "kind")
    for email_id, kind in told:
        said[email_id][kind] += 1
    for letter in page.rows:
        letter.lines = said[letter.pk].most_common()
    return page
