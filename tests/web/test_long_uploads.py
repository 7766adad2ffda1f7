"""Lists up to the size that the page promises come in through every door; longer ones are refused
in a sentence, and nothing of them is kept."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casetracker.domain.encodings import MAX_BYTES
from casetracker.models import ImportBatch
from casetracker.web.uploads import InMemory
from tests.api.conftest import assert_problem, call  # noqa: F401 (a fixture)

ROW = "Іваноў Іван;1980-01-02;" + "заўвага " * 500 + "\n"
HEAD = "name;birthday;notes\n"


def long_list(size: int) -> bytes:
    """A list of so many bytes, in few rows."""
    row = ROW.encode()
    body = HEAD.encode() + row * ((size - len(HEAD)) // len(row))
    return body + b"\n" * (size - len(body))


def send(page, team, data: bytes):
    file = SimpleUploadedFile("list.csv", data)
    return page.post("/imports/new/", source="a list", team=str(team.pk), text="", file=file)


@pytest.mark.parametrize("size", [MAX_BYTES, 22 * 1024 * 1024])
def test_a_list_as_long_as_the_page_promises_comes_in_by_the_page(read, coordinator, team, size):
    answer = send(read(coordinator), team, long_list(size))
    assert answer.status == 302, answer.text
    assert ImportBatch.objects.get().row_count > 2000


@pytest.mark.parametrize("size", [MAX_BYTES + 1, MAX_BYTES + 3_000_000])
def test_a_longer_one_is_refused_on_the_page_in_a_sentence(read, coordinator, team, size):
    answer = send(read(coordinator), team, b"x" * size)
    assert answer.status == 400
    assert "The file is larger than 50 MB; split it." in answer
    assert "one of the two" not in answer
    assert not ImportBatch.objects.exists()


def test_of_what_is_too_long_nothing_is_kept_in_memory(read, coordinator, team, monkeypatch):
    kept = []
    receive = InMemory.receive_data_chunk

    def watch(self, data, start):
        kept.append(receive(self, data, start) is None)

    monkeypatch.setattr(InMemory, "receive_data_chunk", watch)
    send(read(coordinator), team, b"x" * (MAX_BYTES + 3_000_000))
    assert len(kept) > 100
    assert not any(kept)


def test_no_other_page_takes_so_much(read, coordinator, caseworker, case):
    file = SimpleUploadedFile("note.txt", b"x" * 22 * 1024 * 1024)
    answer = read(caseworker).post(f"/cases/{case.reference}/files/", file=file)
    assert answer.status == 400
    assert "larger than 20 MB" in answer
    wave = read(coordinator).post(
        "/waves/new/", wave="Made up", file=SimpleUploadedFile("w.txt", b"x" * 22 * 1024 * 1024)
    )
    assert "larger than 5 MB" in wave


def test_a_list_comes_in_as_a_file_by_the_api(call, coordinator, team):  # noqa: F811
    caller = call(coordinator)
    body = {
        "source": "a list",
        "file": SimpleUploadedFile("list.csv", long_list(MAX_BYTES)),
    }
    answer = caller.client.post("/api/v1/imports/", body)
    assert answer.status_code == 201, answer.content
    assert answer.json()["state"] == "draft"
    assert answer.json()["row_count"] > 2000


def test_by_the_api_a_longer_one_and_what_is_no_list_are_refused(call, coordinator, team):  # noqa: F811
    caller = call(coordinator)

    def send(data: bytes, **more: str):
        body = {"source": "a list", "file": SimpleUploadedFile("x", data), **more}
        return caller.client.post("/api/v1/imports/", body)

    assert_problem(send(b"x" * (MAX_BYTES + 100_000)), 413)
    assert_problem(send(b"%PDF-1.7"), 400, "file")
    assert_problem(send(b""), 400, "file")
    assert_problem(send(HEAD.encode(), sheet="One"), 400, "sheet")
    assert_problem(send(HEAD.encode(), unknown="x"), 400, "unknown")
    assert_problem(caller.client.post("/api/v1/imports/", {"source": "a list"}), 400, "file")
    assert not ImportBatch.objects.exists()


def test_the_same_file_under_the_same_key_is_one_list(call, coordinator, team):  # noqa: F811
    caller = call(coordinator)

    def send(data: str):
        body = {"source": "a list", "file": SimpleUploadedFile("x.csv", data.encode())}
        return caller.client.post("/api/v1/imports/", body, headers={"Idempotency-Key": "once"})

    first = send(HEAD + ROW)
    assert send(HEAD + ROW).json()["id"] == first.json()["id"]
    assert_problem(send(HEAD + ROW + ROW), 409)


@pytest.mark.parametrize("who", ["volunteer", "auditor"])
def test_who_takes_in_no_lists_sends_no_file(call, request, who, team):  # noqa: F811
    caller = call(request.getfixturevalue(who))
    body = {"source": "a list", "file": SimpleUploadedFile("x.csv", (HEAD + ROW).encode())}
    assert_problem(caller.client.post("/api/v1/imports/", body), 403)
