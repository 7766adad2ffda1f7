"""Mistakes to make on purpose, one at a time: the suite must turn red with each of them.

They replace parts of the product in the processes under test (`switches.py`); the product itself
knows nothing of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.db import connection
from django.db.models import DateTimeField, Value
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from casetracker.domain.words import EmailState
from casetracker.mail.transport import RecipientRefused, RetryLater
from casetracker.models import Email
from casetracker.models.notice import EmailQuerySet
from casetracker.services import emails, leases, notices
from casetracker.web import mail_links

#: What `test_mutants.py` has seen of each, for the summary.
SEEN: dict[str, str] = {}


def prepare_database(mutant: str | None) -> None:
    """What a mutant changes in the database itself."""
    if mutant == "no unique key":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE casetracker_notice DROP CONSTRAINT notice_once")


def no_unique_key() -> None:
    """The same notice may be made twice."""
    notices._REVIVE = ""


def mark_before_send() -> None:
    """A letter is recorded as sent, then handed over."""

    def send(transport: Any, letter: Any, mail: Any, marks: Any) -> Any:
        marks.taken(letter.email["id"], 250)
        marks.tell()
        with patch.object(marks, "look", lambda email_id: None):
            return _send(transport, letter, mail, marks)

    _send, emails._send = emails._send, send


def lease_on_the_workers_clock() -> None:
    """Until when a lease holds, and whether it has run out, is read from the worker's clock."""

    def claim(token: UUID, most: int, now: datetime, **words: Any) -> Any:
        with patch.object(leases, "Now", lambda: Value(now, output_field=DateTimeField())):
            return _claim(token, most, now, **words)

    _claim = leases.claim
    leases.claim = emails.claim = claim


def finish_without_token() -> None:
    """Whoever once had a letter may write how it ended."""

    def filtered(self: Any, *args: Any, **kwargs: Any) -> Any:
        if {"pk", "pk__among"} & kwargs.keys():
            kwargs.pop("lease_token", None)
        return _filter(self, *args, **kwargs)

    _filter, EmailQuerySet.filter = EmailQuerySet.filter, filtered  # type: ignore[method-assign]


def every_5xx_final() -> None:
    """Any permanent answer is taken for a dead address."""

    def send(*args: Any) -> Any:
        answer = _send(*args)
        if isinstance(answer, RetryLater) and answer.code >= 500:
            return RecipientRefused(answer.code, "")
        return answer

    _send, emails._send = emails._send, send


def recipient_from_the_claim() -> None:
    """Who gets a letter, and what it says, is looked up when it is claimed and never again,
    however long the batch takes."""

    def look(self: Any, email_id: UUID) -> None:
        try:
            _look(self, email_id)
        except leases.LeaseEnds:
            ours = Email.objects.filter(lease_token=self.token)
            ours.update(lease_until=Now() + leases.LEASE)

    _look, leases.Marks.look = leases.Marks.look, look  # type: ignore[method-assign]


def overflow_dropped() -> None:
    """What is over the cap of an hour ends instead of waiting for the next."""

    def room(cap: int, now: datetime) -> int:
        left = _room(cap, now)
        if not left:
            over = Email.objects.waiting().filter(next_attempt_at__lte=now)
            over.update(state=EmailState.DROPPED, next_attempt_at=None)
        return left

    _room, leases._room = leases._room, room


def get_consumes_the_link() -> None:
    """Whoever fetches the address by which a mail program unsubscribes has unsubscribed."""

    def one_click(request: HttpRequest, token: str) -> HttpResponse:
        request.method = "POST"
        return _one_click(request, token)

    _one_click = mail_links.one_click
    mail_links.one_click = csrf_exempt(one_click)


MUTANTS: dict[str, Callable[[], None]] = {
    "no unique key": no_unique_key,
    "mark before send": mark_before_send,
    "lease on the worker's clock": lease_on_the_workers_clock,
    "finish without token": finish_without_token,
    "every 5xx final": every_5xx_final,
    "recipient taken from the claim": recipient_from_the_claim,
    "overflow dropped": overflow_dropped,
    "GET consumes the link": get_consumes_the_link,
}
