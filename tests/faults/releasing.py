"""A release at the desk as a process that may kill itself: `python -m tests.faults.releasing PART`.

It looks at the plan, then commits it, and dies by SIGKILL just before the statement at that part
(0 to 1) of what the look took; with PART above 1 it lives.
"""

import os
import signal
import sys
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from casetracker.models import NameForm, User  # noqa: E402
from casetracker.services.release_desk import release_people  # noqa: E402


class Counted:
    """Counts statements, and ends the process before the one it is told."""

    def __init__(self, deadly: int = 0) -> None:
        self.done, self.deadly = 0, deadly

    def __call__(self, execute: Any, *args: Any) -> Any:
        self.done += 1
        if self.done == self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)


def main(part: float) -> None:
    names = NameForm.objects.order_by("pk").values_list("text", flat=True)
    now = timezone.now()
    given: dict[str, Any] = {
        "actor": User.objects.get(memberships__role="coordinator"),
        "text": "\n".join([*names, "Nobody Knownyet"]),
        "wave": "December",
        "kind": "deportation",
        "happened_on": now.date(),
        "destination": "LT",
        "now": now,
    }
    look = Counted()
    with connection.execute_wrapper(look):
        seen = release_people(**given).digest
    with connection.execute_wrapper(Counted(int(part * look.done) if part <= 1 else 0)):
        release_people(seen=seen, **given)


if __name__ == "__main__":
    main(float(sys.argv[1]))
