"""The suite is able to see: with each mistake made on purpose, the test named here turns red.

Each runs in a pytest of its own, on the servers of this one, and must fail for the reason given:
in an assertion of the test, not in its preparation.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import mutants
from tests.faults.conftest import SEED, SHARED
from tests.faults.switches import MUTANT

pytestmark = pytest.mark.servers
HERE = Path(__file__).parent
#: Mutant → the test that sees it, and what it says.
SEEN_BY = {
    "no unique key": (
        "test_clock_jumps.py::test_a_step_that_is_taken_again_after_its_clock_went_back_tells_"
        "nobody_twice",
        "assert 40 == 0",
    ),
    "mark before send": (
        "test_kill_anywhere.py::test_killed_at_any_statement_nothing_is_lost_and_nothing_"
        "recorded_twice[after]",
        "lost: ",
    ),
    "lease on the worker's clock": (
        "test_many_at_once.py::test_a_worker_whose_clock_is_an_hour_wrong_takes_nobody_elses_"
        "letter[fast]",
        "repeats: ",
    ),
    "finish without token": (
        "test_many_at_once.py::test_a_deliverer_that_lost_its_lease_does_not_decide_what_became_"
        "of_the_letter[the last attempt]",
        "lost: ",
    ),
    "every 5xx final": (
        "test_answers.py::test_what_says_nothing_of_the_recipient_is_tried_again_and_leaves",
        "AssertionError",
    ),
    "recipient taken from the claim": (
        "test_changes.py::test_no_mail_for_what_was_so_leaves_later_than_one_lease",
        "told though withdrawn: ",
    ),
    "overflow dropped": (
        "test_caps.py::test_what_is_over_the_cap_of_an_hour_waits_for_the_next_and_none_is_lost",
        "assert [15",
    ),
    "GET consumes the link": (
        "test_scanners.py::test_a_scanner_that_fetches_every_address_of_a_letter_uses_nothing_up",
        "consumed by a scanner",
    ),
}


def test_each_mutant_has_its_test():
    assert SEEN_BY.keys() == mutants.MUTANTS.keys()


@pytest.mark.long
@pytest.mark.parametrize("mutant", SEEN_BY)
def test_a_mutant_turns_the_suite_red(mutant, cluster, redis_server):
    name, says = SEEN_BY[mutant]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-x", HERE / name],
        cwd=HERE.parents[1],
        env=os.environ
        | {
            MUTANT: mutant,
            SHARED: json.dumps({"postgres": cluster.port}),
            "FAULTS_SEED": str(SEED),
            "TESTS_PATIENCE": "60",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == pytest.ExitCode.TESTS_FAILED, run.stdout + run.stderr
    assert "1 failed" in run.stdout, run.stdout
    assert says in run.stdout, run.stdout
    mutants.SEEN[mutant] = "red"
