"""Where a case and a need may move."""

from __future__ import annotations

import pytest

from casetracker.domain.errors import Conflict
from casetracker.domain.stages import (
    MOVES,
    NEED_MOVES,
    check_move,
    check_need_move,
    stage_after_release,
)
from casetracker.domain.words import NeedState, Stage


@pytest.mark.parametrize("old", list(Stage))
@pytest.mark.parametrize("new", list(Stage))
def test_every_move_is_legal_or_refused_with_the_legal_ones(old, new):
    if new in MOVES[old]:
        check_move(old, new)
        return
    with pytest.raises(Conflict) as refusal:
        check_move(old, new)
    assert refusal.value.allowed == [str(stage) for stage in MOVES[old]]
    assert refusal.value.field == "stage"


def test_nobody_comes_back_from_the_dead_by_a_move():
    assert MOVES[Stage.DIED] == ()


@pytest.mark.parametrize("state", list(NeedState))
def test_a_need_never_moves_to_where_it_stands(state):
    assert state not in NEED_MOVES[state]
    with pytest.raises(Conflict):
        check_need_move(state, state)


@pytest.mark.parametrize(
    ("place", "destination", "stage"),
    [
        ("abroad", "LT", Stage.RECEPTION),
        ("border", "UA", Stage.RECEPTION),
        ("abroad", "", Stage.RECEPTION),
        ("in_country", "BY", Stage.FREED_IN_COUNTRY),
        ("abroad", "BY", Stage.FREED_IN_COUNTRY),
    ],
)
def test_a_release_leads_to_reception_abroad_and_to_freedom_at_home(place, destination, stage):
    assert stage_after_release(place, destination, "BY") is stage
