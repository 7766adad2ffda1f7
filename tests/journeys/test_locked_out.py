"""A caseworker is taken at the border, laptop and mailbox with them: one press of a coordinator's
button, and whatever was in their hands is dead at once."""

from __future__ import annotations

import re
import threading
import time
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connections
from django.test import Client
from django.utils import timezone

from casetracker.domain.words import EventKind
from casetracker.mail.transport import Accepted
from casetracker.models import Email, ImportBatch, Task, User
from casetracker.services import leases
from casetracker.services.emails import DeliveryResult, deliver_batch, deliver_due
from casetracker.services.letters import account_link
from casetracker.services.notices import event, insert_notices, pack
from casetracker.services.tasks import open_task
from casetracker.services.tokens import create_token
from tests.second_factors import give_app

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "quiet lantern over water"
HTMX = {"HX-Request": "true", "HX-Target": "content", "HX-Current-URL": "http://testserver/"}
LIST = "name;status\nПрыклад Ада;np\n"


def signed_in(user):
    """Through the door: a password, then the code of an app."""
    User.objects.filter(pk=user.pk).update(password=make_password(PASSWORD))
    app, browser = give_app(user), Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    browser.post("/accounts/second-factor/", {"code": app.code(timezone.now())})
    assert browser.get("/").status_code == 200
    return browser


class StallingServer:
    """Takes the envelope of its first letter, and lets the sender wait before the text."""

    def __init__(self):
        self.has_envelope, self.goes_on = threading.Event(), threading.Event()
        self.taken = []

    def send(self, letter, before_data):
        if not self.has_envelope.is_set():
            self.has_envelope.set()
            assert self.goes_on.wait(30)
        before_data()
        self.taken.append(letter.message_id)
        return Accepted(250, "ok")


@pytest.fixture
def delivery():
    """`delivery(server)`: one batch leaves, from another process as it were."""
    threads, faults = [], []

    def start(server):
        def deliver():
            try:
                deliver_batch(server, DeliveryResult(), now=timezone.now())
            except BaseException as error:
                faults.append(error)
                raise
            finally:
                connections.close_all()

        threads.append(threading.Thread(target=deliver))
        threads[-1].start()
        return threads[-1]

    yield start
    for thread in threads:
        thread.join(30)
    assert faults == []


def link_in(mailbox, user):
    return re.search(r"/m/#([0-9a-f]{64})\s", "\n".join(mailbox.to(user)))[1]


def test_whatever_a_frozen_caseworker_had_open_is_dead_at_once(
    make_case, team, caseworker, coordinator, mailbox, delivery
):
    now = timezone.now()
    case = make_case(at=now)
    # What they have in their hands: pages and fragments in a browser, a program's token, a mail
    # whose link answers without a sign-in, a link to choose a password.
    browser, lead = signed_in(caseworker), signed_in(coordinator)
    page = f"/cases/{case.reference}/"
    source = {"source": "by hand", "team": str(team.pk), "text": LIST}
    browser.post("/imports/new/", source)
    polled = f"/imports/{ImportBatch.objects.get(team=team).pk}/progress/"
    token = create_token(actor=caseworker, user=caseworker, scopes=["all"], days=3, now=now)
    program = Client(headers={"authorization": f"Token {token}"})
    task = open_task(
        actor=coordinator,
        case_id=case.pk,
        title="Fetch the bag",
        kind="transport",
        due_at=now + timedelta(days=9),
        assignee_id=caseworker.pk,
        now=now,
    )
    given = {"task_id": task.pk, "due_at": task.due_at, "is_urgent": True}
    handed = event(EventKind.TASK_HANDED_OVER, task.pk, caseworker.pk, **given)
    insert_notices([handed], now=now)
    pack(now=now)
    deliver_due(now=now)
    letter = {"token": link_in(mailbox, caseworker)}
    done = re.search(r'value="(done\.\w+)"', Client().post("/m/", letter).content.decode())[1]
    choose = account_link(User.objects.get(pk=caseworker.pk)).partition("8000")[2]
    assert "Ада Прыклад" in browser.get(page, headers=HTMX).content.decode()
    assert browser.get(polled).status_code in (200, 204)
    assert program.get("/api/v1/cases/").status_code == 200
    assert Client().get(choose).status_code == 302

    had = mailbox.to(caseworker)

    # Two more mails are claimed; the mail server has the first envelope and stalls.
    insert_notices(
        [
            event(EventKind.RE_ARRESTED, case.pk, who.pk, is_urgent=True)
            for who in (caseworker, coordinator)
        ],
        now=now,
    )
    pack(now=now)
    server = StallingServer()
    leaving = delivery(server)
    assert server.has_envelope.wait(30)
    assert Email.objects.waiting().exclude(lease_token=None).count() == 2

    lead.post(f"/settings/users/{caseworker.pk}/lock/")
    for answer in (
        browser.get(page),
        browser.get(page, headers=HTMX),
        browser.get(polled),
        browser.post(f"{page}activity/", {"kind": "note", "text": "still here"}, headers=HTMX),
    ):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/")
        assert answer.content == b""
    assert browser.get("/api/v1/cases/").status_code == 401
    assert program.get("/api/v1/cases/").status_code == 401
    for press in ("", done, "stop"):
        assert Client().post("/m/", letter | {"press": press}).status_code == 404
    assert Client().get(choose, follow=True).status_code == 410
    wrong = browser.post("/accounts/login/", {"login": caseworker.email, "password": PASSWORD})
    assert wrong.status_code == 200

    # So long at the most does a sender rely on what it knew.
    time.sleep(leases.FRESH.total_seconds())
    server.goes_on.set()
    leaving.join(30)
    assert len(server.taken) == 1
    assert Email.objects.get(message_id=server.taken[0]).recipient == coordinator
    deliver_due(now=timezone.now())
    theirs = Email.objects.filter(recipient=caseworker, kind="urgent").order_by("created_at", "pk")
    assert [email.state for email in theirs] == ["sent", "dropped"]
    assert mailbox.to(caseworker) == had
    # What they had taken on waits for somebody else.
    task = Task.objects.get(pk=task.pk)
    assert (task.state, task.assignee) == ("open", None)

    # Let in again, they sign in anew; what was dead stays dead.
    lead.post(f"/settings/users/{caseworker.pk}/unlock/")
    assert browser.get(page).status_code == 302
    assert program.get("/api/v1/cases/").status_code == 401
    assert Client().post("/m/", letter).status_code == 404
    assert Client().get(choose, follow=True).status_code == 410
    deliver_due(now=timezone.now())
    assert mailbox.to(caseworker) == had
    assert signed_in(caseworker).get(page).status_code == 200
