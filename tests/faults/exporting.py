"""Exports as a process that may kill itself: `python -m tests.faults.exporting N`.

With N above 0 it dies by SIGKILL just before its N-th SQL statement. The first call fills the
database: seven files with a contact each, and an export of all that two people agreed on.
"""

import os
import signal
import sys
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from pysequoia import Tsk  # noqa: E402

from casetracker.models import Membership, Team, User  # noqa: E402
from casetracker.services import export_work  # noqa: E402
from casetracker.services.cases import open_case  # noqa: E402
from casetracker.services.contacts import record_contact  # noqa: E402
from casetracker.services.decisions import approve  # noqa: E402
from casetracker.services.exports import ask_export  # noqa: E402
from casetracker.services.prisoners import record_prisoner  # noqa: E402

FILES = 7


def fill() -> None:
    now = timezone.now()
    team = Team.objects.create(name="Vilnius", country="LT", created_at=now)
    one, other = (_coordinator(f"lead{n}@example.org", team) for n in (1, 2))
    for number in range(FILES):
        of = record_prisoner(actor=one, name=f"Прыклад {number}", now=now)
        open_case(actor=one, prisoner_id=of.pk, stage="inside", now=now)
        record_contact(actor=one, prisoner_id=of.pk, name="Маці", relation="mother", now=now)
    key = str(Tsk.generate("Ada").extract_certificate())
    export = ask_export(actor=one, recipient="Ada", key=key, reason="UN", has_p3=True, now=now)
    approve(actor=other, approval_id=export.approval_id, now=now)


def _coordinator(email: str, team: Team) -> User:
    now = timezone.now()
    user = User(email=email, name=email.split("@")[0], created_at=now)
    user.set_unusable_password()
    user.save()
    Membership.objects.create(user=user, team=team, role="coordinator", created_at=now)
    return User.objects.get(pk=user.pk)


def build(kill_at: int) -> None:
    done = 0

    def counted(execute: Any, *args: Any) -> Any:
        nonlocal done
        done += 1
        if done == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    export_work.CASES_A_PART = 2
    with connection.execute_wrapper(counted):
        export_work.work_on_exports(now=timezone.now())
    sys.stdout.write(f"{done}\n")


if __name__ == "__main__":
    if not Team.objects.exists():
        fill()
    else:
        build(int(sys.argv[1]))
