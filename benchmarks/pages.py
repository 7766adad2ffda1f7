"""Pages as people open them: time in the server, for a caseworker and for coordinators."""

from __future__ import annotations

from benchmarks.callers import Caller
from benchmarks.fill import LEAD, LEAD_OF_ALL
from benchmarks.measure import Figure, Rounds, in_turns, statements_of
from benchmarks.registers import Register
from casetracker.models import Case, Membership, NameForm

LIMIT = 50  # milliseconds
FEWEST, MOST = 1, 12  # statements


def pages(register: Register, rounds: Rounds) -> list[Figure]:
    """Milliseconds of each page, with how many statements it takes."""
    register.use()
    worker = Membership.objects.filter(role="caseworker", user__cases__isnull=False).first()
    case = Case.objects.filter(caseworker=worker.user_id).order_by("reference").first()
    family = NameForm.objects.get(prisoner=case.prisoner_id).family
    readers = {
        "caseworker": Caller(worker.user.email, by_token=False),
        "coordinator": Caller(LEAD, by_token=False),
        "coordinator of all": Caller(LEAD_OF_ALL, by_token=False),
    }
    addresses = {
        "caseworker": ["/", f"/cases/{case.reference}/", f"/?q={family}", "/outbox/"],
        "coordinator": [
            "/",
            "/my/cases/",
            "/queues/stale/",
            "/cases/",
            f"/cases/?q={family}",
            "/outbox/",
        ],
        "coordinator of all": ["/", "/queues/stale/", "/cases/", f"/cases/?q={family}", "/outbox/"],
    }
    runs = {
        (who, address): (lambda who=who, address=address: readers[who].get(address))
        for who, found in addresses.items()
        for address in found
    }
    times = in_turns(runs, Rounds(rounds.warm, rounds.counted * 2))
    return [
        Figure(
            f"page {address.partition('?')[0]}{'?q=' if '?' in address else ''} of a {who}",
            times.median((who, address)) * 1000,
            "ms",
            LIMIT,
            note=f"{len(statements_of(run))} statements",
        )
        for (who, address), run in runs.items()
    ]
