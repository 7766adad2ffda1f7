"""Search on SQLite: `python -m benchmarks.sqlite_search PEOPLE`, one figure as JSON a line.

A process of its own, started by `searching.py`: the database in DATABASE_URL is opened as the
product opens it. It is filled first.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from django.core.management import call_command  # noqa: E402

from benchmarks.fill import NOW  # noqa: E402
from benchmarks.searching import searched  # noqa: E402
from casetracker.services.made_up_cases import make_cases  # noqa: E402


def main(people: int) -> None:
    call_command("migrate", verbosity=0)
    make_cases(count=people, now=NOW)
    for figure in searched(f"{people:,} people on SQLite"):
        sys.stdout.write(json.dumps(asdict(figure)) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
