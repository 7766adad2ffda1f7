"""`record_release`: exact names and references, nothing else, and the same list twice."""

import pytest

from casetracker.models import Case, ImportBatch, ImportRow, Release, Task, Wave
from casetracker.services.cases import close_case
from casetracker.services.prisoners import record_prisoner

WORDS = ("--wave", "December", "--date", "2026-02-08", "--kind", "deportation")


@pytest.fixture
def listed(tmp_path):
    """`listed("name,destination", "…")`: the path of a list with these lines."""

    def write(*lines: str) -> str:
        path = tmp_path / "list.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return str(path)

    return write


@pytest.fixture(autouse=True)
def later(time_travel, now):
    return ("--now", now.isoformat())


def test_known_people_are_released_and_unknown_names_wait_with_the_wave(
    run, listed, later, make_case, volunteer
):
    ada, ivan = make_case("Ада Прыклад"), make_case("Прыклад Іван Янавіч")
    path = listed(
        "name,destination,papers",
        "Прыклад Ада,LT,none",
        "Іван Прыклад,ua,",
        "Невядомы,UA,",
        "Зоська Ўзор,LT,",
    )
    answer = run("record_release", path, *WORDS, *later)

    assert answer["matched"] == answer["released"] == 2
    assert (answer["unknown"], answer["review"]) == (1, 1)
    assert answer["needs"] > 0
    assert answer["tasks"] == Task.objects.count() > 0
    places = dict(Release.objects.values_list("case", "planned_destination"))
    assert places == {ada.pk: "LT", ivan.pk: "UA"}
    assert set(Case.objects.values_list("stage", flat=True)) == {"reception"}
    wave = Wave.objects.get()
    assert (wave.name, wave.kind, str(wave.happened_on)) == (
        "December",
        "deportation",
        "2026-02-08",
    )
    kept = ImportRow.objects.filter(batch__wave=wave).order_by("number")
    assert [(row.number, row.reasons) for row in kept] == [
        (3, ["no_whole_name"]),
        (4, ["unknown_name"]),
    ]
    assert "Зоська Ўзор" in kept.last().raw.encode().decode("unicode_escape")


def test_the_same_list_again_changes_nothing(run, listed, later, make_case):
    make_case("Ада Прыклад")
    path = listed("name,destination", "Ада Прыклад,LT", "Зоська Ўзор,LT")
    first = run("record_release", path, *WORDS, *later)
    again = run("record_release", path, *WORDS, *later)
    assert (first["released"], again["released"]) == (1, 0)
    assert (again["matched"], again["unknown"], again["needs"], again["tasks"]) == (1, 1, 0, 0)
    assert Release.objects.count() == 1
    assert (ImportBatch.objects.count(), ImportRow.objects.count()) == (1, 1)


def test_a_dry_run_says_the_same_and_changes_nothing(run, listed, later, make_case):
    make_case("Ада Прыклад")
    path = listed("name,destination", "Ада Прыклад,LT", "Зоська Ўзор,LT")
    dry = run("record_release", path, *WORDS, "--dry-run", *later)
    assert not Wave.objects.exists()
    assert not ImportRow.objects.exists()
    assert Case.objects.get().stage == "inside"
    assert run("record_release", path, *WORDS, *later) == dry


def test_two_people_of_one_name_are_left_to_a_person(run, listed, later, make_case):
    make_case("Ада Прыклад")
    make_case("Прыклад Ада")
    path = listed("name,destination", "Ада Прыклад,LT")
    answer = run("record_release", path, *WORDS, *later)
    assert (answer["matched"], answer["review"], answer["released"]) == (0, 1, 0)
    assert ImportRow.objects.get().reasons == ["several_matches"]


def test_a_reference_says_which_of_the_two_is_meant(run, listed, later, make_case):
    make_case("Ада Прыклад")
    meant = make_case("Прыклад Ада")
    path = listed("reference,destination", f" {meant.reference.lower()} ,LT", "2222222-9,LT")
    answer = run("record_release", path, *WORDS, *later)
    assert (answer["matched"], answer["unknown"]) == (1, 1)
    assert Release.objects.get().case == meant


def test_the_same_person_twice_in_a_list_leaves_once(run, listed, later, make_case):
    make_case("Ада Прыклад")
    path = listed("name,destination", "Ада Прыклад,LT", "Прыклад Ада,UA")
    answer = run("record_release", path, *WORDS, *later)
    assert (answer["released"], answer["review"]) == (1, 1)
    assert ImportRow.objects.get().reasons == ["twice_in_the_list"]


def test_a_person_whose_case_is_closed_is_left_to_a_person(
    run, listed, later, make_case, coordinator, now
):
    case = make_case("Ада Прыклад")
    close_case(actor=coordinator, case_id=case.pk, reason="settled", now=now)
    path = listed("name,destination", "Ада Прыклад,LT")
    answer = run("record_release", path, *WORDS, "--team", "Vilnius", *later)
    assert (answer["matched"], answer["review"]) == (0, 1)


def test_a_name_that_comes_in_later_settles_the_row_that_waited(
    run, listed, later, make_case, caseworker, team, now
):
    make_case("Ада Прыклад")
    path = listed("name,destination", "Ада Прыклад,LT", "Зоська Ўзор,LT")
    run("record_release", path, *WORDS, *later)
    late = make_case("Зоська Ўзор")
    answer = run("record_release", path, *WORDS, *later)
    assert (answer["matched"], answer["released"], answer["unknown"]) == (2, 1, 0)
    row = ImportRow.objects.get()
    assert (row.outcome, row.case) == ("update", late)


def test_semicolons_a_byte_order_mark_and_blank_rows_are_read(run, tmp_path, later, make_case):
    make_case("Ада Прыклад")
    path = tmp_path / "list.csv"
    text = "name;destination;place\r\n\r\nАда Прыклад;LT;abroad\r\n;;\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert run("record_release", str(path), *WORDS, *later)["released"] == 1


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["name,destination", "Ада Прыклад,Lithuania"], "Row 1: destination cannot be 'LITHUANIA'"),
        (["name,destination,place", "Ада Прыклад,LT,moon"], "allowed: in_country, border, abroad"),
        (["name,destination,papers", "Ада Прыклад,LT,lots"], "unknown, none, some, passport"),
        (["name,destination", ",LT"], "Row 1: name cannot be 'nothing'"),
        (
            ["name,destination", "Ада Прыклад,LT,x"],
            "Row 1: row cannot be 'more cells than columns'",
        ),
        (["name,destination", "Ада\x07Прыклад,LT"], "U+0007"),
        (["name,destination", '"Ада Прыклад,LT'], "The file is no CSV"),
        (["name"], "needs the column name or reference, and the column destination"),
        (["name,destination,colour", "a,LT,red"], "column that is not known"),
        (["name,destination"], "has 1 to 5000 rows"),
    ],
)
def test_a_bad_list_is_refused_in_one_sentence_and_changes_nothing(
    refusal, listed, later, make_case, lines, said
):
    make_case("Ада Прыклад")
    assert said in refusal("record_release", listed(*lines), *WORDS, *later)
    assert not Wave.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"), [(b"", "empty"), (b"PK\x03\x04\xff\x00", "UTF-8"), (b"\xff\xfe", "UTF-8")]
)
def test_a_file_that_is_no_text_is_refused(refusal, tmp_path, later, data, said, db):
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    assert said in refusal("record_release", str(path), *WORDS, *later)


def test_a_missing_file_is_refused(refusal, tmp_path, later, db):
    said = refusal("record_release", str(tmp_path / "none.csv"), *WORDS, *later)
    assert "cannot be read: No such file or directory" in said


def test_a_team_that_is_not_there_is_refused_naming_those_that_are(refusal, listed, later, team):
    path = listed("name,destination", "Ада Прыклад,LT")
    said = refusal("record_release", path, *WORDS, "--team", "Minsk", *later)
    assert "[team: Minsk; allowed: Vilnius]" in said


def test_another_time_is_refused_without_permission(refusal, listed, settings, db):
    settings.TIME_TRAVEL = False
    path = listed("name,destination", "Ада Прыклад,LT")
    said = refusal("record_release", path, *WORDS, "--now", "2030-01-01")
    assert "CASETRACKER_ALLOW_TIME_TRAVEL=1" in said


def test_a_person_without_a_case_is_left_to_a_person(run, listed, later, team, caseworker, now):
    record_prisoner(actor=caseworker, name="Ада Прыклад", now=now)
    path = listed("name,destination", "Ада Прыклад,LT")
    answer = run("record_release", path, *WORDS, "--team", "Vilnius", *later)
    assert (answer["matched"], answer["review"]) == (0, 1)
