"""`import_list` as a process that may kill itself: `python -m tests.faults.importing FILE N`.

With N above 0 it dies by SIGKILL just before its N-th SQL statement.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from casetracker.models import Team  # noqa: E402
from casetracker.services import imports  # noqa: E402


def main(path: str, kill_at: int) -> None:
    done = 0

    def counted(execute: Any, *args: Any) -> Any:
        nonlocal done
        done += 1
        if done == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    if not Team.objects.exists():
        Team.objects.create(name="Vilnius", country="LT", created_at=timezone.now())
    imports.ROWS_AT_ONCE = 40
    with connection.execute_wrapper(counted):
        imports.import_list(
            actor=None,
            source="A",
            data=Path(path).read_bytes(),
            team_id=Team.objects.get().pk,
            now=timezone.now(),
        )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
