"""Rules of the tables: no circular foreign keys, no missing migration."""

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import Model, Q


def foreign_keys(models: Iterable[type[Model]]) -> dict[str, set[str]]:
    """For each model the models its rows point to; pointing at itself does not count."""
    return {
        model._meta.label: {
            field.related_model._meta.label
            for field in model._meta.get_fields()
            if field.concrete and (field.many_to_one or field.one_to_one)
        }
        - {model._meta.label}
        for model in models
    }


def circle(keys: dict[str, set[str]]) -> list[str]:
    """The models of one circle of foreign keys, in order; empty when there is none."""
    try:
        TopologicalSorter(keys).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def missing_migrations(models: ProjectState | None = None) -> list[str]:
    """What the models say and no migration of this project does yet."""
    loader = MigrationLoader(None)
    wanted = models or ProjectState.from_apps(apps)
    changes = MigrationAutodetector(loader.project_state(), wanted).changes(graph=loader.graph)
    return [
        operation.describe()
        for migration in changes.get("casetracker", [])
        for operation in migration.operations
    ]


def doubled_indexes(models: Iterable[type[Model]]) -> list[str]:
    """Foreign keys with an index of their own though another index begins with them.

    Every index is paid for at each write. Such a key takes `db_index=False`.
    """
    return [
        f"{model._meta.label}.{field.name}: {name} begins with it"
        for model in models
        for field in model._meta.local_fields
        if field.many_to_one and field.db_index
        for name, begins in _beginnings(model)
        if begins == field.name
    ]


def _beginnings(model: type[Model]) -> Iterable[tuple[str, str]]:
    """Each index that holds every row in which its first column is set, and that column."""
    for index in (*model._meta.indexes, *model._meta.constraints):
        fields = getattr(index, "fields", ())
        if fields and index.condition in (None, Q(**{f"{fields[0]}__isnull": False})):
            yield index.name, fields[0].removeprefix("-")
