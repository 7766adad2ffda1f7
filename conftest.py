"""What a marked test needs: there, skipped with the reason, or (REQUIRE_SERVICES=1) failed."""

import gc

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings

from tests import backends

# How fast a busy machine draws its examples says nothing of the product.
settings.register_profile("any", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any")
NEEDS = {
    "redis": [backends.redis_url],
    "browser": [backends.chromium_path],
    "services": [backends.postgres_url, backends.redis_url],
    "servers": [backends.postgres_binaries, backends.redis_binary, backends.leash],
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("runs on PostgreSQL only (`make test` has a second pass for it)")
    for marker, wanted in NEEDS.items():
        if item.get_closest_marker(marker):
            for service in wanted:
                _require(service)


def _require(service) -> None:
    try:
        service()
    except backends.Absent as absence:
        if backends.are_required():
            pytest.fail(f"REQUIRE_SERVICES is set: {absence}", pytrace=False)
        pytest.skip(str(absence))


def pytest_terminal_summary(terminalreporter) -> None:
    """The figures of the matrix run (tests/rights), summed over its tests and workers."""
    reports = [one for found in terminalreporter.stats.values() for one in found]
    calls = [one for one in reports if getattr(one, "when", "") == "call"]
    said = [pair for one in calls for pair in one.user_properties]
    asked, wrong = (
        sum(value for name, value in said if name == what) for what in ("requests", "deviations")
    )
    if asked:
        terminalreporter.write_line(f"matrix of rights: {asked} requests, {wrong} deviations")


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The PostgreSQL server that tests may make databases on."""
    return backends.postgres_url()


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The Redis database that tests may fill and flush."""
    return backends.redis_url()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Chromium, for Playwright's `executable_path`."""
    return backends.chromium_path()


def pytest_collection_finish() -> None:
    """All that is loaded stays: the collector of garbage need not look at it again."""
    gc.collect()
    gc.freeze()
