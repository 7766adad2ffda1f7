"""`simulate_rules`: what the rules would have sent, in one sentence or one object."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from casetracker.models import Notice


def said(*arguments):
    out = StringIO()
    call_command("simulate_rules", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_it_says_what_would_have_been_sent_and_sends_nothing(make_case):
    make_case(at=timezone.now() - timedelta(days=31))
    words = said()[-1]
    assert words.startswith("In the last 30 days: 1 notices to 1 people, worst day 1 for one (")
    found = json.loads(said("--json", "--days", "7")[-1])
    assert {
        name: found[name] for name in ("days", "notices", "people", "letters", "worst_day")
    } == {
        "days": 7,
        "notices": 1,
        "people": 1,
        "letters": 1,
        "worst_day": 1,
    }
    assert found["kinds"] == {"case_silent": 1}
    assert not Notice.objects.exists()


def test_nothing_would_have_been_sent_of_nothing(db):
    assert said()[-1] == "In the last 30 days: 0 notices to 0 people, worst day 0 for one."


@pytest.mark.parametrize("days", ["0", "-1", "91", "1000000000"])
def test_it_looks_back_one_to_ninety_days(db, days):
    with pytest.raises(CommandError, match="1 to 90 days"):
        said("--days", days)
