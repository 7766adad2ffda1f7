"""`holds` lists, releases and discards what was held back."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from casetracker.domain.words import HoldReason
from casetracker.models import Hold
from casetracker.models.base import new_id


@pytest.fixture
def hold(team, now):
    return Hold.objects.create(
        team=team, reason=HoldReason.FLOOD, letters=60, clocks_held=70, created_at=now
    )


def run(*arguments):
    printed = StringIO()
    call_command("holds", *arguments, "--json", stdout=printed)
    return json.loads(printed.getvalue())["holds"]


def test_a_hold_is_listed_until_it_is_released(hold, team):
    (listed,) = run()
    assert (listed["id"], listed["team"], listed["letters"]) == (str(hold.pk), team.name, 60)
    assert run("--release", str(hold.pk)) == []
    hold.refresh_from_db()
    assert hold.state == "released"


def test_an_unknown_hold_is_refused_in_one_sentence(db):
    with pytest.raises(CommandError, match="There is no hold"):
        run("--discard", str(new_id()))


def test_a_hold_that_was_decided_on_is_refused(hold):
    run("--discard", str(hold.pk))
    with pytest.raises(CommandError, match="discarded this already"):
        run("--release", str(hold.pk))
