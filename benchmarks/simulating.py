"""A changed rule tried out on 30 days, as the job does it: on 100,000 clocks of a register."""

from __future__ import annotations

import tracemalloc
from time import perf_counter

from benchmarks.fill import LEAD_OF_ALL, NOW
from benchmarks.measure import Figure, Rounds, in_turns
from benchmarks.registers import Register
from casetracker.domain.rehearsal import Tally
from casetracker.models import ReminderRule, Simulation, User
from casetracker.services.clocks import load_rules
from casetracker.services.rehearsals import CHUNK, Window, rehearse_chunk
from casetracker.services.simulations import CHUNKS_A_STEP, run_simulations, simulate_change

#: Seconds for 100,000 clocks; a job may run 300 before it is killed.
LIMIT = 120
#: Steps of the job: with so many it has looked at 100,000 clocks and a few.
STEPS = -(-100_000 // (CHUNK * CHUNKS_A_STEP))
#: Megabytes that Python holds at most while it looks at all of them.
MEMORY = 64


def simulating(small: Register, large: Register, rounds: Rounds) -> list[Figure]:
    """Seconds of a whole simulation, its memory, and how a chunk grows with the register."""
    large.use()
    simulation = _asked_for()
    started = perf_counter()
    run_simulations(now=NOW, most_steps=STEPS)
    took = perf_counter() - started
    simulation.refresh_from_db()
    looked = simulation.looked_at
    assert looked >= min(simulation.total, 100_000), looked
    simulation.delete()
    times = in_turns(
        {"small": _chunk, "large": _chunk},
        rounds,
        prepare={"small": small.use, "large": large.use},
    )
    large.use()
    tracemalloc.start()
    _asked_for()
    run_simulations(now=NOW, most_steps=STEPS // 4)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    Simulation.objects.all().delete()
    return [
        Figure(
            f"simulation of 30 days, {looked:,} clocks of {large.cases:,} cases",
            took,
            "s",
            LIMIT,
        ),
        Figure("simulation, memory at most", peak, "MB", MEMORY),
        Figure(
            f"simulation, 1,000 clocks of {large.cases:,} cases beside {small.cases:,}",
            times.ratio("large", "small"),
            "×",
            1.6,
        ),
    ]


def _asked_for() -> Simulation:
    rule = ReminderRule.objects.get(kind="case_silent", stage="inside", risk="")
    return simulate_change(
        actor=User.objects.get(email=LEAD_OF_ALL),
        rule_id=rule.pk,
        changes={"threshold_seconds": 20 * 86400},
        now=NOW,
    )


def _chunk() -> None:
    rules = load_rules()
    sets = [(rules, Tally(30)), (rules, Tally(30))]
    looked, _ = rehearse_chunk(sets, Window.before(NOW, 30), after=None)
    assert looked == CHUNK
