"""Lists in any form: what is read of those nobody has seen, and what hostile ones come to."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest

from casetracker.domain.encodings import MAX_BYTES
from casetracker.domain.errors import Refused
from casetracker.domain.listrows import Listed, read_row
from casetracker.papers import spreadsheets
from casetracker.papers.lists import read_file
from tests.lists import FOLDER
from tests.workbooks import PEOPLE, altered, with_part, workbook

TODAY = date(2026, 1, 5)
SHEET = "xl/worksheets/sheet1.xml"


def people(data: bytes | str, **options: str) -> list[Listed]:
    data = data.encode() if isinstance(data, str) else data
    return [read_row(row, today=TODAY) for row in read_file(data, **options).rows()]


def facts(listed: Listed) -> tuple[object, ...]:
    return (
        listed.name.text,
        listed.birth.render(),
        listed.arrest.render(),
        listed.articles,
        listed.months,
        listed.facility.code if listed.facility else "",
        listed.status,
    )


#: Lists in `tests/data/lists/unseen`, which none of the code was made for, and what they say.
UNSEEN = {
    "Polish": (
        ("Łukaszewicz Wiesława", "1973-06-09", "2021-09", "342/1", 42, "IK-04", "imprisoned"),
        ("Żuk Andrzej", "1971", "2020-10", "361-1/3;369", 18, "T-8", "released"),
    ),
    "Lithuanian": (
        ("Andrėjus Žukas", "1971", "2021-10", "342/1", 42, "IK-17", "imprisoned"),
        ("Šarūnė Vilkienė", "1973-06-09", "2020-09-20", "369", 60, "T-8", "released"),
    ),
    "English": (
        ("Lukashevich Viktar", "1971", "2021-10", "342/1;369", 24, "IK-17", "imprisoned"),
        ("Maryia Zhuk", "1973", "2020-06-09", "130/1", 30, "IK-04", "released"),
    ),
    "Ukrainian": (
        ("Їжакевич Ґалина", "1973", "2020-06-09", "342/1", 30, "IK-04", "imprisoned"),
        ("Щербак Олег", "1971-06", "2021-10", "130/3", 60, "SIZO-1", "pretrial"),
    ),
}


def unseen(language: str) -> str:
    return (FOLDER / "unseen" / f"{language.lower()}.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", UNSEEN)
def test_a_list_that_nobody_has_seen_is_read(language):
    assert [facts(listed) for listed in people(unseen(language))] == list(UNSEEN[language])


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("Polish", "windows-1250"),
        ("Lithuanian", "windows-1257"),
        ("Ukrainian", "windows-1251"),
        ("Ukrainian", "utf-16"),
        ("English", "utf-8-sig"),
    ],
)
def test_the_encoding_of_a_list_is_found(language, encoding):
    found = people(unseen(language).encode(encoding))
    assert [facts(listed) for listed in found] == list(UNSEEN[language])


@pytest.mark.parametrize("language", ["Polish", "Lithuanian", "Ukrainian"])
def test_an_encoding_that_cannot_be_told_must_be_named(language):
    encoding = {"Polish": "cp852", "Lithuanian": "cp775", "Ukrainian": "cp1125"}[language]
    data = unseen(language).encode(encoding)
    with pytest.raises(Refused, match="name it") as refusal:
        people(data)
    assert refusal.value.field == "encoding"
    assert people(data, encoding=encoding)[-1].birth


# ── pasted text ──────────────────────────────────────────────────────────────────────────────
def test_pasted_names_one_a_line_are_a_list():
    found = people(
        "1. Іваноў Іван\n2) Пятрова Марыя Андрэеўна (34)\n- Jan Kowalski, 1985\n"
        "• Vilkas Jonas\n\nБеляк Р. М.\nLUKASHENKA Siarhei\n"
    )
    assert [(one.name.text, one.birth.render()) for one in found] == [
        ("Іваноў Іван", ""),
        ("Пятрова Марыя Андрэеўна", "1992"),
        ("Jan Kowalski", "1985"),
        ("Vilkas Jonas", ""),
        ("", ""),
        ("Беляк Р. М.", ""),
        ("Lukashenka Siarhei", ""),
    ]
    assert [str(one.outcome or "") for one in found] == ["", "", "", "", "skip", "review", ""]


def test_names_and_ages_give_a_birth_year_with_its_reason():
    found = people("Name,Age\nJan Kowalski,34\nAnna Nowak,7 years\nPiotr Zima,\n")
    assert [one.birth.render() for one in found] == ["1992", "", ""]
    assert "birth_from_age" in found[0].reasons
    assert "age_unreadable" in found[1].reasons
    assert [str(one.outcome or "") for one in found] == ["", "review", ""]


def test_an_age_beside_an_empty_birth_date_is_not_taken_for_one():
    found = people("Name,Born,Age,Status\nJan Kowalski,,34,in prison\n")
    assert found[0].birth.render() == ""


def test_an_age_counts_from_the_day_the_list_is_of():
    found = people("Name,Age,Updated\nJan Kowalski,34,2020-05-01\n")
    assert found[0].birth.render() == "1986"


@pytest.mark.parametrize(
    "text",
    [
        "Dear colleagues,\nplease find below the latest news about the wave.\nBest regards\n",
        "https://example.org/list\n",
        "1\n2\n3\n",
        "{'name': 'x'}\n",
    ],
)
def test_prose_is_no_list_of_names(text):
    with pytest.raises(Refused, match="No row of column headers"):
        people(text)


# ── what a person has said of a source's headers ─────────────────────────────────────────────
def test_a_mapping_goes_before_what_is_known_and_stays_with_the_row():
    text = "Who,Born,Name,Status\nJan Kowalski,1980,remark,in prison\n"
    listed = read_file(text.encode(), mapped={"who": "name", "name": ""})
    row = next(listed.rows())
    assert row.cells == {"name": "Jan Kowalski", "birth": "1980", "status": "in prison"}
    assert type(row).__name__ in repr(row)
    assert listed.is_mapped


# ── workbooks ────────────────────────────────────────────────────────────────────────────────
def test_dates_of_a_workbook_are_read_as_days_or_as_their_serial_numbers():
    rows = [
        ["A list"],
        [],
        ["ФИО", "Дата рождения", "Дата задержания", "Срок", "Статус"],
        ["Иванов Иван", datetime(1973, 6, 9), 44479, "3 г.", "в колонии"],
        ["Петров Пётр", 26824, "кастрычнік 2021", 3, "в колонии"],
        ["Сидоров Сидор", 60, 1971, None, None],
    ]
    found = people(workbook({"One": rows}))
    assert [(one.birth.render(), one.arrest.render()) for one in found] == [
        ("1973-06-09", "2021-10-10"),
        ("1973-06-09", "2021-10"),
        ("", "1971"),
    ]
    assert "birth_unreadable" in found[2].reasons
    assert "sentence_unreadable" in found[1].reasons


def test_a_formula_is_no_fact():
    rows = [*PEOPLE[:1], ["Ivan Ivanov", "=DATE(1980,2,1)", "in prison"]]
    (found,) = people(workbook({"One": rows}))
    assert str(found.outcome) == "review"
    assert "formula_in_birth" in found.reasons
    assert found.birth.render() == ""


def test_what_a_spreadsheet_has_rounded_is_no_id():
    (found,) = people("id,name,birthday,status\n3.75E+11,Ivan Ivanov,1980,np\n")
    assert found.source_key == ""
    assert "source_key_rounded" in found.reasons


def test_a_workbook_with_the_list_on_its_second_sheet_is_read():
    data = workbook({"About": [["Published by"]], "People": PEOPLE})
    assert [one.name.text for one in people(data)] == ["Ivan Ivanov", "Piotr Piatrou"]


ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&b;</t></si></sst>'
)


def a_zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def sheet_of(rows: str, dimension: str = "A1:C3") -> bytes:
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'
    ).encode()


BOOK = workbook({"One": PEOPLE})
WIDE = '<row r="1"><c r="XFD1" t="inlineStr"><is><t>x</t></is></c></row>'
HOSTILE = {
    "HTML that is called xlsx": (b"<html><table><tr><td>x", "web page"),
    "a bomb": (with_part(BOOK, "xl/media/bomb.xml", b"\0" * 40_000_000), "unpacks to"),
    "a cut workbook": (BOOK[: len(BOOK) // 2], "cannot be read as one"),
    "a ZIP": (a_zip(**{"list.csv": b"name,born\n"}), "not a workbook"),
    "an OpenDocument sheet": (a_zip(**{"content.xml": b"<x/>"}), "OpenDocument"),
    "a text document": (a_zip(**{"word/document.xml": b"<x/>"}), "text document"),
    "a workbook of nothing": (a_zip(**{"xl/workbook.xml": b"<x/>"}), "cannot be read as one"),
    "entities": (with_part(BOOK, "xl/sharedStrings.xml", ENTITY), "entities"),
    "late entities": (
        with_part(BOOK, "xl/sharedStrings.xml", ENTITY.replace(b"?>", b"?>" + b" " * 70_000, 1)),
        "entities",
    ),
    "an empty sheet of a million rows": (
        with_part(BOOK, SHEET, sheet_of("", "A1:XFD1048576")),
        "No row of column headers",
    ),
    "a sheet of a million rows": (
        with_part(BOOK, SHEET, sheet_of("<row/>" * 1_500_000, "A1:C1048576")),
        "more than",
    ),
    "a column far away": (with_part(BOOK, SHEET, sheet_of(WIDE)), "columns"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old XLS"),
    "broken XML": (with_part(BOOK, SHEET, sheet_of("")[:-9]), "cannot be read as one"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence(what):
    data, said = HOSTILE[what]
    with pytest.raises(Refused, match=said) as refusal:
        people(data)
    assert "\n" not in refusal.value.message


def test_rows_far_below_are_counted_as_blank_and_limited(monkeypatch):
    monkeypatch.setattr("casetracker.domain.listfiles.MOST_ROWS", 50)
    last = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    head = altered(BOOK, lambda n, c: c.replace(b"</sheetData>", last.encode() + b"</sheetData>"))
    with pytest.raises(Refused, match="at most 50 rows"):
        people(head)


def test_cells_are_counted_before_they_hurt(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_CELLS", 5)
    with pytest.raises(Refused, match="more than 5 cells"):
        people(BOOK)


def test_too_large_a_file_is_refused_unread():
    with pytest.raises(Refused, match="larger than 50 MB"):
        read_file(b"PK\x03\x04" + bytes(MAX_BYTES))


HEAD = "name,birthday,arrested,articles,decision,status\n"


@pytest.mark.parametrize(
    ("row", "outcome", "reason"),
    [
        ("Ivan Ivanov,31.02.1980,,,,np", "review", "birth_unreadable"),
        ("Ivan Ivanov,,02/03/04,,,np", "review", "arrest_unreadable"),
        ("Ivan Ivanov,60,,,,np", "review", "birth_unreadable"),
        ("Ivan Ivanov,26824,,,,np", "review", "birth_unreadable"),
        ('Ivan Ivanov,"=1+1",,,,np', "review", "formula_in_birth"),
        ("=cmd|'/c calc'!A0,1980,,,,np", "review", "formula_in_name"),
        ("Гражданин К.,1980,,,,np", "review", "placeholder_name"),
        ("Total,,,,,12", "skip", "total_row"),
        (HEAD.strip(), "skip", "header_row"),
        (",,,,,", "skip", "blank_row"),
        (",1980,,,,np", "reject", "no_name"),
        ("Ivan\x07 Ivanov,1980,,,,np", "reject", "control_character"),
        ("Иван\u202e Иванов,1980,,,,np", None, ""),
        ("Ivanoв Ivan,1980,,,,np", "review", "mixed_alphabets"),
        ("Ivan Ivanov,1980,,за комментарий,,np", None, "articles_unreadable"),
        ("Ivan Ivanov,1980,,,3-5 years,np", None, "sentence_unreadable"),
        ("Ivan Ivanov,1980,,,,где-то", None, "status_unknown"),
        ("Ivan Ivanov,1980,,,,np,more", "review", "surplus_cells"),
    ],
)
def test_a_bad_row_has_its_own_reason_and_harms_no_other(row, outcome, reason):
    bad, good = people(f"{HEAD}{row}\nPetr Petrov,1981-01-02,,,,np\n")
    assert bad.outcome == outcome
    assert not reason or reason in bad.reasons
    assert good.outcome is None


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\r\n\n"])
def test_any_line_end_will_do_and_they_may_be_mixed(end):
    found = people(f"{HEAD}Ivan Ivanov,1980,,,,np{end}Petr Petrov,1981,,,,np\n")
    assert [one.name.text for one in found if one.name.text] == ["Ivan Ivanov", "Petr Petrov"]


def test_pasted_names_may_have_signs_before_them_and_footnotes_behind():
    found = people(
        "🔴 Іваноў Іван, 1985 г.н.\n⚪️ Сідараў Пётр\n✅ Коваль Анна — 34 гады\n▶️ Jan Kowalski\n"
    )
    assert [(one.name.family, one.birth.render(), one.outcome) for one in found] == [
        ("Іваноў", "1985", None),
        ("Сідараў", "", None),
        ("Коваль", "1992", None),
        ("Kowalski", "", None),
    ]
    head = "Name[1]\tBorn\tArrested\tStatus\n"
    (one,) = people(f"{head}Jan Kowalski[2]\t24 April 1982\tMay 2020[3]\tReleased[4]\n")
    assert (one.name.text, one.arrest.render(), one.status) == (
        "Jan Kowalski",
        "2020-05",
        "released",
    )


def test_the_rule_below_the_header_of_a_pasted_table_is_no_person():
    found = people("| Имя | Дата рождения |\n|-----|:------------|\n| Иванов Иван | 1980 |\n")
    assert [(one.outcome, one.reasons[0]) for one in found] == [
        ("skip", "blank_row"),
        (None, "birth_partial"),
    ]
