"""Pages as people open them: time in the server, for a caseworker and for coordinators."""

from __future__ import annotations

from benchmarks.callers import Caller
from benchmarks.fill import LEAD, LEAD_OF_ALL
from benchmarks.measure import Figure, Rounds, in_turns, statements_of
from benchmarks.registers import Register
from casetracker.models import Case, Membership

LIMIT = 50  # milliseconds


def pages(register: Register, rounds: Rounds) -> list[Figure]:
    """Milliseconds of each page, with how many statements it takes."""
    register.use()
    worker = Membership.objects.filter(role="caseworker", user__cases__isnull=False).first()
    case = Case.objects.filter(caseworker=worker.user_id).order_by("reference").first()
    asked = {
        (worker.user.email, "a caseworker"): ("/", f"/cases/{case.reference}/", "/outbox/"),
        (LEAD, "a coordinator"): ("/", "/queues/stale/", "/cases/", "/outbox/"),
        (LEAD_OF_ALL, "a coordinator of all teams"): ("/", "/queues/stale/", "/cases/"),
    }
    runs = {}
    for (email, who), addresses in asked.items():
        caller = Caller(email, by_token=False)
        for address in addresses:
            said = address.replace(case.reference, "{reference}")
            runs[f"page {said} of {who}"] = lambda by=caller, at=address: by.get(at)
    times = in_turns(runs, Rounds(rounds.warm, rounds.counted * 2))
    return [
        Figure(
            name,
            times.median(name) * 1000,
            "ms",
            LIMIT,
            note=f"{len(statements_of(run))} statements",
        )
        for name, run in runs.items()
    ]
