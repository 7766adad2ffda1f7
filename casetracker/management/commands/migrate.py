"""`migrate`, and what must stand after every one: audit triggers and the cache table."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection

from casetracker.models.triggers import install_triggers


class Command(Migrate):
    help = Migrate.help

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if "casetracker_auditseal" in connection.introspection.table_names():
            # SQLite drops triggers when a migration rebuilds their table.
            install_triggers()
        call_command("createcachetable", database=options["database"], verbosity=0)
