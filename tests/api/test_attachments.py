from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from casetracker.models import Attachment
from casetracker.services.attachments import attach_file
from casetracker.services.tokens import create_token
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW

ADDRESS = "/api/v1/attachments/"


def upload(caller, case, name="note.txt", data=b"text", **headers):
    body = {"case": str(case.pk), "file": SimpleUploadedFile(name, data)}
    return caller.client.post(ADDRESS, body, headers=headers)


def test_a_file_is_put_in_and_read_as_a_download(call, caseworker, case):
    caller = call(caseworker)
    answer = upload(caller, case)
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert (next(iter(said)), said["name"], said["size"]) == ("id", "note.txt", 4)
    content = caller.get(f"attachments/{said['id']}/content/")
    assert content.content == b"text"
    assert content.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in content.headers["Content-Security-Policy"]
    assert "no-store" in content.headers["Cache-Control"]


def test_a_program_brings_files_and_takes_none(caseworker, case):
    """Whoever gets hold of a token has no scan of anybody's passport by it."""
    text = create_token(actor=None, user=caseworker, scopes=["all"], days=1, now=timezone.now())
    client = Client(headers={"Authorization": f"Token {text}"})
    body = {"case": str(case.pk), "file": SimpleUploadedFile("note.txt", b"text")}
    answer = client.post(ADDRESS, body)
    assert answer.status_code == 201, answer.content
    address = f"{ADDRESS}{answer.json()['id']}/"
    for path in (ADDRESS, address, f"{address}content/"):
        assert client.get(path).status_code == 403
    assert client.post(f"{address}remove/").status_code == 403
    assert client.get("/api/v1/audit-events/").status_code == 403
    assert Attachment.objects.get().removed_at is None


def test_the_same_upload_again_makes_nothing_twice(call, caseworker, case):
    caller = call(caseworker)
    first = upload(caller, case, **{"Idempotency-Key": "once"})
    again = upload(caller, case, **{"Idempotency-Key": "once"})
    assert again.json()["id"] == first.json()["id"]
    other = upload(caller, case, data=b"other", **{"Idempotency-Key": "once"})
    assert_problem(other, 409)
    assert Attachment.objects.count() == 1


def test_a_text_in_place_of_the_file_is_refused_also_with_a_key(call, caseworker, case):
    sent = {"case": str(case.pk), "file": "no file"}
    answer = call(caseworker).client.post(ADDRESS, sent, headers={"Idempotency-Key": "once"})
    assert_problem(answer, 400, "file")


def test_what_is_refused_names_the_file(call, caseworker, case):
    caller = call(caseworker)
    assert_problem(upload(caller, case, "page.html", b"<html>"), 400, "file")
    assert_problem(upload(caller, case, "empty.txt", b""), 400, "file")
    assert_problem(caller.client.post(ADDRESS, {"case": str(case.pk)}), 400, "file")
    assert_problem(caller.client.post(ADDRESS, {"x": "y"}), 400, "x", "file", "case")
    assert_problem(upload(caller, case, "big.txt", b"a" * (21 * 1024 * 1024)), 413)


def test_roles_see_what_is_theirs(
    call, caseworker, coordinator, volunteer, auditor, stranger, administrator, case
):
    file = attach_file(actor=caseworker, case_id=case.pk, name="a.txt", data=b"text", now=NOW)
    path = f"attachments/{file.pk}/"
    assert call(coordinator).get(path).json()["name"] == "a.txt"
    assert "name" not in call(auditor).get(path).json()
    assert_problem(call(auditor).get(f"{path}content/"), 403)
    assert_problem(call(stranger).get(path), 404)
    assert_problem(call(volunteer).get(f"{path}content/"), 404)
    assert_problem(call(administrator).get(path), 403)
    assert_problem(upload(call(coordinator), case), 403)


def test_a_file_is_taken_out_of_every_list(call, caseworker, case):
    caller = call(caseworker)
    said = upload(caller, case).json()
    assert caller.post(f"attachments/{said['id']}/remove/").status_code == 204
    assert ids(caller.get("attachments/")) == []
