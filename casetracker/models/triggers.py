"""What the database refuses by itself: changing or removing the audit record and the ledger.

SQLite drops triggers when a migration rebuilds a table, so they are installed after every
migrate (`manage.py migrate` of this project) and `doctor` checks them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

INSERT_ONLY = ("casetracker_auditevent", "casetracker_auditseal", "casetracker_ledgerentry")
_FUNCTION = """
CREATE OR REPLACE FUNCTION casetracker_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'insert-only: % of % refused', TG_OP, TG_TABLE_NAME;
END $$
"""


def install_triggers() -> None:
    """Install what is missing; running it again changes nothing."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for table in _tables():
            for statement in _statements(table):
                cursor.execute(statement)


def remove_triggers() -> None:
    """Lift the triggers: for a test's flush and for reversing the migration only."""
    with connection.cursor() as cursor:
        for table in _tables():
            for name in _names(table):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing_triggers() -> list[str]:
    """The names of triggers that should stand and do not."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        standing = {row[0] for row in cursor.fetchall()}
    return [name for table in INSERT_ONLY for name in _names(table) if name not in standing]


@contextmanager
def triggers_lifted() -> Iterator[None]:
    """For the test fixture's flush."""
    remove_triggers()
    try:
        yield
    finally:
        install_triggers()


def _tables() -> list[str]:
    """Those that there are: a table that a later migration makes has its triggers after that."""
    there = set(connection.introspection.table_names())
    return [table for table in INSERT_ONLY if table in there]


def _names(table: str) -> list[str]:
    if connection.vendor == "postgresql":
        return [f"{table}_refuse_row", f"{table}_refuse_all"]
    return [f"{table}_refuse_update", f"{table}_refuse_delete"]


def _statements(table: str) -> list[str]:
    names = _names(table)
    if connection.vendor == "postgresql":
        refuse = "EXECUTE FUNCTION casetracker_refuse_change()"
        return [
            f"CREATE OR REPLACE TRIGGER {names[0]} BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW {refuse}",
            f"CREATE OR REPLACE TRIGGER {names[1]} BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT {refuse}",
        ]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
        for name, verb in zip(names, ("UPDATE", "DELETE"), strict=True)
    ]
