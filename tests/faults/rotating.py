"""`rotate_keys` as a process that may kill itself: `python -m tests.faults.rotating N`.

With N above 0 it dies by SIGKILL just before its N-th SQL statement. The first call fills the
database: forty sealed texts under the key that the ring then holds.
"""

import os
import signal
import sys
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from casetracker.models import Activity, Case, Prisoner, Team  # noqa: E402
from casetracker.services import key_rotation  # noqa: E402

TEXTS = [f"line {n}" for n in range(40)]


def fill() -> None:
    now = timezone.now()
    case = Case.objects.create(
        reference="AAAA",
        prisoner=Prisoner.objects.create(created_at=now),
        team=Team.objects.create(name="Vilnius", country="LT", created_at=now),
        stage="inside",
        opened_at=now,
        last_activity_at=now,
        created_at=now,
    )
    Activity.objects.bulk_create(
        Activity(case=case, kind="note", occurred_at=now, recorded_at=now, text=text)
        for text in TEXTS
    )


def rotate(kill_at: int) -> None:
    done = 0

    def counted(execute: Any, *args: Any) -> Any:
        nonlocal done
        done += 1
        if done == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    key_rotation.BATCH = 7
    with connection.execute_wrapper(counted):
        key_rotation.rotate_keys(now=timezone.now())


if __name__ == "__main__":
    if not Activity.objects.exists():
        fill()
    else:
        rotate(int(sys.argv[1]))
    texts = [row.text for row in Activity.objects.order_by("pk")]
    assert texts == TEXTS, texts
