"""PostgreSQL at work while Python is; on SQLite the same code, one thing after the other."""

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from casetracker.models import Team
from casetracker.models.base import new_id
from casetracker.models.bulk import write_new_rows
from casetracker.models.waiting import answers, copies_behind, going_on, under_way
from tests.conftest import NOW

FIELDS = ("id", "version", "created_at", "name", "country", "hostile_countries")


def rows(*names):
    return [(new_id(), 1, NOW, name, "LT", []) for name in names]


def names():
    return set(Team.objects.values_list("name", flat=True))


def test_rows_left_to_themselves_are_there_for_whoever_asks_next(db):
    with copies_behind():
        write_new_rows(Team, FIELDS, rows("one", "two"))
        write_new_rows(Team, FIELDS, rows("three"))
        assert names() == {"one", "two", "three"}
        write_new_rows(Team, FIELDS, rows("four"))
    assert names() == {"one", "two", "three", "four"}


def write(*rows, then=None):
    """Each row by itself, in one transaction; `then` is called while the last is at work."""
    with transaction.atomic(), copies_behind():
        for row in rows:
            write_new_rows(Team, FIELDS, [row])
        if then is not None:
            then()


def fail():
    raise ZeroDivisionError


def test_rows_wait_for_those_before_them_while_something_else_is_done(db):
    with copies_behind():
        for number in range(5):
            write_new_rows(Team, FIELDS, rows(f"team {number}"))
        assert list(going_on(range(1000))) == list(range(1000))
        write_new_rows(Team, FIELDS, rows("one more"))
    assert names() == {*(f"team {number}" for number in range(5)), "one more"}
    assert list(going_on("ab")) == ["a", "b"]


def test_what_is_wrong_with_rows_is_raised_by_the_end_and_nothing_of_them_stays(db):
    one, two = rows("one", "two")
    for some in ([one, one], [one, one, two], [two, one, one, one]):
        with pytest.raises(IntegrityError):
            write(*some)
        assert names() == set()


def test_an_error_of_ours_takes_the_rows_with_it_and_no_log_says_which(db, caplog):
    (one,) = rows("one")
    with pytest.raises(ZeroDivisionError):
        write(one, then=fail)
    with pytest.raises((ZeroDivisionError, IntegrityError)):
        write(one, one, then=fail)
    assert names() == set()
    assert caplog.text == ""
    write(*rows("two"))
    assert names() == {"two"}


def test_queries_under_way_are_answered_each_to_its_own_cursor(db):
    with under_way():
        cursors = [connection.cursor() for _ in range(3)]
        for number, cursor in enumerate(cursors):
            cursor.execute("SELECT %s", [number])
        assert [cursor.fetchone()[0] for cursor in reversed(cursors)] == [2, 1, 0]


def ask(question):
    with transaction.atomic(), under_way():
        cursor = connection.cursor()
        cursor.execute(question)
        return cursor.fetchone()


def test_a_query_under_way_that_fails_says_so_when_its_answer_is_read(db):
    with pytest.raises(DatabaseError):
        ask("SELECT nothing_of_that_name")
    assert ask("SELECT 1") == (1,)


def test_several_lists_of_values_are_asked_for_at_once_and_are_what_each_gives_alone(db):
    write_new_rows(Team, FIELDS, rows("one", "two"))
    teams = Team.objects.order_by("name")
    questions = [
        teams.values_list("name"),
        teams.none().values_list("name"),
        teams.filter(name="nobody").values_list("name"),
        teams.values_list("pk", "created_at", "hostile_countries"),
    ]
    assert answers(*questions) == [list(question) for question in questions]


def lose_the_connection():
    with under_way() as keep_reading:
        connection.cursor().execute("SELECT pg_terminate_backend(pg_backend_pid())")
        while True:
            keep_reading()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_connection_lost_while_something_else_is_done_is_an_error_of_the_database():
    with pytest.raises(OperationalError):
        lose_the_connection()
    connection.close()
    assert ask("SELECT 1") == (1,)
