"""A list on its way through the API: uploaded, mapped, planned, taken in, decided about, undone."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casetracker.models import Case, ImportBatch, ImportRow, Prisoner
from casetracker.services.import_work import work_on_lists
from tests.api.conftest import assert_problem
from tests.conftest import NOW
from tests.workbooks import workbook

LIST = (
    "Спіс станам на 01.02.2026;;;\n"
    "Хто;Нарадзіўся;Дзе;Статус\n"
    "Бабарыка Віктар;09.11.1963;ПК-1;за кратамі\n"
    "Babariko Viktor;1963;IK-1;in custody\n"
    "Пятрова Марыя;1990;ПК-4;вызвалена 03.01.2026\n"
)


def changed(caller, batch, verb, body=None):
    """A verb on a batch as it stands now; the answer once a worker has been there."""
    etag = caller.get(f"imports/{batch}/")["ETag"]
    answer = caller.post(f"imports/{batch}/{verb}/", body or {}, headers={"If-Match": etag})
    assert answer.status_code == 200, answer.content
    work_on_lists(now=NOW)
    return caller.get(f"imports/{batch}/").json()


def test_a_list_goes_the_whole_way_and_back(call, coordinator):
    caller = call(coordinator)
    batch = caller.post("imports/", {"source": "notes", "text": LIST}).json()["id"]
    columns = {"Хто": "name", "Дзе": "facility"}
    planned = changed(caller, batch, "columns", {"columns": columns})
    assert (planned["state"], planned["counts"]) == ("planned", {"create": 2, "review": 1})
    assert not Prisoner.objects.exists()
    done = changed(caller, batch, "commit")
    assert (done["state"], done["counts"]) == ("done", {"create": 2, "review": 1})
    (row,) = caller.get("import-rows/", {"batch": batch, "outcome": "review"}).json()["results"]
    assert (row["number"], row["observed_on"]) == (2, "2026-02-01")
    kept = caller.post(f"import-rows/{row['id']}/same/", {}).json()
    assert kept["outcome"] == "duplicate"
    found = caller.get("prisoners/", {"search": "Babaryko Wiktor"}).json()["results"]
    assert [one["matched"] for one in found] == ["Babariko Viktor"]
    assert changed(caller, batch, "undo")["state"] == "undone"
    assert not Case.objects.exists()


def test_a_mapping_is_remembered_for_the_next_edition(call, coordinator):
    caller = call(coordinator)
    first = caller.post("imports/", {"source": "notes", "text": LIST}).json()["id"]
    changed(caller, first, "columns", {"columns": {"Хто": "name", "Дзе": "facility"}})
    again = caller.post("imports/", {"source": "notes", "text": LIST + "Новік Алесь;;;\n"}).json()
    assert {"name": 0, "facility": 2}.items() <= again["columns"].items()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"source": "x", "text": ""}, "text"),
        ({"source": "", "text": LIST}, "source"),
        ({"source": "x", "text": "<html><table>"}, "file"),
        ({"source": "x", "text": 'ФИО;Статус\n"Иванов;пз\n'}, "file"),
        ({"source": "x", "text": "Просто текст без имён.\n"}, "header"),
        ({"source": "x", "text": LIST, "state": "done"}, "state"),
    ],
)
def test_what_is_no_list_is_refused_and_nothing_is_kept(call, coordinator, body, field):
    answer = call(coordinator).post("imports/", body)
    assert answer.status_code in (400, 422)
    assert_problem(answer, answer.status_code, field)
    assert not ImportBatch.objects.exists()


def test_a_workbook_comes_as_a_file(call, coordinator):
    data = workbook({"Ліст": [["Прозвішча, імя", "Узрост"], ["Іваноў Іван", 41]]})
    caller = call(coordinator)
    file = SimpleUploadedFile("list.xlsx", data)
    answer = caller.client.post("/api/v1/imports/", {"source": "x", "file": file})
    assert answer.status_code == 201, answer.content
    assert answer.json()["row_count"] == 1


def test_of_a_list_nobody_else_knows(call, coordinator, stranger, volunteer):
    batch = call(coordinator).post("imports/", {"source": "notes", "text": LIST}).json()["id"]
    for user in (stranger, volunteer):
        assert call(user).get(f"imports/{batch}/").status_code in (403, 404)
    assert not ImportRow.objects.exists()


def test_a_row_is_left_out_and_asked_about_again_by_whoever_may_take_in_the_list(
    call, coordinator, stranger, volunteer
):
    caller = call(coordinator)
    batch = caller.post("imports/", {"source": "notes", "text": LIST}).json()["id"]
    changed(caller, batch, "columns", {"columns": {"Хто": "name", "Дзе": "facility"}})
    changed(caller, batch, "commit")
    (row,) = caller.get("import-rows/", {"batch": batch, "outcome": "review"}).json()["results"]
    where = f"import-rows/{row['id']}"
    for user, status in ((volunteer, 403), (stranger, 404)):
        for verb in ("skip", "ask-again"):
            assert call(user).post(f"{where}/{verb}/", {}).status_code == status
    assert caller.post(f"{where}/ask-again/", {}).status_code == 409
    assert caller.post(f"{where}/skip/", {}).json()["outcome"] == "skip"
    assert caller.post(f"{where}/skip/", {}).status_code == 409
    assert caller.post(f"{where}/ask-again/", {}).json()["outcome"] == "review"
