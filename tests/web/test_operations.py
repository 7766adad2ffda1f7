"""The database full, read-only, gone or busy; a request that breaks off: said, and nothing lost."""

from __future__ import annotations

import io
from contextlib import contextmanager
from functools import partial

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import InternalError, OperationalError, connection
from django.test import Client
from django.test.client import MULTIPART_CONTENT, encode_multipart

from casetracker.models import Activity, Attachment
from casetracker.selectors.health import is_database_away
from config.bodies import whole_bodies
from tests.conftest import NOW
from tests.web.conftest import Answer

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "The database does not take this now, and nothing was changed."


@contextmanager
def read_only():
    """What the database itself says while it only reads."""
    is_postgres = connection.vendor == "postgresql"
    set_to = "SET default_transaction_read_only = {}" if is_postgres else "PRAGMA query_only = {}"
    with connection.cursor() as cursor:
        cursor.execute(set_to.format("on"))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(set_to.format("off"))


@contextmanager
def failing(words):
    """Every statement fails with what psycopg or SQLite says where disk or connections are out."""

    def fail(execute, *rest):
        raise OperationalError(words)

    with connection.execute_wrapper(fail):
        yield


WORDS = (
    "could not extend file: No space left on device",
    "FATAL: sorry, too many clients already, password=secret",
)
TROUBLES = {"read-only": read_only} | {words: partial(failing, words=words) for words in WORDS}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_cannot_be_written_is_said_and_can_be_sent_again(read, caseworker, case, trouble):
    reader = read(caseworker)
    page, program = f"/cases/{case.reference}/activity/", "/api/v1/activities/"
    typed = {"kind": "visit", "occurred_at": "2026-02-09T09:30", "text": "from a page"}
    body = {"case": str(case.pk), "kind": "note", "occurred_at": NOW.isoformat(), "text": "x"}
    before = Activity.objects.count()
    with TROUBLES[trouble]():
        on_page = reader.post(page, **typed)
        by_program = Answer(reader.client.post(program, body, "application/json"))
    assert (on_page.status, SAID in on_page) == (503, True)
    assert by_program.status == 503
    assert by_program.headers["Content-Type"] == "application/problem+json"
    for answer in (on_page, by_program):
        assert answer.headers["Retry-After"] == "15"
        assert "secret" not in answer.html
        assert answer.headers["Cache-Control"] == "no-store, private"
    assert Activity.objects.count() == before
    assert reader.post(page, **typed).status == 302
    assert reader.client.post(program, body, "application/json").status_code == 201


def test_a_fault_of_the_program_is_not_blamed_on_the_database():
    assert not is_database_away(InternalError("current transaction is aborted"))
    assert not is_database_away(ValueError())
    assert not is_database_away(None)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_an_upload_that_breaks_off_leaves_no_half_file(client, caseworker, case, share):
    client.force_login(caseworker)
    upload = io.BytesIO("Радок.\n".encode() * 5000)
    upload.name = "letter.txt"
    body = encode_multipart("BoUnDaRyStRiNg", {"file": upload, "task": ""})
    sent = client_environ(client, f"/cases/{case.reference}/files/", body)
    sent["wsgi.input"] = io.BytesIO(body[: int(len(body) * share)])
    assert answered(sent) in ("200", "400")  # the form once more, for whoever still listens
    assert not Attachment.objects.exists()
    whole = client_environ(client, f"/cases/{case.reference}/files/", body)
    assert answered(whole) == "302"
    assert Attachment.objects.count() == 1


def test_a_json_body_that_breaks_off_is_refused(client, caseworker, case):
    client.force_login(caseworker)
    body = b'{"case": 1}' + b" " * 1000
    sent = client_environ(client, "/api/v1/activities/", body, "application/json")
    sent["wsgi.input"] = io.BytesIO(body[:11])
    assert answered(sent) == "400"


def client_environ(client: Client, path: str, body: bytes, kind: str = MULTIPART_CONTENT):
    """What a server hands over for a request of whoever `client` has signed in."""
    client.get("/settings/profile/")
    token = "a" * 32
    cookies = {name: cookie.value for name, cookie in client.cookies.items()} | {"csrftoken": token}
    return client._base_environ(
        PATH_INFO=path,
        REQUEST_METHOD="POST",
        CONTENT_TYPE=kind,
        CONTENT_LENGTH=str(len(body)),
        HTTP_COOKIE="; ".join(f"{name}={value}" for name, value in cookies.items()),
        HTTP_X_CSRFTOKEN=token,
        **{"wsgi.input": io.BytesIO(body)},
    )


def answered(environ) -> str:
    said: list[str] = []
    application = whole_bodies(get_wsgi_application())
    b"".join(application(environ, lambda status, headers, *rest: said.append(status)))
    return said[0].split()[0]
