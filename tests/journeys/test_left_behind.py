"""What every journey runs beside, and that the search after it finds what lies in clear: what was
planted, and what was sealed and has been overwritten since, in each of the places.

Here everything is rolled back: what was written in clear stays on no page of the file.
"""

from __future__ import annotations

import base64
import html
import json
import logging
import tempfile
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import Client
from kombu import Connection

from casetracker.models import Case, Clock, Contact, Email, Need, Notice, Release, Task, Team
from casetracker.models.base import new_id
from casetracker.services.contacts import record_contact
from casetracker.vault.columns import sealed_columns
from config import embedded_broker
from config.celery import BEAT, app
from tests.canaries import Canaries
from tests.conftest import NOW
from tests.journeys.left_behind import Left
from tests.journeys.planted import plant

pytestmark = pytest.mark.django_db
QUEUE = "leaking"


@pytest.fixture
def planted(left: Left) -> Left:
    """As before every journey."""
    left.canaries.add(plant())
    return left


def test_a_text_is_planted_in_every_sealed_column(planted):
    bare = []
    for column in sealed_columns():
        rows = column.model._base_manager.exclude(**{column.field.name: None})
        values = [getattr(row, column.field.name) for row in rows]
        texts = [one if isinstance(one, bytes) else one.encode() for one in values]
        if not any(map(planted.canaries.found_in, texts)):
            bare.append(column.name)
    assert bare == []


def test_what_is_planted_meets_nobody(planted, remind):
    counted = [Case, Clock, Contact, Email, Need, Notice, Release, Task]
    before = [model.objects.count() for model in counted]
    for days in (1, 40, 400):
        remind(NOW + timedelta(days=days))
    for entry in BEAT.values():
        app.tasks[entry["task"]].apply(throw=True)
    assert [model.objects.count() for model in counted] == before
    assert before == [0, 0, 1, 0, 0, 0, 0, 0]  # contacts are met through their person only
    assert not any(path.suffix == ".eml" for path in planted.folder.rglob("*"))


def in_the_log(text: str, left: Left) -> None:
    logging.getLogger("casetracker").info("a contact: %s", text)


def in_a_letter(text: str, left: Left) -> None:
    letter = EmailMessage()
    letter["Subject"] = text
    letter.set_content("Hello!", cte="base64")
    (left.folder / "mail").mkdir(exist_ok=True)
    (left.folder / "mail" / "one.eml").write_bytes(letter.as_bytes())


def in_the_broker(text: str, left: Left) -> None:
    options = embedded_broker.broker_options(left.folder / "var" / "broker")
    with Connection(embedded_broker.URL, transport_options=options) as broker:
        app.send_task("casetracker.jobs.any", args=[text], connection=broker, queue=QUEUE)


def in_a_temporary_file(text: str, left: Left) -> None:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(text.encode())


def in_a_column(text: str, left: Left) -> None:
    Team.objects.create(name=text, country="LT", created_at=NOW)


def in_a_column_of_json(text: str, left: Left) -> None:
    Team.objects.create(name=str(new_id()), hostile_countries=[text], country="LT", created_at=NOW)


def in_the_cache(text: str, left: Left) -> None:
    cache.set("note", {"text": text}, 60)


def told(client: Client, status: int, text: str) -> None:
    def handle(environ: Any) -> HttpResponse:
        answer = HttpResponse(f"<b>{text}</b>", status=status)
        answer.wsgi_request = WSGIRequest(environ)
        return answer

    client.handler = handle
    client.get("/")


def on_a_page_that_breaks(text: str, left: Left) -> None:
    told(Client(), 500, text)


@pytest.mark.parametrize(
    "leak",
    [
        in_the_log,
        in_a_letter,
        in_the_broker,
        in_a_temporary_file,
        in_a_column,
        in_a_column_of_json,
        in_the_cache,
        on_a_page_that_breaks,
    ],
    ids=lambda leak: leak.__name__.replace("_", " "),
)
def test_what_is_planted_or_was_sealed_is_found_in_clear(leak, planted, case, caseworker):
    contact = record_contact(
        actor=caseworker,
        prisoner_id=case.prisoner_id,
        relation="mother",
        name="Марыля Вераб'ёва",
        country="PL",
        now=NOW,
    )
    was_said, contact.name = contact.name, "Somebody Else"
    contact.save()
    assert planted.hits() == []
    for text in (planted.canaries.said["Contact.note"][0], was_said):
        before = planted.hits()
        leak(text, planted)
        assert set(planted.hits()) - set(before)


def test_a_refusal_may_say_what_its_reader_was_shown_and_nothing_else(left):
    said = left.canaries.say("Contact.name")
    one, other = Client(), Client()
    for reader, text in ((one, said), (other, "Nothing yet.")):
        told(reader, 200, text)
    told(one, 400, said)
    assert left.hits() == []
    told(other, 400, said)
    assert len(left.hits()) == 1


def test_a_file_that_is_written_beside_the_folder_is_noticed(left, tmp_path_factory):
    (left.folder / "inside").write_text("")
    assert left.elsewhere() == []
    beside = tmp_path_factory.mktemp("beside") / "file"
    beside.write_text("")
    assert left.elsewhere() == [str(beside)]


def in_broken_lines(text: bytes) -> bytes:
    return b"pad" + base64.encodebytes(b"any" + json.dumps([text.decode()] * 9).encode())


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text,
        lambda text: text.decode().encode("utf-16-le"),
        lambda text: text.hex().encode(),
        lambda text: json.dumps(text.decode()).encode(),
        lambda text: html.escape(text.decode()).encode(),
        lambda text: base64.urlsafe_b64encode(b"any" + text),
        in_broken_lines,
    ],
    ids=["plain", "UTF-16", "hexadecimal", "JSON", "HTML", "base64", "JSON in base64"],
)
@pytest.mark.parametrize("before", range(5))
def test_a_text_is_found_however_it_is_written(written, before):
    canaries = Canaries()
    texts = [f"«{number}» Вераб'ёва & Co\nand more".encode() for number in range(99)]
    for text in texts:
        canaries.keep(text.decode(), text)
    canaries.keep("short", "1234567")
    assert canaries.found_in(b"\0" * before + b"1234567, Co and more") == []
    found = canaries.found_in(b"\0" * before + written(texts[50]) + b"\0 1234567")
    assert [name for name in found if name.startswith(texts[50].decode())] == found != []
