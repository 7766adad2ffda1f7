"""Lists on pages: uploaded or pasted, columns, plan, progress, report, taken back."""

import csv
import html
import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from casetracker.domain.headers import LAYOUTS
from casetracker.models import Case, ImportBatch, ImportPiece, ImportRow, Prisoner, User, Wave
from casetracker.services import import_work
from casetracker.web.import_words import LAYOUT
from tests.lists import file_of

NAMES = "Іваноў Іван\nПятрова Марыя\nJan Kowalski (34)\n"


@pytest.fixture
def page(read, coordinator):
    return read(coordinator)


def paste(page, team, text, **more):
    fields = {"source": "a list", "team": str(team.pk), "text": text, **more}
    return page.post("/imports/new/", **fields)


def test_there_is_a_way_in_and_an_empty_state(page, team):
    answer = page.get("/imports/")
    assert "No list has come in yet." in answer
    assert 'href="/imports/new/"' in answer.html


def test_pasted_names_go_the_whole_way_and_back(page, team):
    where = paste(page, team, NAMES).where
    assert "What do the columns hold?" in page.get(where)
    assert "Jan Kowalski" in page.get(where)
    planned = page.press(f"{where}columns/")
    assert "a new file : 3" in planned
    assert "birth year from the age" in planned
    assert not Prisoner.objects.exists()
    done = page.press(f"{where}commit/")
    assert "What became of it" in done
    assert Case.objects.count() == 3
    undone = page.press(f"{where}undo/")
    assert "is gone again" in undone
    assert not Prisoner.objects.exists()


def test_a_file_is_uploaded_and_its_results_are_a_table(page, team):
    file = SimpleUploadedFile("list.csv", file_of("B"))
    where = paste(page, team, "", file=file).where
    page.post(f"{where}columns/")
    page.post(f"{where}commit/")
    lines = b"".join(page.client.get(f"{where}results.csv").streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(lines)))
    assert [int(row["row"]) for row in rows] == list(range(1, 201))
    assert all(row["reference"] for row in rows if row["outcome"] == "create")


def test_a_long_list_is_left_to_a_worker_and_shows_how_far_it_is(page, team, monkeypatch):
    monkeypatch.setattr("casetracker.web.imports.SHORT", 2)
    where = paste(page, team, NAMES).where
    waiting = page.press(f"{where}columns/")
    assert "0 of 3 rows" in waiting
    assert f'data-polls="{where}progress/"' in waiting.html
    assert "0 of 3 rows" in page.get(f"{where}progress/")
    import_work.work_on_lists(now=ImportBatch.objects.get().created_at)
    assert page.client.get(f"{where}progress/").status_code == 204
    assert "What each row would become" in page.get(where)


def test_columns_can_be_named(page, team):
    text = "Name,Born,Where\nІваноў Іван,1980-01-02,IK-4\n"
    where = paste(page, team, text).where
    fields = {"column-0": "name", "column-1": "birth", "column-2": "facility"}
    page.post(f"{where}columns/", **fields)
    page.post(f"{where}commit/")
    assert Case.objects.filter(detentions__custodies__facility__code="IK-04").exists()


def test_the_plan_is_shown_by_outcome_and_page_by_page(page, team):
    file = SimpleUploadedFile("list.csv", file_of("A"))
    where = paste(page, team, "", file=file).where
    page.post(f"{where}columns/")
    first = page.get(where)
    assert first.html.count('data-label="Becomes"') == 50
    assert "after=50" in first.html
    review = page.get(where, {"outcome": "review"})
    assert "a person must decide" in review
    for odd in ({"after": "x"}, {"after": "9" * 40}, {"outcome": "'"}):
        assert page.get(where, odd).status == 200


def test_an_upload_that_is_no_list_says_why_and_keeps_what_was_typed(page, team):
    answer = paste(page, team, "https://example.org\n")
    assert answer.status == 400
    assert "No row of column headers" in answer
    assert "Give the columns headers" in answer
    assert "machine list" not in answer
    assert "https://example.org" in answer.html
    assert "one of the two" in paste(page, team, "")
    assert not ImportBatch.objects.exists()


def test_columns_without_a_name_are_refused_and_the_list_waits(page, team):
    where = paste(page, team, "Name,Born\nІваноў Іван,1980\n").where
    answer = page.press(f"{where}columns/", **{"column-0": "", "column-1": "birth"})
    assert "Say which column holds the name" in answer
    assert ImportBatch.objects.get().state == "draft"


def test_headers_that_nobody_knows_are_named_on_the_page(page, team):
    where = paste(page, team, "Чел;Сядзіць\nІваноў Іван;IK-4\n", source="нататкі").where
    assert "What do the columns hold?" in page.get(where)
    assert "Say which column holds the name" in page.press(f"{where}columns/")
    page.post(f"{where}columns/", **{"column-0": "name", "column-1": "facility"})
    assert "Іваноў Іван" in page.get(where)
    page.post(f"{where}commit/")
    assert Case.objects.get().detentions.get().custodies.get().facility.code == "IK-04"


def test_what_was_thrown_away_is_gone(page, team):
    where = paste(page, team, NAMES).where
    assert "Thrown away" in page.press(f"{where}discard/")
    assert not ImportPiece.objects.exists()
    assert page.get(where).status == 404


def test_a_name_that_is_markup_is_shown_as_it_is(page, team):
    text = "Name,Born,Status\n<script>alert(1)</script> Іван,1980,np\n"
    where = paste(page, team, text).where
    assert "<script>alert" not in page.get(where).html
    assert "<script>alert" not in page.press(f"{where}columns/").html


def test_another_team_s_list_does_not_exist(read, page, team, make_user, other_team):
    where = paste(page, team, NAMES).where
    stranger = read(make_user("coordinator", other_team))
    assert stranger.get(where).status == 404
    assert stranger.post(f"{where}columns/").status == 404
    assert stranger.get(f"{where}results.csv").status == 404


def test_a_volunteer_takes_in_nothing(read, volunteer):
    assert read(volunteer).get("/imports/new/").status == 403


def test_what_two_sources_say_stands_on_the_file(page, team):
    for source, place in (("one", "IK-4"), ("two", "IK-17")):
        text = f"Name,Born,Prison,Status\nІваноў Іван,1980-01-02,{place},in custody\n"
        where = paste(page, team, text, source=source).where
        page.post(f"{where}columns/")
        page.post(f"{where}commit/")
    case = Case.objects.get()
    answer = page.get(f"/cases/{case.reference}/")
    assert "sources disagree" in answer
    assert "IK-04 one" in answer
    assert "IK-17 two" in answer
    assert "in prison two" in answer
    assert "imprisoned" not in answer
    assert "IK-4 not known" not in answer


def test_every_list_says_where_it_stands(page, team):
    for number in range(3):
        paste(page, team, NAMES, source=f"list {number}")
    page.get("/imports/")
    answer = page.get("/imports/")
    assert answer.text.count("waits for a look") == 3


def test_a_row_that_waits_is_decided_on_the_page_of_its_list(page, read, make_user, team):
    text = "name;birthday\nКаваленка Андрэй;1980-01-02\nKavalenka Andrei;1980-11-02\n"
    where = paste(page, team, text).where
    page.press(f"{where}columns/")
    done = page.press(f"{where}commit/")
    assert "Rows that wait for you" in done
    assert "Kavalenka Andrei" in done
    row = ImportRow.objects.get(outcome="review")
    volunteer = read(make_user("volunteer", team))
    assert volunteer.post(f"{where}rows/{row.pk}/different/").status == 403
    answer = page.press(f"{where}rows/{row.pk}/different/")
    assert "not asked about again" in answer
    assert "Rows that wait for you" not in answer
    assert Prisoner.objects.count() == 2
    assert "decided meanwhile" in page.press(f"{where}rows/{row.pk}/same/")


def test_a_row_that_waits_stands_beside_whom_it_is_held_against_and_an_edition_names_its_news(
    page, team
):
    head = "id,name,birthday,arrested,prison,status\n"
    known = "1,Каваленка Андрэй,1980-01-02,2021-03-04,IK-4,in prison\n"
    for status in ("in prison", "released"):
        rows = known.replace("in prison", status) + "2,Kavalenka Andrei,1980-11-02,,,np\n"
        where = paste(page, team, head + rows).where
        page.press(f"{where}columns/")
        done = page.press(f"{where}commit/")
        if status == "in prison":
            for words in (
                "status not called a political prisoner",
                "birth date 1980-11-02",
                "Held against Spellings Каваленка Андрэй Born 2 January 1980 Arrests 4 March 2021",
                "place of detention IK-04",
                "likeness 0.",
            ):
                assert words in done, words
    reference = Case.objects.get().reference
    assert f"freed: 1 Каваленка Андрэй · {reference} status: in prison → at liberty" in done
    assert "otherwise changed: 0" in done


def test_a_file_of_another_team_is_not_named_by_what_is_new_since_the_edition_before(
    page, read, make_user, team, other_team
):
    rows = "name,birthday\nКаваленка Андрэй,1980-01-02\n"
    theirs = read(make_user("coordinator", other_team))
    where = paste(theirs, other_team, rows).where
    theirs.press(f"{where}columns/")
    theirs.press(f"{where}commit/")
    for text in ("name,birthday\nПятрова Марыя,1981-02-03\n", rows):
        where = paste(page, team, text).where
        page.press(f"{where}columns/")
        done = page.press(f"{where}commit/")
    assert "new: 1 row 1" in done
    assert Case.objects.get(team=other_team).reference not in done


def test_a_row_that_names_nobody_is_left_out_and_one_that_cannot_be_read_says_what_it_says(
    page, team
):
    text = "name;birthday;term;remarks\nN.N.;;;her street 5\nКаваленка Андрэй;31.02.1980;3 years;\n"
    where = paste(page, team, text).where
    page.press(f"{where}columns/")
    done = page.press(f"{where}commit/")
    assert "birth date 31.02.1980 not read" in done
    assert "sentence, in months 36" in done
    assert done.text.count("not read") == 1
    assert "her street" not in done
    assert "Somebody else" not in done  # than whom?
    assert done.text.count("Open a file") == 2
    row = ImportRow.objects.get(number=1)
    answer = page.press(f"{where}rows/{row.pk}/skip/")
    assert "Left out" in answer
    assert answer.text.count("Open a file") == 1
    assert "Decided by hand 1 · N. N. : left out by hand" in answer
    again = page.press(f"{where}rows/{row.pk}/ask-again/")
    assert "the row waits again" in again
    assert again.text.count("Open a file") == 2
    assert not Prisoner.objects.exists()


def test_a_column_that_was_read_wrongly_is_named_anew_from_the_plan(page, team):
    where = paste(page, team, "Name,Born,Where\nІваноў Іван,1980-01-02,IK-4\n").where
    planned = page.press(f"{where}columns/", **{"column-0": "name", "column-1": "arrest"})
    assert "Say again what the columns hold" in planned
    assert "1980-01-02" not in planned.html.split("<tbody>")[1].split("</tbody>")[0]
    planned = page.press(f"{where}columns/", **{"column-0": "name", "column-1": "birth"})
    assert "1980-01-02" in planned.html.split("<tbody>")[1].split("</tbody>")[0]


def test_the_very_list_once_more_is_said_to_be_here(page, team, monkeypatch, now):
    where = paste(page, team, NAMES).where
    page.press(f"{where}columns/")
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=1))
    again = paste(page, team, NAMES)
    assert again.where == where
    assert "here already: nothing came in anew" in page.get(where)


def test_a_coordinator_comes_from_the_queue_to_the_rows_that_wait(page, team):
    for source, text in (("clear", NAMES), ("in doubt", "name;birthday\nN.N.;\n")):
        where = paste(page, team, text, source=source).where
        page.press(f"{where}columns/")
        page.press(f"{where}commit/")
    assert 'href="/imports/?waits"' in page.get("/queues/").html
    waiting = page.get("/imports/", {"waits": ""})
    assert "1 row waits for a person" in waiting
    assert f'href="{where}#decide"' in waiting.html
    assert "clear" not in waiting
    page.press(f"{where}rows/{ImportRow.objects.get(outcome='review').pk}/skip/")
    assert "everything is decided" in page.get("/imports/", {"waits": ""})


def test_names_that_wait_with_their_release_are_decided_there(page, team, now):
    wave = Wave.objects.create(name="bus", happened_on=now.date(), team=team, created_at=now)
    where = paste(page, team, "name;birthday\nN.N.;\n").where
    page.press(f"{where}columns/")
    page.press(f"{where}commit/")
    ImportBatch.objects.update(wave=wave)
    answer = page.get(where)
    assert "1 name waits with its release" in answer
    assert f'href="/waves/{wave.pk}/#waiting"' in answer.html
    assert "Open a file" not in answer


def test_the_fifty_first_list_is_on_the_next_page(page, coordinator, team, now):
    ImportBatch.objects.bulk_create(
        ImportBatch(
            source=f"list {number:02}.",
            team=team,
            file_hash=str(number),
            created_by=coordinator,
            created_at=now + timedelta(minutes=number),
            finished_at=now,
        )
        for number in range(51)
    )
    first = page.get("/imports/")
    assert "list 50." in first
    assert "list 00." not in first
    following = re.search(r'href="(\?after=[^"]+)"', first.html)
    assert following
    assert "list 00." in page.get("/imports/" + html.unescape(following[1]))


def test_a_list_that_cannot_be_taken_back_says_why_in_the_reader_s_language(
    page, coordinator, team
):
    User.objects.filter(pk=coordinator.pk).update(language="be")
    for source in ("first", "second"):
        where = paste(page, team, NAMES, source=source).where
        page.press(f"{where}columns/")
        page.press(f"{where}commit/")
    first = ImportBatch.objects.get(source="first")
    answer = page.press(f"/imports/{first.pk}/undo/")
    assert "пазнейшыя спісы: second" in answer
    assert "Files of this list" not in answer


def test_the_page_of_a_list_costs_the_same_however_many_rows_wait(
    page, team, django_assert_max_num_queries
):
    rows = "".join(f"{name} Андрэй;1980-0{n}-02\n" for n in (1, 2) for name in ("Каваль", "Мазур"))
    where = paste(page, team, "name;birthday\n" + rows + "N.N.;\n" * 9).where
    page.press(f"{where}columns/")
    page.press(f"{where}commit/")
    with django_assert_max_num_queries(24):
        assert page.get(where).text.count("Leave it out") > 8


@pytest.mark.parametrize("language", ["be", "ru"])
def test_a_list_says_in_the_reader_s_language_what_kind_it_is(page, coordinator, team, language):
    User.objects.filter(pk=coordinator.pk).update(language=language)
    where = paste(page, team, "", file=SimpleUploadedFile("list.csv", file_of("A"))).where
    layout = ImportBatch.objects.get().layout
    assert layout in LAYOUT
    assert layout not in page.get(where)
    assert set(LAYOUT) == set(LAYOUTS)


def test_after_a_decision_the_next_row_is_at_hand(page, team):
    where = paste(page, team, "name;birthday\nN.N.;\n").where
    page.press(f"{where}columns/")
    page.press(f"{where}commit/")
    row = ImportRow.objects.get()
    assert page.post(f"{where}rows/{row.pk}/skip/").where == f"{where}#decide"
