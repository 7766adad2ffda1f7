"""Every hostile list that the design names under Import and Text: one line of it, one test.

What cannot be a list is refused in one sentence; a bad row says what is wrong with it in words
that a person reads, and harms no other row.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from casetracker.domain.errors import Refused
from casetracker.domain.listrows import Listed, read_row
from casetracker.papers.lists import read_file
from casetracker.web.import_words import COMPARED, FIELD, REASON, reason_in_words
from tests.papers.test_lists import BOOK, ENTITY, SHEET, a_zip, sheet_of
from tests.workbooks import with_part, workbook

TODAY = date(2026, 1, 5)
HEAD = "id;name;birthday;arrested;decision;status;phone\n"
GOOD = "9;Пятроў Пётр;1981-01-02;2021-03-04;3 гады;np;\n"


def read(data: bytes | str, **options: str) -> list[Listed]:
    data = data.encode() if isinstance(data, str) else data
    return [read_row(row, today=TODAY) for row in read_file(data, **options).rows()]


def row(**cells: str) -> str:
    """A list of one row with these cells, and a sound one below it."""
    said = {"id": "1", "name": "Іваноў Іван", "birthday": "1980-01-02", "arrested": "2021-03-04"}
    said |= {"decision": "3 гады", "status": "np", "phone": ""} | cells
    quoted = ['"' + said[head].replace('"', '""') + '"' for head in HEAD.strip().split(";")]
    return HEAD + ";".join(quoted) + "\n" + GOOD


def in_a_sheet(*rows: list[Any]) -> bytes:
    head = ["name", "birthday", "arrested", "decision", "status"]
    return workbook({"One": [head, *rows]})


# ── what cannot be read as a list ────────────────────────────────────────────────────────────
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "an unclosed quote": (
        lambda: (HEAD + '1;"Іваноў Іван;1980;;;np;\n' + GOOD * 9).encode(),
        "Row 1: a quotation mark is opened and never closed",
    ),
    "an unclosed quote at the end": (
        lambda: (HEAD + GOOD * 3 + '1;"Іваноў Іван').encode(),
        "A cell never ends: a quotation mark is opened and never closed",
    ),
    ".xlsx that is HTML": (lambda: b"<html><table><tr><td>Name</td></tr></table>", "web page"),
    "a zip bomb": (
        lambda: with_part(BOOK, "xl/media/image1.png", b"\0" * 60_000_000),
        "more than a list needs",
    ),
    "a zip bomb within": (
        lambda: with_part(BOOK, SHEET, b"<x>" + b" " * 60_000_000),
        "more than a list needs",
    ),
    "10^6 rows of 16k columns, empty": (
        lambda: with_part(BOOK, SHEET, sheet_of("", "A1:XFD1048576")),
        "No row of column headers",
    ),
    "10^6 empty rows": (
        lambda: with_part(BOOK, SHEET, sheet_of('<row spans="1:9"/>\n' * 600_000)),
        "more than",
    ),
    "16k empty cells a row": (
        lambda: with_part(BOOK, SHEET, sheet_of(f"<row>{'<c />' * 16_384}</row>" * 130)),
        "more than",
    ),
    "entities in shared strings": (
        lambda: with_part(BOOK, "xl/sharedStrings.xml", ENTITY),
        "entities",
    ),
    "duplicate headers": (
        lambda: (HEAD.replace("status", "birthday") + GOOD).encode(),
        "Two columns hold the same field",
    ),
    "missing headers": (lambda: GOOD.encode() * 3, "No row of column headers"),
    "no header for the name": (
        lambda: HEAD.replace("name", "x").encode() + GOOD.encode(),
        "No row of column headers",
    ),
    "200 MB": (lambda: b"x" * 200_000_000, "larger than 50 MB"),
    "a million rows": (
        lambda: b"name;birthday\n" + b"Ivan Ivanov;1980\n" * 1_000_000,
        "at most 500,000 rows",
    ),
    "a file without a byte": (lambda: b"", "empty"),
    "an archive": (lambda: a_zip(**{"list.csv": b"name;born\n"}), "not a workbook"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_a_list_is_refused_in_one_sentence(what):
    made, said = REFUSED[what]
    with pytest.raises(Refused) as refusal:
        read(made())
    assert said in refusal.value.message
    assert "\n" not in refusal.value.message
    assert refusal.value.message.endswith(".")


@pytest.mark.parametrize(
    "what",
    ["a zip bomb", "a zip bomb within", "10^6 empty rows", "16k empty cells a row", "200 MB"],
)
def test_what_would_hurt_is_refused_before_it_takes_memory(what):
    data = REFUSED[what][0]()
    tracemalloc.start()
    try:
        with pytest.raises(Refused):
            read_file(data)
        assert tracemalloc.get_traced_memory()[1] < 24_000_000
    finally:
        tracemalloc.stop()


# ── what is a list, however it comes ─────────────────────────────────────────────────────────
PLAIN = HEAD + GOOD
READ: dict[str, bytes] = {
    "semicolons": PLAIN.encode(),
    "commas": PLAIN.replace(";", ",").encode(),
    "tabs": PLAIN.replace(";", "\t").encode(),
    "BOM": PLAIN.encode("utf-8-sig"),
    "windows-1251": PLAIN.encode("windows-1251"),
    "UTF-16": PLAIN.encode("utf-16"),
    "UTF-16 big-endian": b"\xfe\xff" + PLAIN.encode("utf-16-be"),
    "mixed line ends": (HEAD.rstrip() + "\r\n" + GOOD.rstrip() + "\r\r\n" + ";;;;;;\n").encode(),
    "titles above the header": f"Спіс на 1 студзеня\n\n;;;\n{PLAIN}".encode(),
    "total rows": f"{PLAIN}Усяго;1;;;;;\n;Итого: 1;;;;;\nTotal;;;;;;1\n".encode(),
    "titles between the rows": f"{HEAD}Мінская вобласць;;;;;;\n{GOOD}".encode(),
    "the header once more": (HEAD + GOOD + HEAD).encode(),
    **{
        f"headers in {language}": f"{head}\nПятроў Пётр;1981-01-02;2021-03-04;3 гады;np\n".encode()
        for language, head in {
            "be": "Прозвішча і імя;Дата нараджэння;Дата затрымання;Прысуд;Статус",
            "ru": "ФИО;Дата рождения;Дата задержания;Срок;Статус",
            "uk": "ПІБ;Дата народження;Дата затримання;Вирок;Статус",
            "en": "Full name;Date of birth;Date of arrest;Sentence;Status",
            "pl": "Imię i nazwisko;Data urodzenia;Data zatrzymania;Wyrok;Status",
            "lt": "Vardas, pavardė;Gimimo data;Sulaikymo data;Bausmė;Statusas",
        }.items()
    },
}


@pytest.mark.parametrize("what", READ)
def test_a_list_is_read_however_it_comes(what):
    found = [one for one in read(READ[what]) if str(one.outcome or "") != "skip"]
    assert len(found) == 1
    (one,) = found
    assert one.outcome is None
    said = (one.name.family, one.name.given, one.birth.render(), one.arrest.render(), one.months)
    assert said == ("Пятроў", "Пётр", "1981-01-02", "2021-03-04", 36)


# ── rows with something wrong ────────────────────────────────────────────────────────────────
#: What it is → the list, what becomes of its first row, why.
ROWS: dict[str, tuple[str | bytes, str, str]] = {
    "a formula as a birth date": (row(birthday="=1+1"), "review", "formula_in_birth"),
    "a formula as a name": (row(name="=cmd|'/c calc'!A0"), "review", "formula_in_name"),
    "a formula of a workbook": (
        in_a_sheet(["Іваноў Іван", "=DATE(1980,2,1)", None, None, "np"], ["Пятроў Пётр", 1981]),
        "review",
        "formula_in_birth",
    ),
    "31.02": (row(birthday="31.02.1980"), "review", "birth_unreadable"),
    "02/03/04": (row(arrested="02/03/04"), "review", "arrest_unreadable"),
    "serial 60": (row(birthday="60"), "review", "birth_unreadable"),
    "serial 60 of a workbook": (
        in_a_sheet(["Іваноў Іван", 60, None, None, "np"], ["Пятроў Пётр", datetime(1981, 1, 2)]),
        "review",
        "birth_unreadable",
    ),
    "29 February of no leap year": (row(birthday="29.02.1981"), "review", "birth_unreadable"),
    "9999-12-31": (row(birthday="9999-12-31"), "review", "birth_unreadable"),
    "arrested tomorrow": (row(arrested="2026-12-01"), "review", "arrest_in_future"),
    "arrested before birth": (row(arrested="1979-01-01"), "review", "arrest_too_young"),
    "3.75E+11 in place of an id": (row(id="3.75E+11"), "", "source_key_rounded"),
    "3.75E+11 in place of a name": (row(name="3.75E+11"), "review", "odd_characters_in_name"),
    "two people": (row(name="Іваноў Іван і Пятроў Пётр"), "review", "several_people"),
    "more cells than columns": (
        HEAD + GOOD.replace(";\n", ";;x\n") + GOOD,
        "review",
        "surplus_cells",
    ),
    "no name": (row(name=""), "reject", "no_name"),
    "a control character": (row(name="Іва\x07ноў Іван"), "reject", "control_character"),
    "a look-alike between alphabets": (row(name="Ivanoв Ivan"), "review", "mixed_alphabets"),
    "a sentence of words": (row(decision="многа"), "", "sentence_unreadable"),
    "a status nobody knows": (row(status="дзесьці"), "", "status_unknown"),
    **{
        f"nobody's name: {name}": (row(name=name), "review", "placeholder_name")
        for name in (
            *("NN", "N.N.", "н/д", "-1", "?", "—", "{{7*7}}", "Невядомы", "Неизвестная", "unknown"),
            *("Неустановленное лицо", "Гражданин К.", "John Doe", "Житель Гомеля", "Сын Иванова"),
            *("Аноним", "Имя неизвестно", "Ю. К.", "тест", "Nežinomas", "Nieznana"),
        )
    },
    "a name that is null": (row(name="null", birthday=""), "review", "incomplete_name"),
    "a name that drops tables": (
        row(name="Robert'); DROP TABLE casetracker_case"),
        "review",
        "odd_characters_in_name",
    ),
    "a name that is markup": (row(name="<b>Іван</b> Іваноў"), "review", "odd_characters_in_name"),
}


@pytest.mark.parametrize("what", ROWS)
def test_a_bad_row_says_what_is_wrong_and_harms_no_other(what):
    data, outcome, why = ROWS[what]
    bad, good = read(data)
    assert str(bad.outcome or "") == outcome
    assert why in bad.reasons
    assert good.name.family == "Пятроў"
    assert good.outcome is None


#: A cell with a name → the name as it is stored.
NAMES = {
    "RTL override": ("\u202eІваноў Іван\u2069", "Іваноў Іван"),
    "zero-width": ("Іва\u200bноў\ufeff Іван\u00ad", "Іваноў Іван"),
    "a letter of another alphabet that fits": ("Iванoў Iван", "Іваноў Іван"),
    "NFD": ("Кавалёў Андрэй".replace("ё", "е\u0308").replace("ў", "у\u0306"), "Кавалёў Андрэй"),
    "ў of two marks": ("Каўка Сяргеи\u0306", "Каўка Сяргей"),
    "ʼ": ("Чульцова Дарʼя", "Чульцова Дар’я"),
    "‘": ("Чульцова Дар‘я", "Чульцова Дар’я"),
    "a line break": ("Іваноў\nІван\r\nІванавіч", "Іваноў Іван Іванавіч"),
    "U+2028": ("Іваноў\u2028Іван", "Іваноў Іван"),
    "U+0085": ("Іваноў\x85Іван", "Іваноў Іван"),
    "spaces of all kinds": ("  Іваноў\u00a0\u2003Іван ", "Іваноў Іван"),
    "capitals": ("ІВАНОЎ ІВАН", "Іваноў Іван"),
}


@pytest.mark.parametrize("what", NAMES)
def test_a_name_is_stored_in_one_form_without_hidden_marks(what):
    cell, stored = NAMES[what]
    one, _ = read(row(name=cell))
    assert one.name.text == stored
    assert one.outcome is None


# ── words ────────────────────────────────────────────────────────────────────────────────────
def test_every_reason_of_the_hostile_rows_has_words():
    told = {why for data, _, _ in ROWS.values() for one in read(data) for why in one.reasons}
    for code in told:
        known = code in REASON or code in COMPARED
        field = code.removeprefix("formula_in_").removesuffix("_unreadable")
        assert known or field in FIELD, code
        assert "_" not in reason_in_words(code)
