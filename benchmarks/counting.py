"""How many people were where at a past instant, as a page or program asks: with what is known of
their papers and of asylum."""

from __future__ import annotations

from datetime import timedelta

from benchmarks.fill import LEAD, LEAD_OF_ALL, NOW
from benchmarks.measure import Figure, Rounds, in_turns
from benchmarks.registers import Register
from casetracker.domain.counting import Counted
from casetracker.models import User
from casetracker.selectors.counting import counts_at, sees_everybody

#: A quarter of a year ago: many stood elsewhere, or nowhere yet.
AT = NOW - timedelta(days=90)


def counting(large: Register, rounds: Rounds) -> list[Figure]:
    """Of the whole register, which has the limit; of one team in the note."""
    large.use()
    people = {"all": User.objects.get(email=LEAD_OF_ALL), "team": User.objects.get(email=LEAD)}
    for user in people.values():
        user.roles()
    assert sees_everybody(people["all"])
    assert counts_at(people["all"], at=AT, now=NOW).of(Counted.INSIDE) > 0
    times = in_turns(
        {name: lambda user=user: counts_at(user, at=AT, now=NOW) for name, user in people.items()},
        rounds,
    )
    return [
        Figure(
            f"counts as of an instant at {large.cases:,} cases",
            times.median("all") * 1000,
            "ms",
            200,
            note=f"of one team {times.said('team')}",
        )
    ]
