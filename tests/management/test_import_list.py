"""`import_list` as an operator calls it."""

import csv
import io

import pytest
from django.core.management import call_command

from casetracker.management.command import Stopped
from casetracker.management.commands import import_list as command
from casetracker.models import Case, ImportBatch, ImportRow, Prisoner
from casetracker.papers.import_results import COLUMNS
from casetracker.services import imports
from tests.lists import expected_of, file_of, path_of
from tests.workbooks import PEOPLE, workbook


@pytest.fixture
def a_list(tmp_path):
    """`a_list(b"…")`: a file with this content."""

    def a_list(data, name="list.csv"):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return str(path)

    return a_list


def results_in(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_list_is_taken_in_and_counted(run, team):
    answer = run("import_list", str(path_of("A")), "--source", "A")
    assert list(answer) == ["rows", "create", "update", "duplicate", "review", "skip", "reject"]
    assert answer["rows"] == 200 == sum(answer.values()) - answer["rows"]
    assert answer["create"] == Case.objects.count() >= 147
    assert (answer["skip"], answer["reject"]) == (2, 1)


def test_lists_a_and_d_give_at_least_250_people(run, team):
    first = run("import_list", str(path_of("A")), "--source", "A")
    second = run("import_list", str(path_of("D")), "--source", "D")
    assert first["create"] + second["create"] == Prisoner.objects.count() >= 250


def test_the_same_list_twice_creates_nothing(run, team):
    run("import_list", str(path_of("D")), "--source", "D")
    again = run("import_list", str(path_of("D")), "--source", "D")
    assert (again["create"], again["update"], again["review"]) == (0, 0, 0)
    assert again["duplicate"] + again["reject"] == 200


def test_the_results_hold_one_line_per_row(run, team, tmp_path):
    out = tmp_path / "out.csv"
    run("import_list", str(path_of("A")), "--source", "A", "--results", str(out))
    lines = results_in(out)
    assert tuple(lines[0]) == COLUMNS
    assert [int(line["row"]) for line in lines] == list(range(1, 201))
    for line, want in zip(lines, expected_of("A"), strict=True):
        assert want.allows(line["outcome"])
        if want.person:
            for column in ("birth_date", "arrest_date", "articles", "sentence_months", "status"):
                assert line[column] == want.facts[column]
            assert line["facility"] == want.facts["facility"].removeprefix("SYN-")
        if line["outcome"] == "create":
            assert Case.objects.filter(reference=line["reference"]).exists()
    assert not out.with_name("out.csv.part").exists()


def test_a_dry_run_writes_results_and_nothing_else(run, team, tmp_path):
    out = tmp_path / "out.csv"
    answer = run(
        "import_list", str(path_of("A")), "--source", "A", "--dry-run", "--results", str(out)
    )
    assert answer["create"] >= 147
    assert len(results_in(out)) == 200
    assert not ImportBatch.objects.exists()
    assert not Prisoner.objects.exists()


def test_what_a_spreadsheet_might_run_is_escaped_in_the_results(run, team, tmp_path, a_list):
    out = tmp_path / "out.csv"
    head = "name,birthday,status\n"
    path = a_list(head + "=cmd|'/c calc'!A0 Иван,1980-01-02,np\n＋Иванов Иван,1981-03-04,np\n")
    run("import_list", path, "--source", "x", "--results", str(out))
    cells = [cell for line in results_in(out) for cell in line.values()]
    assert not [cell for cell in cells if cell[:1] in "=+-@＋" and cell]


def test_windows_1251_and_a_tab_are_taken_when_named(run, team, a_list):
    text = "ФИО\tДата рождения\tСтатус\nИванов Иван\t01.02.1980\tв колонии\n"
    path = a_list(text.encode("cp1251"))
    words = ["--encoding", "windows-1251", "--delimiter", "tab"]
    assert run("import_list", path, "--source", "x", *words)["create"] == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02", "binary"),
        (b"PK\x03\x04", "cannot be read as one"),
        ("ФИО;Статус\nИванов;ПЗ\n".encode("koi8-r"), "--encoding windows-1251"),
        (b"a;b;c\n1;2;3\n", "begins with: a, b, c"),
        (b"id,name,status,birthday\n", "no rows"),
        ('id,name,status,birthday\n1,"Иванов,np,\n2,Петров,np,\n3,Сидоров,np,\n', "never closed"),
    ],
)
def test_what_is_no_list_ends_with_one_sentence_and_no_change(refusal, team, a_list, data, said):
    assert said in refusal("import_list", a_list(data), "--source", "x")
    assert not ImportBatch.objects.exists()
    assert not ImportRow.objects.exists()


def test_a_missing_file_and_a_folder_are_refused(refusal, team, tmp_path):
    assert "no such file" in refusal("import_list", str(tmp_path / "none.csv"), "--source", "x")
    assert "folder" in refusal("import_list", str(tmp_path), "--source", "x")


def test_a_sheet_of_a_text_is_refused(refusal, team):
    words = ["import_list", str(path_of("A")), "--source", "A", "--sheet", "1"]
    assert "Only a workbook has sheets" in refusal(*words)


def test_list_b_needs_no_options(run, team, tmp_path):
    out = tmp_path / "out.csv"
    run("import_list", str(path_of("B")), "--source", "B", "--results", str(out))
    for line, want in zip(results_in(out), expected_of("B"), strict=True):
        assert want.allows(line["outcome"])
        if want.person:
            for column in ("birth_date", "arrest_date", "articles", "sentence_months", "status"):
                assert line[column] == want.facts[column]


def test_a_workbook_is_taken_sheet_by_name(run, refusal, team, a_list):
    path = a_list(workbook({"Titles": [["Nothing here"]], "People": PEOPLE}), "list.xlsx")
    assert run("import_list", path, "--source", "x", "--dry-run")["create"] == 2
    assert "Titles, People" in refusal("import_list", path, "--source", "x", "--sheet", "Nobody")
    assert run("import_list", path, "--source", "x", "--sheet", "people")["create"] == 2


def test_a_refused_list_leaves_earlier_results_alone(refusal, team, a_list, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("kept")
    refusal("import_list", a_list(b"a;b\n1;2\n"), "--source", "x", "--results", str(out))
    assert out.read_text() == "kept"
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".part"] == []


def test_results_never_replace_the_list(refusal, team, a_list):
    path = a_list(file_of("A"))
    assert "replace" in refusal("import_list", path, "--source", "A", "--results", path)


def test_an_unknown_team_user_or_caseworker_is_refused(refusal, team, db):
    words = ["import_list", str(path_of("A")), "--source", "A"]
    assert "no such team" in refusal(*words, "--team", "Nowhere")
    assert "no active user" in refusal(*words, "--user", "nobody@example.org")
    assert "no active user" in refusal(*words, "--caseworker", "nobody@example.org")


def test_with_several_teams_one_must_be_named(refusal, run, team, other_team):
    words = ["import_list", str(path_of("A")), "--source", "A"]
    assert "Vilnius, Warsaw" in refusal(*words)
    run(*words, "--team", "warsaw")
    assert set(Case.objects.values_list("team__name", flat=True)) == {"Warsaw"}


def test_a_volunteer_is_refused(refusal, team, volunteer):
    words = ["import_list", str(path_of("A")), "--source", "A", "--user", volunteer.email]
    refusal(*words)
    assert not ImportBatch.objects.exists()


def test_now_is_refused_unless_time_travel_is_allowed(refusal, run, team, settings):
    words = ["import_list", str(path_of("A")), "--source", "A", "--now", "2026-01-05T12:00:00Z"]
    assert "CASETRACKER_ALLOW_TIME_TRAVEL" in refusal(*words)
    settings.TIME_TRAVEL = True
    run(*words)
    assert str(Case.objects.first().opened_at) == "2026-01-05 12:00:00+00:00"


def told_by(*words):
    err = io.StringIO()
    call_command("import_list", *words, stdout=io.StringIO(), stderr=err)
    return err.getvalue()


def test_of_a_long_list_it_is_said_how_far_it_is(team, monkeypatch):
    monkeypatch.setattr(command, "ROWS_A_WORD", 50)
    said = told_by(str(path_of("A")), "--source", "A")
    assert said.splitlines() == ["50 rows", "100 rows", "150 rows", "200 rows"]


def test_ended_by_hand_it_says_what_holds_and_goes_on_after_it(run, team, monkeypatch):
    def ended(self, row, writer):
        if row.row.number == 30:
            raise KeyboardInterrupt

    monkeypatch.setattr(command.Command, "follow", ended)
    monkeypatch.setattr(imports, "ROWS_AT_ONCE", 20)
    with pytest.raises(Stopped, match="the rows so far are in") as stopped:
        told_by(str(path_of("A")), "--source", "A")
    assert stopped.value.returncode == 130
    assert ImportRow.objects.count() == 40
    monkeypatch.undo()
    run("import_list", str(path_of("A")), "--source", "A")
    assert ImportRow.objects.count() == 200
