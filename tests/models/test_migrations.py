"""A new database is made in one step, one that stands in single steps: both are the same."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from casetracker.models import Case, LadderStep, ReminderRule

RULE = ("kind", "stage", "risk", "threshold_seconds", "is_urgent", "revisions__number")


def tables() -> dict[str, Any]:
    """What the database itself says of columns, indexes, constraints and triggers, by name."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return {name: _rows(cursor, statement) for name, statement in POSTGRESQL.items()}
        cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE name LIKE 'casetracker_%'")
        return {f"{kind} {name}": _parts(sql) for kind, name, sql in cursor.fetchall() if sql}


POSTGRESQL = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, character_maximum_length"
    " FROM information_schema.columns WHERE table_name LIKE 'casetracker_%'",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'casetracker_%'",
    "constraints": "SELECT conrelid::regclass::text, contype, pg_get_constraintdef(oid),"
    " convalidated FROM pg_constraint WHERE conrelid::regclass::text LIKE 'casetracker_%'",
    "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "room": "SELECT relname, reloptions FROM pg_class WHERE reloptions IS NOT NULL"
    " AND relname LIKE 'casetracker_%'",
}


def _rows(cursor: Any, statement: str) -> list[str]:
    cursor.execute(statement)
    return sorted(_plain(str(row)) for row in cursor.fetchall())


def _parts(sql: str) -> list[str]:
    """The columns and constraints of a table in any order; every other statement as it is."""
    if not sql.startswith("CREATE TABLE"):
        return [_plain(sql)]
    inside = sql[sql.index("(") + 1 : sql.rindex(")")]
    return sorted(_plain(part) for part in re.split(r", (?=\"|CONSTRAINT)", inside))


def _plain(text: str) -> str:
    """Without what Django draws anew for a name that nobody gave."""
    return re.sub(r"_[0-9a-f]{8}(?=_|\b)", "_", text).replace('"', "")


def rules() -> list[Any]:
    steps = LadderStep.objects.values_list("rule__kind", "offset", "unit", "audience")
    return [sorted(ReminderRule.objects.values_list(*RULE)), sorted(steps)]


def migrate(*, in_one: bool) -> None:
    executor = MigrationExecutor(connection)
    executor.loader.replace_migrations = in_one
    executor.loader.build_graph()
    ends = executor.loader.graph.leaf_nodes("casetracker")
    executor.migrate([end for end in ends if in_one or "squashed" not in end[1]])


def go_back() -> None:
    MigrationExecutor(connection).migrate([("casetracker", None)])


@pytest.mark.django_db(transaction=True)
def test_in_one_step_and_in_single_steps_a_database_comes_out_the_same():
    made = tables(), rules()
    go_back()
    try:
        assert Case._meta.db_table not in connection.introspection.table_names()
        migrate(in_one=False)
        assert rules() == made[1]
        found = tables()
        assert found.keys() == made[0].keys()
        assert {name: found[name] for name in found if found[name] != made[0][name]} == {
            name: made[0][name] for name in found if found[name] != made[0][name]
        }
    finally:
        migrate(in_one=True)
