"""D9: a digest comes once per local date, in every IANA zone, over twenty years."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from casetracker.domain.calendars import at_local, digest_date, next_digest_at

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = datetime(2010, 1, 1, tzinfo=UTC)
LAST = datetime(2030, 1, 1, tzinfo=UTC)
#: No zone has changed its clock and changed it back within so few days.
STRIDE = 3 * DAY


def changes_of(name: str) -> list[tuple[datetime, timedelta, timedelta]]:
    """Every change of a zone's offset: the first minute after it, the offsets before and after."""
    zone = ZoneInfo(name)

    def offset(at: datetime) -> timedelta:
        return at.astimezone(zone).utcoffset() or timedelta()

    found = []
    start, before = FIRST, offset(FIRST)
    while start < LAST:
        end = start + STRIDE
        after = offset(end)
        if after != before:
            low, high = start, end
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if offset(middle) == before else (low, middle)
            found.append((high.replace(second=0, microsecond=0), before, after))
        start, before = end, after
    return found


@pytest.fixture(scope="module")
def changes() -> dict[tuple[datetime, timedelta, timedelta], str]:
    """Each change that there was anywhere, with one of the zones that made it."""
    return {change: name for name in sorted(available_timezones()) for change in changes_of(name)}


def days_around(at: datetime, name: str) -> list[date]:
    """The local dates that exist within two days of a change, in order."""
    zone = ZoneInfo(name)
    hours = (at + n * HOUR for n in range(-72, 73))
    return list(dict.fromkeys(hour.astimezone(zone).date() for hour in hours))[1:-1]


def test_there_are_gaps_folds_and_a_day_that_never_was(changes):
    kinds = {after > before for _, before, after in changes}
    assert kinds == {True, False}
    assert len(changes) > 1000
    # Samoa had no 30 December 2011.
    skipped = [at for at, before, after in changes if after - before >= DAY]
    assert datetime(2011, 12, 30, 10, 0, tzinfo=UTC) in skipped


@pytest.mark.parametrize("hour", [0, 1, 2, 3, 4, 9, 12, 22, 23])
def test_each_local_date_has_one_digest_at_its_hour(changes, hour):
    for (at, before, after), name in changes.items():
        days = days_around(at, name)
        digests = [at_local(day, hour, name) for day in days]
        assert digests == sorted(set(digests)), (name, at)
        zone = ZoneInfo(name)
        for day, digest in zip(days, digests, strict=True):
            local = digest.astimezone(zone)
            # An hour that is skipped moves by the gap; one that comes twice is the first.
            gap = max(after - before, timedelta())
            late = local.replace(tzinfo=None) - datetime(day.year, day.month, day.day, hour)
            assert late in (timedelta(), gap), (name, at, day)
            assert not local.fold, (name, at, day)
            assert digest_date(digest, zone_name=name) == local.date()


@pytest.mark.parametrize("hour", [0, 2, 3, 9])
def test_whenever_it_is_asked_the_next_digest_is_the_next_of_these(changes, hour):
    for (at, _, _), name in changes.items():
        digests = [at_local(day, hour, name) for day in days_around(at, name)]
        for asked in (at - HOUR, at - timedelta(minutes=1), at, at + HOUR / 2, at + HOUR, *digests):
            following = [digest for digest in digests if digest > asked]
            if following:
                assert next_digest_at(asked, zone_name=name, hour=hour) == following[0], (name, at)
