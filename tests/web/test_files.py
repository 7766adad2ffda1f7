from django.core.files.uploadedfile import SimpleUploadedFile

from casetracker.models import Attachment
from casetracker.services.attachments import attach_file
from tests.conftest import NOW


def test_a_file_is_put_in_listed_fetched_and_taken_out(client, caseworker, case, monkeypatch):
    client.force_login(caseworker)
    page = f"/cases/{case.reference}/files/"
    assert "No files yet." in client.get(page).content.decode()
    answer = client.post(page, {"file": SimpleUploadedFile("note.txt", b"text")})
    assert answer.status_code == 302, answer.content
    file = Attachment.objects.get()
    assert "note.txt" in client.get(page).content.decode()
    fetched = client.get(f"/files/{file.pk}/")
    assert fetched.content == b"text"
    assert "sandbox" in fetched.headers["Content-Security-Policy"]
    client.post(f"{page}{file.pk}/remove/")
    assert client.get(f"/files/{file.pk}/").status_code == 404


def test_a_refused_file_is_explained_on_the_form(client, caseworker, case):
    client.force_login(caseworker)
    page = f"/cases/{case.reference}/files/"
    answer = client.post(page, {"file": SimpleUploadedFile("page.html", b"<html>")})
    assert answer.status_code == 400
    assert "Files of this kind are not taken." in answer.content.decode()


def test_a_colleague_may_not_and_another_team_finds_nothing(
    client, caseworker, make_user, team, other_team, case
):
    file = attach_file(actor=caseworker, case_id=case.pk, name="a.txt", data=b"text", now=NOW)
    for team_of, status in ((team, 403), (other_team, 404)):
        client.force_login(make_user("caseworker", team_of))
        assert client.get(f"/cases/{case.reference}/files/").status_code == status
        assert client.get(f"/files/{file.pk}/").status_code == 404
