"""Lists as a caseworker is sent them: notes of six languages, each row with its expected answer.

None of the code was made for them; what one of them got wrong is mended where it is wrong for all.
Every name is made up.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from casetracker.domain.listrows import Listed, read_row
from casetracker.papers.lists import read_file
from tests.lists import FOLDER
from tests.workbooks import workbook

HERE = FOLDER / "as_they_come"
TODAY = date(2026, 3, 1)
LISTS = sorted(path for path in HERE.iterdir() if not path.name.endswith(".expected.csv"))


def people(data: bytes) -> list[Listed]:
    return [read_row(row, today=TODAY) for row in read_file(data).rows()]


def said(one: Listed) -> dict[str, str]:
    return {
        "row": str(one.number),
        "outcome": str(one.outcome or ""),
        "family": one.name.family,
        "given": one.name.given,
        "patronymic": one.name.patronymic,
        "maiden": one.name.maiden,
        "birth": one.birth.render(),
        "arrest": one.arrest.render(),
        "articles": one.articles,
        "months": str(one.months or ""),
        "facility": one.facility.code if one.facility else "",
        "status": one.status,
        "released": one.released.render(),
        "reasons": " ".join(one.reasons),
    }


def expected(path: Path) -> list[dict[str, str]]:
    with path.with_name(f"{path.stem}.expected.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_a_list_as_it_comes_is_read_as_a_person_would(path):
    assert [said(one) for one in people(path.read_bytes())] == expected(path)


def test_a_workbook_with_merged_titles_above_its_headers_is_read():
    data = workbook(
        {
            "Спіс": [
                ["Спіс палітзняволеных, абноўлены 1 сакавіка 2026"],
                [],
                ["Асоба", None, None, "Справа"],
                ["Прозвішча, імя", "Нарадзіўся", "Пол", "Калі затрымалі", "Артыкул", "Тэрмін"],
                ["Бярозка Вера", datetime(1973, 6, 9), "ж", "кастрычнік 2021", 369, "2 г. 6 мес."],
                ["Зубр Алесь", 1990, "м", datetime(2022, 9, 5, 0, 0), "342 ч. 1", "тры гады"],
                ["Усяго: 2"],
            ]
        }
    )
    book = load_workbook(io.BytesIO(data))
    for cells in ("A1:F1", "A3:C3", "D3:F3"):
        book["Спіс"].merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    found = [said(one) for one in people(out.getvalue())]
    shown = ("outcome", "family", "given", "birth", "arrest", "articles", "months")
    assert [tuple(one[name] for name in shown) for one in found] == [
        ("", "Бярозка", "Вера", "1973-06-09", "2021-10", "369", "30"),
        ("", "Зубр", "Алесь", "1990", "2022-09-05", "342/1", "36"),
        ("skip", "", "", "", "", "", ""),
    ]
