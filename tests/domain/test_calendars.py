"""Working days, digest hours, quiet hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetracker.domain.calendars import (
    add_working_days,
    after_quiet_hours,
    at_local,
    is_working_day,
    local_date,
    next_digest_at,
    zone,
)

DAY = timedelta(days=1)
ZONES = sorted(available_timezones())
times = st.datetimes(
    min_value=datetime(2006, 1, 1), max_value=datetime(2046, 1, 1), timezones=st.just(UTC)
)


def test_a_working_day_is_no_weekend_and_no_holiday_of_the_teams_country():
    assert is_working_day(date(2026, 2, 13), "LT")
    assert not is_working_day(date(2026, 2, 14), "LT")
    assert not is_working_day(date(2026, 2, 16), "LT")
    assert is_working_day(date(2026, 2, 16), "PL")


def test_a_country_that_nobody_knows_still_has_weekends():
    friday = datetime(2026, 2, 13, 9, 0, tzinfo=UTC)
    assert add_working_days(friday, 1, "ZZ") == friday + 3 * DAY


@pytest.mark.parametrize(
    ("zone_name", "expected"),
    [
        ("Europe/Vilnius", datetime(2026, 3, 29, 6, 0, tzinfo=UTC)),
        ("Europe/Warsaw", datetime(2026, 3, 29, 7, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 29, 13, 0, tzinfo=UTC)),
        ("Asia/Tbilisi", datetime(2026, 3, 29, 5, 0, tzinfo=UTC)),
    ],
)
def test_on_the_clock_change_night_the_digest_comes_at_nine_local(zone_name, expected):
    evening = datetime(2026, 3, 28, 20, 0, tzinfo=UTC)
    assert next_digest_at(evening, zone_name=zone_name, hour=9) == expected


@given(times, st.sampled_from(ZONES), st.integers(0, 23))
@settings(max_examples=400)
def test_digests_come_once_per_local_date(after, zone_name, hour):
    first = next_digest_at(after, zone_name=zone_name, hour=hour)
    second = next_digest_at(first, zone_name=zone_name, hour=hour)
    assert after < first < second
    # A zone that crosses the date line (Samoa, 2011) skips a whole local date.
    ahead = local_date(second, zone_name) - local_date(first, zone_name)
    assert DAY <= ahead <= 2 * DAY
    assert timedelta(hours=20) <= second - first <= timedelta(hours=50)


def test_a_zone_that_has_vanished_is_read_as_utc():
    assert str(zone("Mars/Olympus")) == "UTC"
    assert at_local(date(2026, 1, 1), 9, "Mars/Olympus") == datetime(2026, 1, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "expected_hour", "expected_day"),
    [(20, 20, 9), (21, 8, 10), (23, 8, 10), (3, 8, 9), (8, 8, 9), (12, 12, 9)],
)
def test_quiet_hours_hold_a_letter_until_they_end(hour, expected_hour, expected_day):
    now = datetime(2026, 2, 9, hour, 0, tzinfo=UTC)
    held = after_quiet_hours(now, zone_name="UTC", quiet_from=21, quiet_until=8)
    assert held == datetime(2026, 2, expected_day, expected_hour, 0, tzinfo=UTC)


@given(times, st.sampled_from(ZONES), st.integers(0, 23), st.integers(0, 23))
def test_a_letter_waits_at_most_a_day_and_a_gap(now, zone_name, quiet_from, quiet_until):
    at = after_quiet_hours(now, zone_name=zone_name, quiet_from=quiet_from, quiet_until=quiet_until)
    assert now <= at + timedelta(hours=1)
    assert at <= now + timedelta(hours=50)
