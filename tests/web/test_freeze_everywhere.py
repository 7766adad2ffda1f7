"""A freeze is seen by the very next request: page, fragment, API, token, link, claimed letter."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from casetracker.domain.words import EventKind
from casetracker.mail.transport import Accepted
from casetracker.models import Email, WebSession
from casetracker.selectors.links import link_tokens
from casetracker.services import leases
from casetracker.services.emails import DeliveryResult, deliver_batch
from casetracker.services.freezing import freeze_user
from casetracker.services.notices import event, insert_notices, pack
from casetracker.services.tokens import create_token
from tests.conftest import NOW

FRAGMENT = {"HX-Request": "true", "HX-Target": "content", "X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def freeze(coordinator, caseworker):
    return lambda: freeze_user(actor=coordinator, user_id=caseworker.pk, now=NOW)


def test_pages_fragments_and_posts(read, caseworker, case, freeze):
    reader = read(caseworker)
    page = f"/cases/{case.reference}/"
    assert "Ада Прыклад" in reader.get(page, headers=FRAGMENT)
    freeze()
    for answer in (
        reader.get(page),
        reader.get(page, headers=FRAGMENT),
        reader.post(f"{page}activity/", kind="note", text="still here"),
    ):
        assert answer.where.startswith("/accounts/login/")
        assert "Ада Прыклад" not in answer.html
    assert not WebSession.objects.filter(user=caseworker).exists()


def test_the_api_by_session_and_a_token_between_two_pages(read, caseworker, make_case, freeze):
    for number in range(3):
        make_case(f"Ада Прыклад {number}")
    text = create_token(actor=caseworker, user=caseworker, scopes=["all"], days=3, now=NOW)
    program = Client(headers={"authorization": f"Token {text}"})
    reader = read(caseworker)
    first = program.get("/api/v1/cases/?page_size=1").json()
    assert first["next"]
    assert reader.get("/api/v1/cases/").status == 200
    freeze()
    assert program.get(first["next"]).status_code == 401
    assert program.post("/api/v1/activities/", {}, "application/json").status_code == 401
    assert reader.get("/api/v1/cases/").status == 401


def test_a_link_that_was_opened_already(read, caseworker, freeze):
    uid = urlsafe_base64_encode(force_bytes(caseworker.pk))
    reader = read()
    form = reader.get(f"/accounts/set-password/{uid}/{link_tokens.make_token(caseworker)}/").where
    assert reader.get(form).status == 200
    freeze()
    assert reader.post(form, password="a lantern nobody ever saw").status == 410


def test_a_letter_that_was_claimed_and_not_handed_over(
    mailbox, case, caseworker, coordinator, freeze, monkeypatch
):
    """The server has taken the envelope; the freeze commits; half a second later at the latest
    the text does not leave."""
    assert timedelta(seconds=0.5) >= leases.FRESH
    monkeypatch.setattr(leases, "FRESH", timedelta())
    wanted = [
        event(EventKind.RE_ARRESTED, case.pk, who.pk, is_urgent=True)
        for who in (caseworker, coordinator)
    ]
    insert_notices(wanted, now=NOW)
    pack(now=NOW)
    server = Server(freeze)
    deliver_batch(server, DeliveryResult(), now=NOW)
    deliver_batch(server, DeliveryResult(), now=NOW)
    states = dict(Email.objects.values_list("recipient", "state"))
    assert states == {caseworker.pk: "dropped", coordinator.pk: "sent"}
    assert server.taken == [Email.objects.get(state="sent").message_id]


class Server:
    """Takes letters; at its first envelope somebody freezes."""

    def __init__(self, at_first):
        self.at_first, self.taken = at_first, []

    def send(self, letter, before_data=None):
        at_first, self.at_first = self.at_first, None
        if at_first:
            at_first()
        before_data()
        self.taken.append(letter.message_id)
        return Accepted(250, "ok")
