"""Texts given to a query as a table: what stands in a cell comes out of it."""

import pytest
from django.db import connection

from casetracker.models.bulk import text_table


def through_the_database(columns, rows):
    table, parameters = text_table(columns, rows)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table}", parameters)
        return cursor.fetchall()


@pytest.mark.parametrize(
    "rows",
    [
        [("Кавалёнак", "Ян")],
        [("", "")],
        [("", "x"), ("y", "")],
        [('"a\\b"', "it's 100 %s"), ("{1,2}", "one\ntwo\tthree"), ("🕊", "\x1e\x1f")],
    ],
)
def test_every_cell_comes_out_as_it_went_in(db, rows):
    assert through_the_database(["one", "other"], rows) == rows


def test_one_column_is_a_table_too(db):
    assert through_the_database(["it"], [("a",), ("b",)]) == [("a",), ("b",)]


def test_no_cell_can_shift_those_beside_it(db):
    found = through_the_database(["one", "other"], [("a\x7fb", "c"), ("d", "\x7f")])
    assert [len(row) for row in found] == [2, 2]
    assert [row[0].replace("\x7f", " ") for row in found] == ["a b", "d"]
    assert [row[1].replace("\x7f", " ") for row in found] == ["c", " "]
