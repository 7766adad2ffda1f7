"""`match_names`: pairs compared as the contract says."""

import csv

import pytest


@pytest.fixture
def compare(run, tmp_path):
    def act(text: str, **options) -> tuple[dict, list[dict[str, str]]]:
        pairs, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
        pairs.write_text(text, encoding="utf-8")
        answer = run("match_names", str(pairs), "--out", str(out))
        with out.open(encoding="utf-8", newline="") as handle:
            return answer, list(csv.DictReader(handle))

    return act


def test_each_pair_gets_a_score_a_verdict_and_reasons(compare):
    answer, rows = compare(
        "name_a,name_b,birth_a,birth_b,note\n"
        "Зміцер Бандарэнка,Dmitriy Bondarenko,1980-02-03,3.2.1980,x\n"
        "Зміцер Бандарэнка,Dmitriy Bondarenko,,,y\n"
        "Зміцер Бандарэнка,Dmitriy Ivanov,,,\n"
        "Невядомы,Невядомы,1980-02-03,1980-02-03,\n"
        "Іваноў Іван,Іваноў Іван,31.02.1980,1980-02-03,\n"
    )
    assert answer == {"pairs": 5, "same": 1, "review": 2, "different": 2}
    assert [row["verdict"] for row in rows] == [
        "same",
        "review",
        "different",
        "different",
        "review",
    ]
    assert all(0 <= float(row["score"]) <= 1 for row in rows)
    assert [row["note"] for row in rows] == ["x", "y", "", "", ""]
    assert rows[0]["reasons"] == "same_name_other_spelling;same_birth_date"
    assert "birth_a_unreadable" in rows[4]["reasons"]


def test_names_without_birth_dates_are_never_the_same(compare):
    answer, rows = compare("name_a,name_b\nІваноў Іван Іванавіч,Іваноў Іван Іванавіч\n")
    assert answer["same"] == 0
    assert rows[0]["verdict"] == "review"


def test_a_name_that_cannot_be_read_is_a_reason_and_not_an_error(compare):
    _, rows = compare("name_a,name_b\nИва\x07нов Иван,Иванов Иван\n")
    assert (rows[0]["verdict"], rows[0]["reasons"]) == ("different", "name_a_unreadable")


def test_what_a_spreadsheet_might_run_is_made_harmless(compare):
    _, rows = compare("name_a,name_b\n=cmd(),=cmd()\n")
    assert rows[0]["name_a"] == "'=cmd()"


@pytest.mark.parametrize("text", ["a,b\nx,y\n", ""])
def test_a_file_without_the_columns_is_refusal(run, refusal, tmp_path, text):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(text, encoding="utf-8")
    said = refusal("match_names", str(pairs), "--out", str(tmp_path / "out.csv"))
    assert "name_a,name_b" in said
    assert not (tmp_path / "out.csv").exists()
