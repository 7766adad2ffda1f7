"""What is held while a list is taken in: it does not grow with the list."""

from __future__ import annotations

import pickle
from random import Random
from typing import Any

import pytest

from casetracker.domain.made_up import make_up
from casetracker.domain.words import RowOutcome
from casetracker.models import ImportRow
from casetracker.services import imports
from casetracker.services.import_plan import Planned, Planner

PIECE, ROWS = 20, 200
HEAD = "id,name,status,gender,birthday,arrested,articles,prison,decision,release_date,died\n"


def strangers(rows: int) -> list[str]:
    """Rows of people of whom none is like another."""
    made = (make_up(Random(seed)) for seed in range(rows))
    return [f"{n},{who.text},,,19.12.{1940 + n % 60},,,,,,\n" for n, who in enumerate(made)]


@pytest.fixture
def take(coordinator: Any, team: Any, now: Any, monkeypatch: Any) -> Any:
    monkeypatch.setattr(imports, "ROWS_AT_ONCE", PIECE)

    def take(rows: list[str]) -> list[Planned]:
        became: list[Planned] = []
        imports.import_list(
            actor=coordinator,
            source="a list",
            data=(HEAD + "".join(rows)).encode(),
            team_id=team.pk,
            on_row=became.append,
            now=now,
        )
        return became

    return take


def test_what_is_held_while_a_list_is_taken_in_does_not_grow_with_it(take, monkeypatch):
    """What is written is found in the database from then on: the planner forgets it."""
    held: list[int] = []
    forget = Planner.forget

    def look(planner: Planner) -> None:
        forget(planner)
        held.append(len(pickle.dumps(vars(planner))))

    monkeypatch.setattr(Planner, "forget", look)
    rows = take(strangers(ROWS))
    assert sum(row.outcome is RowOutcome.CREATE for row in rows) > 0.9 * ROWS
    assert len(held) == ROWS // PIECE
    assert held[-1] <= 1.05 * held[1]


def test_a_repeat_names_the_row_of_its_person_however_far_above_it_stands(take, monkeypatch):
    rows = strangers(3 * PIECE)
    again = [row.replace(",,,19.12.", ",imprisoned,,19.12.").partition(",")[2] for row in rows]
    became = take([*rows, *(f"again{n},{row}" for n, row in enumerate(again))])
    first = {row.prisoner_id: row.row.number for row in became if row.outcome is RowOutcome.CREATE}
    repeats = [row for row in became[3 * PIECE :] if row.outcome is RowOutcome.DUPLICATE]
    assert len(repeats) > 2 * PIECE
    assert [row.duplicate_of for row in repeats] == [first[row.prisoner_id] for row in repeats]
    kept = ImportRow.objects.filter(outcome=RowOutcome.DUPLICATE).order_by("number")
    assert list(kept.values_list("duplicate_of", flat=True)) == [r.duplicate_of for r in repeats]
