"""What a reader said to one line of a letter, without signing in."""

from __future__ import annotations

from django.db import models

from casetracker.domain.mail_links import LinkVerb
from casetracker.models.base import Row, one_of, word
from casetracker.models.notice import Email, Notice


class LinkAnswer(Row):
    """A line is answered once: the same press again finds this row and writes nothing."""

    email = models.ForeignKey(
        Email, on_delete=models.CASCADE, related_name="answers", db_index=False
    )
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="answers")
    answer = word(LinkVerb)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("answer", LinkVerb, name="linkanswer_answer"),
            models.UniqueConstraint(fields=["email", "notice"], name="linkanswer_once"),
        ]
