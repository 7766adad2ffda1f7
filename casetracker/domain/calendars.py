"""Working days, digest hours and quiet hours. Times in and out are aware UTC datetimes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

DAY = timedelta(days=1)
#: Reminders of a day that is known only as a date: at nine in the morning, UTC.
MORNING = time(9, tzinfo=UTC)


@lru_cache(maxsize=512)
def _holidays_of(country: str, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        # A country the library does not know: its weekends are still free.
        return frozenset()


def is_working_day(day: date, country: str) -> bool:
    """Monday to Friday and no public holiday in `country` (ISO 3166 alpha-2)."""
    return day.weekday() < 5 and day not in _holidays_of(country, day.year)


@lru_cache(maxsize=4096)
def nth_working_day(day: date, count: int, country: str) -> date:
    """The `count`-th working day of `country` after `day`. Raises `OverflowError`."""
    while count:
        day += DAY
        count -= is_working_day(day, country)
    return day


def add_working_days(start: datetime, count: int, country: str) -> datetime:
    """`start` plus `count` working days of `country`, at the same time of day (UTC)."""
    day = nth_working_day(start.date(), count, country)
    return datetime.combine(day, start.timetz())


@lru_cache(maxsize=1024)
def morning_of(day: date) -> datetime:
    """When the clock of a day that is known only as a date is due: at nine, UTC."""
    return datetime.combine(day, MORNING)


def zone(name: str) -> ZoneInfo:
    """The IANA zone; UTC if it has vanished from the database since it was chosen."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def is_zone(name: str) -> bool:
    """Whether the tz database knows the zone (now: zones vanish)."""
    return zone(name).key == name


def local_date(instant: datetime, zone_name: str) -> date:
    """The calendar day on which `instant` falls in the zone."""
    return instant.astimezone(zone(zone_name)).date()


def at_local(day: date, hour: int, zone_name: str) -> datetime:
    """`hour`:00 of a local day, in UTC: once a day, whatever the clocks do.

    Of an hour that comes twice the first is meant; one that is skipped moves by the gap.
    """
    return datetime.combine(day, time(hour), tzinfo=zone(zone_name)).astimezone(UTC)


@lru_cache(maxsize=4096)
def next_digest_at(after: datetime, *, zone_name: str, hour: int) -> datetime:
    """The first digest time strictly after `after`, in UTC. Remembered: many share theirs."""
    day = local_date(after, zone_name) - DAY
    while (at := at_local(day, hour, zone_name)) <= after:
        day += DAY
    return at


def digest_date(due_at: datetime, *, zone_name: str) -> date:
    """The local date that a digest due at `due_at` belongs to."""
    return local_date(due_at, zone_name)


def is_sign_day(day: date) -> bool:
    """Monday, when everybody's digest leaves, also an empty one: its absence is a signal."""
    return day.weekday() == 0


def after_quiet_hours(
    now: datetime, *, zone_name: str, quiet_from: int, quiet_until: int
) -> datetime:
    """`now`, or the end of the quiet hours it falls into, in UTC."""
    if quiet_from == quiet_until:
        return now
    local = now.astimezone(zone(zone_name))
    if quiet_from < quiet_until:
        quiet = quiet_from <= local.hour < quiet_until
        end_day = local.date()
    else:
        quiet = local.hour >= quiet_from or local.hour < quiet_until
        end_day = local.date() + (DAY if local.hour >= quiet_from else timedelta())
    return at_local(end_day, quiet_until, zone_name) if quiet else now
