"""Throw-away databases with a register of N cases each, and switching between them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from django.core.management import call_command
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from benchmarks.fill import fill


@dataclass(frozen=True)
class Register:
    """A database of `cases` cases; `use()` makes it the one that the product works on."""

    cases: int
    wrapper: DatabaseWrapper

    @property
    def url(self) -> str:
        s = self.wrapper.settings_dict
        host = f"{s['HOST'] or ''}{':' + str(s['PORT']) if s['PORT'] else ''}"
        secret = f":{s['PASSWORD']}" if s["PASSWORD"] else ""
        return f"postgres://{s['USER']}{secret}@{host}/{s['NAME']}"

    def use(self) -> None:
        """Both keep their connection: what is compared is equally warm."""
        connections["default"] = self.wrapper


@contextmanager
def registers(*sizes: int) -> Iterator[list[Register]]:
    """A register of each size; dropped at the end, whatever happens."""
    made: list[Register] = []
    settings = connections["default"].settings_dict
    server = _Server(settings)
    try:
        for number, size in enumerate(sizes):
            name = f"casetracker_bench_{os.getpid()}_{number}"
            server.run(f'CREATE DATABASE "{name}"')
            made.append(Register(size, DatabaseWrapper({**settings, "NAME": name}, "default")))
            made[-1].use()
            call_command("migrate", verbosity=0)
            fill(size)
        yield made
    finally:
        for register in made:
            register.wrapper.close()
        for number in range(len(sizes)):
            name = f"casetracker_bench_{os.getpid()}_{number}"
            server.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


class _Server:
    """The database that DATABASE_URL names: from it others are made and dropped."""

    def __init__(self, settings: dict) -> None:
        self.parameters = {
            "host": settings["HOST"] or None,
            "port": settings["PORT"] or None,
            "user": settings["USER"] or None,
            "password": settings["PASSWORD"] or None,
            "dbname": settings["NAME"],
        }

    def run(self, statement: str) -> None:
        with psycopg.connect(**self.parameters, autocommit=True) as connection:
            connection.execute(statement)
