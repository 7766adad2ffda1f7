"""What can have happened to somebody who was freed."""

from datetime import date, timedelta

import pytest

from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.reversals import FREE_STAGES, Reversal, check_reversal, reversal_of
from casetracker.domain.stages import MOVES
from casetracker.domain.words import Stage

DAY = date(2025, 9, 11)


@pytest.mark.parametrize("stage", list(Stage))
def test_whoever_is_free_can_be_inside_again_by_a_legal_move(stage):
    possible = []
    for how in Reversal:
        try:
            check_reversal(how, stage, DAY, DAY)
        except Conflict:
            continue
        possible.append(how)
    if possible:
        assert Stage.INSIDE in MOVES[stage]
    assert bool(possible) == (stage in FREE_STAGES | {Stage.CLOSED})


def test_a_move_that_says_no_more_is_one_that_is_possible():
    for stage in FREE_STAGES:
        check_reversal(reversal_of(stage), stage, DAY, None)


def test_nobody_is_turned_back_before_they_left():
    with pytest.raises(Refused) as refusal:
        check_reversal(Reversal.REFUSED, Stage.RECEPTION, DAY - timedelta(days=1), DAY)
    assert refusal.value.field == "happened_on"
