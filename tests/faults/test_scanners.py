"""A mail scanner fetches every address in every letter: nothing is used up, nothing is changed."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.test import Client
from django.utils import timezone

from casetracker.models import (
    AuditEvent,
    Case,
    Email,
    LinkAnswer,
    Membership,
    Notice,
    Task,
    TaskOffer,
    Team,
    User,
)
from casetracker.services.emails import deliver_due
from casetracker.services.notices import pack
from casetracker.services.offers import offer_task
from casetracker.services.tasks import open_task

pytestmark = pytest.mark.servers
DAY = timedelta(days=1)


@pytest.fixture
def offered(place, settings):
    """A volunteer has been asked, by a letter that has left."""
    settings.BASE_URL = "https://cases.example"
    settings.ALLOWED_HOSTS = ["cases.example"]
    now, team = timezone.now(), Team.objects.get()
    who = User.objects.create(email="helper@example.org", name="H", password="!", created_at=now)
    Membership.objects.create(user=who, team=team, role="volunteer", created_at=now, vetted_at=now)
    case = Case.objects.filter(team=team)[0]
    words = {"title": "Drive", "kind": "transport", "is_after_release": True}
    task = open_task(
        actor=None, case_id=case.pk, team_id=team.pk, due_at=now + 2 * DAY, now=now, **words
    )
    offer_task(actor=None, task_id=task.pk, volunteer_id=who.pk, now=now)
    pack(now=now)
    deliver_due(now=now)
    return message_from_bytes(place.journal.letters[-1], policy=policy.default)


def state():
    tables = (Task, TaskOffer, Notice, Email, User, LinkAnswer, AuditEvent)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_a_scanner_that_fetches_every_address_of_a_letter_uses_nothing_up(offered):
    text, stop = offered.get_content(), offered["List-Unsubscribe"]
    addresses = re.findall(r"https://[^\s<>]+", f"{text} {stop}")
    assert any("/m/#" in address for address in addresses)
    assert any("/m/stop/" in address for address in addresses)
    before = state()
    client = Client()
    for address in addresses:
        place, _, token = address.removeprefix("https://cases.example").partition("#")
        for at in (place, f"{place}?{token}", f"{place}?token={token}"):
            assert client.get(at, secure=True, HTTP_HOST="cases.example").status_code == 200
            client.head(at, secure=True, HTTP_HOST="cases.example")
            client.options(at, secure=True, HTTP_HOST="cases.example")
    assert state() == before, "consumed by a scanner"
    # The reader comes after the scanner: the link works, once.
    token = next(address for address in addresses if "/m/#" in address).partition("#")[2]
    page = client.post("/m/", {"token": token}, secure=True, HTTP_HOST="cases.example")
    press = re.search(r'value="(take\.[0-9a-f]{32})"', page.content.decode())[1]
    for _ in range(2):
        client.post("/m/", {"token": token, "press": press}, secure=True, HTTP_HOST="cases.example")
    assert LinkAnswer.objects.count() == 1
    assert Task.objects.get(offers__volunteer__email="helper@example.org").state == "accepted"
