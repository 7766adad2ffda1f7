"""PostgreSQL at work while Python is: queries that nobody waits for yet, a COPY left to itself.

SQLite works within the process, where nothing of this gains anything: there each block is empty.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.db.models.sql.constants import CURSOR

T = TypeVar("T")
_ROWS_BETWEEN_LOOKS = 25


@contextmanager
def under_way() -> Iterator[Callable[[], object]]:
    """Within it a query is only sent by `execute`; the first `fetch` of its cursor waits for it.

    What it gives is to be called now and then by whoever does something else first: PostgreSQL
    goes no further than its answers are taken from the line. No COPY within it, no savepoint.
    """
    if connection.vendor != "postgresql":
        yield lambda: None
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield connection.connection.pgconn.consume_input


def answers(*questions: QuerySet[Any, Any]) -> list[list[tuple[Any, ...]]]:
    """The rows of several `values_list()`, all asked for before the first is read: PostgreSQL finds
    the next while Python reads those before."""
    with under_way():
        asked = [_ask(question) for question in questions]
        return [list(rows()) for rows in asked]


def _ask(question: QuerySet[Any, Any]) -> Callable[[], Iterable[tuple[Any, ...]]]:
    """What `values_list` does, in two steps."""
    compiler = question.query.get_compiler(connection=connection)
    cursor = compiler.execute_sql(CURSOR)
    return lambda: compiler.results_iter([cursor.fetchall()], tuple_expected=True) if cursor else ()


class _Unattended:
    """What writes the rows of a COPY, as the driver's `Copy` calls it, and tells PostgreSQL at once
    that these were all. The driver does so when somebody waits for what came of them, and until
    then PostgreSQL does not begin with the last thousand."""

    def __init__(self, cursor: Any) -> None:
        # psycopg is not imported here: on SQLite nothing else needs it.
        self._driver: Any = cast(Any, connection).Database
        self._writer = self._driver.copy.LibpqWriter(cursor)
        self._line, self._told = cursor.connection, False

    def write(self, rows: bytes) -> None:
        self._writer.write(rows)

    def no_more(self) -> None:
        self._line.wait(self._tell())
        self._told = True

    def _tell(self) -> Iterator[Any]:
        pgconn = self._line.pgconn
        for is_in_the_way in (lambda: pgconn.put_copy_end() == 0, lambda: pgconn.flush() == 1):
            while is_in_the_way():
                yield self._driver.waiting.Wait.W

    def is_through(self) -> bool:
        """Whether PostgreSQL has said what came of the rows."""
        self._line.pgconn.consume_input()
        return not self._line.pgconn.is_busy()

    def finish(self, exc: BaseException | None = None) -> None:
        """Wait for what came of the rows."""
        if not self._told:
            self._writer.finish(exc)
            return
        (result,) = self._line.wait(self._driver.generators.fetch_many(self._line.pgconn))
        if result.error_message:
            raise self._driver.errors.error_from_result(result)


class _Behind:
    """COPYs that nobody waits for: one at a time is at work, the others have their rows."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[str, str]] = deque()
        self._open = ExitStack()
        self._writer: _Unattended | None = None

    def add(self, statement: str, rows: str) -> None:
        self._waiting.append((statement, rows))
        self.go_on()

    def go_on(self) -> None:
        """Begin the next if the one at work is through."""
        with connection.wrap_database_errors:
            while self._waiting and (self._writer is None or self._writer.is_through()):
                self._end()
                self._begin()

    def finish(self) -> None:
        """Wait for all of them; what is wrong with their rows is raised here."""
        with connection.wrap_database_errors:
            self._end()
            while self._waiting:
                self._begin()
                self._end()

    def give_up(self) -> None:
        """End the one at work whatever comes of it: an error is on its way that takes the
        transaction with it. Broken off, the driver would write into our log which row was the
        last."""
        self._waiting.clear()
        with suppress(DatabaseError), connection.wrap_database_errors:
            self._end()

    def _begin(self) -> None:
        statement, rows = self._waiting.popleft()
        with ExitStack() as opened:
            cursor = opened.enter_context(connection.cursor()).cursor  # Django's takes no writer
            writer = _Unattended(cursor)
            opened.enter_context(cursor.copy(statement, writer=writer)).write(rows)
            writer.no_more()
            self._open, self._writer = opened.pop_all(), writer

    def _end(self) -> None:
        work, self._open, self._writer = self._open, ExitStack(), None
        work.close()


_BEHIND: ContextVar[_Behind | None] = ContextVar("behind", default=None)


def copy_in(statement: str, rows: str) -> None:
    """Run a COPY of `rows`; within `copies_behind` without waiting for its end."""
    behind = _BEHIND.get()
    if behind is not None:
        behind.add(statement, rows)
        return
    alone = _Behind()
    alone.add(statement, rows)
    alone.finish()


def going_on(rows: Iterable[T]) -> Iterator[T]:
    """`rows`, for work within `copies_behind` that writes nothing: PostgreSQL begins with the next
    COPY only when it is given it, and now and then somebody must look."""
    behind = _BEHIND.get()
    for number, row in enumerate(rows):
        if behind is not None and number % _ROWS_BETWEEN_LOOKS == 0:
            behind.go_on()
        yield row


@contextmanager
def copies_behind() -> Iterator[None]:
    """Within it each COPY goes on while the next rows are put together. Whatever is executed on
    the connection, and the end of the block, waits for all of them first: an error of their rows
    is raised there or before, in the same transaction."""
    if connection.vendor != "postgresql":
        yield
        return
    behind = _Behind()

    def wait_first(execute: Callable[..., Any], *given: Any) -> Any:
        behind.finish()
        return execute(*given)

    token = _BEHIND.set(behind)
    try:
        with connection.execute_wrapper(wait_first):
            yield
            behind.finish()
    except BaseException:
        behind.give_up()
        raise
    finally:
        _BEHIND.reset(token)
