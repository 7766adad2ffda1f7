"""PostgreSQL at work while Python is: queries that nobody waits for yet, a COPY left to itself.

SQLite works within the process, where nothing of this gains anything: there each block is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from django.db import DatabaseError, connection


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
    with connection.connection.pipeline():
        yield connection.connection.pgconn.consume_input


class _Behind:
    """The COPY that has all its rows and may still be at work."""

    def __init__(self) -> None:
        self._open = ExitStack()

    def start(self, statement: str, rows: str) -> None:
        self.finish()
        with connection.wrap_database_errors, ExitStack() as opened:
            cursor = opened.enter_context(connection.cursor())
            opened.enter_context(cursor.copy(statement)).write(rows)
            self._open = opened.pop_all()

    def finish(self) -> None:
        """Wait for it; what is wrong with its rows is raised here."""
        work, self._open = self._open, ExitStack()
        with connection.wrap_database_errors:
            work.close()

    def give_up(self) -> None:
        """End it whatever comes of it: an error is on its way that takes the transaction with it.
        Broken off, the driver would write into our log which row was the last."""
        with suppress(DatabaseError):
            self.finish()


_BEHIND: ContextVar[_Behind | None] = ContextVar("behind", default=None)


def copy_in(statement: str, rows: str) -> None:
    """Run a COPY of `rows`; within `copies_behind` without waiting for its end."""
    behind = _BEHIND.get()
    if behind is not None:
        behind.start(statement, rows)
        return
    alone = _Behind()
    alone.start(statement, rows)
    alone.finish()


@contextmanager
def copies_behind() -> Iterator[None]:
    """Within it each COPY goes on while the next rows are put together. Whatever is executed on
    the connection, and the end of the block, waits for it first: an error of its rows is raised
    there, in the same transaction."""
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
