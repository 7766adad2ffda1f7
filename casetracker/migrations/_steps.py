"""Changes of big tables in steps that do not lock: what PostgreSQL offers, plainly on SQLite.

A check is added without a look at the rows that are there (`AddCheck`), and looked at in a later
migration (`CheckRows`), while people go on writing. An index is built beside them
(`AddIndexBeside`, in a migration of its own that is not atomic), and so is what holds something
to be unique (`AddUniqueBeside`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    ValidateConstraint,
)
from django.db.migrations import AddConstraint, AddIndex, RunSQL


#: Model, name and length of texts that stood in clear until 0050.
SEALED_REASONS = (
    ("clock", "pause_reason", 200),
    ("need", "provider", 120),
    ("task", "cancel_reason", 60),
)


class AddCheck(AddConstraintNotValid):
    """A check constraint that holds for what is written from now on."""

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, *states)
        else:
            AddConstraint.database_forwards(self, app_label, schema_editor, *states)


class CheckRows(ValidateConstraint):
    """What `AddCheck` added holds for the rows of before, too."""

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, *states)


class AddIndexBeside(AddIndexConcurrently):
    """An index that is built while people go on writing."""

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, *states)
        else:
            AddIndex.database_forwards(self, app_label, schema_editor, *states)

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, *states)
        else:
            AddIndex.database_backwards(self, app_label, schema_editor, *states)


class AddUniqueBeside(AddConstraint):
    """A conditional unique constraint whose index is built while people go on writing."""

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if schema_editor.connection.vendor == "postgresql":
            made = str(self.constraint.create_sql(model, schema_editor))
            schema_editor.execute(made.replace("UNIQUE INDEX", "UNIQUE INDEX CONCURRENTLY", 1))
        else:
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class Remeasure(RunSQL):
    """Let PostgreSQL see what stands in new columns. It takes a column that it knows nothing of for
    one that is hardly ever null, and reads a table of millions where fifty rows were asked for."""

    def __init__(self, tables: dict[str, str]) -> None:
        self.tables = tables
        said = ", ".join(f'"{table}" ("{column}")' for table, column in tables.items())
        super().__init__(f"ANALYZE {said}", RunSQL.noop)

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, *states)


def remove_rules(apps: Any, kinds: Collection[str]) -> None:
    """Back from `install_default_rules`: the rules of these kinds of clock, and what they did."""
    for model in ("RuleRevision", "LadderStep"):
        apps.get_model("casetracker", model).objects.filter(rule__kind__in=kinds).delete()
    for model in ("Notice", "Clock", "ReminderRule"):
        rows = apps.get_model("casetracker", model).objects.filter(kind__in=kinds)
        # Nothing points to them any more; looking for what does, Django meets rules of an
        # earlier state here and gives up.
        rows._raw_delete(rows.db)
