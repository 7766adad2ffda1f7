"""What can be true of one episode from arrest to release."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casetracker.domain.calendars import morning_of
from casetracker.domain.detentions import Known, known, not_before
from casetracker.domain.errors import Refused
from casetracker.domain.words import Precision

ARREST = Known(date(2024, 3, 5), Precision.DAY)


def test_an_expected_release_is_reminded_of_in_the_morning():
    assert morning_of(date(2026, 3, 29)) == datetime(2026, 3, 29, 9, tzinfo=UTC)


@pytest.mark.parametrize(("on", "precision"), [(None, "day"), (date(2024, 1, 1), "unknown")])
def test_a_date_goes_with_its_precision(on, precision):
    with pytest.raises(Refused) as refusal:
        known(on, precision, field="arrested")
    assert refusal.value.field == "arrested_precision"
    assert "month" in refusal.value.allowed


@pytest.mark.parametrize(
    ("released", "on"),
    [
        (Known(None, Precision.UNKNOWN), None),
        (Known(date(2024, 3, 5), Precision.DAY), date(2024, 3, 5)),
        (Known(date(2024, 3, 1), Precision.MONTH), date(2024, 3, 5)),
        (Known(date(2024, 1, 1), Precision.YEAR), date(2024, 3, 5)),
        (Known(date(2025, 1, 1), Precision.YEAR), date(2025, 1, 1)),
    ],
)
def test_a_release_lies_on_or_after_the_arrest_as_far_as_both_are_known(released, on):
    assert not_before(released, ARREST) == Known(on, released.precision)


@pytest.mark.parametrize(
    "released",
    [
        Known(date(2024, 3, 4), Precision.DAY),
        Known(date(2024, 2, 1), Precision.MONTH),
        Known(date(2023, 1, 1), Precision.YEAR),
    ],
)
def test_a_release_before_the_arrest_is_refused(released):
    with pytest.raises(Refused) as refusal:
        not_before(released, ARREST)
    assert refusal.value.allowed == "from 2024-03-05"
