"""A list as a file: encodings, delimiters, headers, rows."""

import pytest

from casetracker.domain.encodings import MAX_BYTES
from casetracker.domain.errors import Refused
from casetracker.domain.listfiles import read_list, row_from_json

HEAD = "ФИО;Дата рождения;Статус\n"
ROW = "Иванов Иван;01.02.1980;в колонии\n"


def cells(text: str, **options: str) -> list[dict[str, str]]:
    data = text if isinstance(text, bytes) else text.encode()
    return [row.cells for row in read_list(data, **options).rows()]


@pytest.mark.parametrize(
    ("data", "options"),
    [
        ((HEAD + ROW).encode(), {}),
        ((HEAD + ROW).encode("utf-8-sig"), {}),
        ((HEAD + ROW).encode("utf-16"), {}),
        ((HEAD + ROW).encode("cp1251"), {"encoding": "windows-1251"}),
        ((HEAD + ROW).encode("cp1251"), {}),
        ((HEAD + ROW).replace(";", ",").encode(), {}),
        ((HEAD + ROW).replace(";", "\t").encode(), {}),
        ((HEAD + ROW).replace(";", "\t").encode(), {"delimiter": "tab"}),
        ((HEAD + ROW).replace("\n", "\r\n").encode(), {}),
        ((HEAD + ROW).replace("\n", "\r").encode(), {}),
        (("Спіс палітвязняў\n\n" + HEAD + ROW).encode(), {}),
    ],
)
def test_encoding_delimiter_and_header_row_are_found(data, options):
    assert cells(data, **options) == [
        {"name": "Иванов Иван", "birth": "01.02.1980", "status": "в колонии"}
    ]


def test_a_cell_with_line_breaks_is_one_row():
    listed = read_list((HEAD + '"Иванов\nИван";;\n' + ROW).encode())
    rows = list(listed.rows())
    assert [row.number for row in rows] == [1, 2]
    assert rows[0].cells["name"] == "Иванов\nИван"
    assert listed.count() == 2


def test_blank_rows_count():
    rows = list(read_list((HEAD + ";;\n\n" + ROW).encode()).rows())
    assert [row.is_blank for row in rows] == [True, True, False]


def test_cells_beyond_the_header_are_kept_and_counted():
    row = next(read_list((HEAD + "Иванов;;;лишнее\n").encode()).rows())
    assert row.surplus == 1
    assert ("", "лишнее") in row.raw


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n\r\n", "empty"),
        (b"PK\x03\x04abc", "ZIP file"),
        (b"%PDF-1.7", "save the table as CSV"),
        (b"\x00\x01\x02\x03", "binary"),
        (b"<!DOCTYPE html><table></table>", "web page"),
        (HEAD.encode("koi8-r"), "--encoding windows-1251"),
        (HEAD.encode("cp866"), "--encoding windows-1251"),
        (b"a;b;c\n1;2;3\n", "the file begins with: a, b, c"),
        (b"birthday\n1980\n", "No row of column headers"),
        (b"\x7fELF\x02\x01\x00\x00\xff\xc0", "binary"),
        ((HEAD + 'Иванов;"01.02.1980;\n' + ROW * 5).encode(), "never closed"),
        ((HEAD.replace("Статус", "ФИО") + ROW).encode(), "Two columns"),
        (("ФИО;Дата рождения;Статус;Статус\n" + ROW).encode(), "Two columns"),
    ],
)
def test_what_is_no_list_is_refused_in_one_sentence(data, said):
    with pytest.raises(Refused, match=said) as refusal:
        list(read_list(data).rows())
    assert "\n" not in refusal.value.message


def test_an_unknown_encoding_or_delimiter_is_refused_with_those_allowed():
    with pytest.raises(Refused, match="windows-1251"):
        read_list(HEAD.encode(), encoding="klingon")
    with pytest.raises(Refused, match="comma, semicolon, tab, bar"):
        read_list(HEAD.encode(), delimiter="#")


def test_too_large_a_file_is_refused():
    with pytest.raises(Refused, match="larger than"):
        read_list(b"x" * (MAX_BYTES + 1))


def test_a_row_that_was_kept_is_read_back_as_it_was():
    row = next(read_list((HEAD + ROW).encode()).rows())
    again = row_from_json(row.number, row.to_json())
    assert (again.raw, again.cells) == (row.raw, row.cells)


def test_the_content_of_a_row_ignores_its_number_and_the_order_of_columns():
    one = read_list("№,name,birthday,status\n1,Ivan Ivanov,1980,np\n".encode())
    other = read_list("status,№,name,birthday\nnp,7,Ivan  Ivanov,1980\n".encode())
    assert next(one.rows()).content == next(other.rows()).content
