"""Which services answer here: PostgreSQL, Redis, Chromium.

`make test` runs the suite on SQLite, and again on PostgreSQL where one is found. A test that needs
a service says so with a marker and is skipped, with the reason, where the service is missing;
REQUIRE_SERVICES=1 turns such a skip into a failure.

`python -m tests.backends` prints the URL of PostgreSQL, or exits 1 with the reason on stderr.
"""

import functools
import os
import pwd
import shutil
import sys
from pathlib import Path

import psycopg
import redis

LOCAL_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
LOCAL_REDIS = "redis://127.0.0.1:6379/15"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


class Absent(Exception):
    """The service does not answer; the text says which and how it was looked for."""


@functools.cache
def postgres_url() -> str:
    """DATABASE_URL when it names PostgreSQL, otherwise localhost; `Absent` when none answers."""
    named = os.environ.get("TEST_POSTGRES_URL") or os.environ.get("DATABASE_URL", "")
    url = named if named.startswith("postgres") else LOCAL_POSTGRES
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        raise Absent(f"no PostgreSQL answers (DATABASE_URL or localhost): {error}") from error
    return url


@functools.cache
def redis_url() -> str:
    """REDIS_URL, otherwise database 15 of localhost; `Absent` when it does not answer."""
    named = os.environ.get("TEST_REDIS_URL") or os.environ.get("REDIS_URL")
    url = named or LOCAL_REDIS
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5) as client:
            client.ping()
    except redis.RedisError as error:
        raise Absent(f"no Redis answers (REDIS_URL or localhost): {error}") from error
    return url


@functools.cache
def postgres_binaries() -> Path:
    """Where `initdb` and `postgres` lie, for a server of a test's own; `Absent` without them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: len(str(path)))
    on_path = shutil.which("initdb")
    places = [Path(on_path).resolve().parent] if on_path else found
    if not places:
        raise Absent("no initdb found (/usr/lib/postgresql or on the path)")
    if os.geteuid() == 0 and not _has_user("postgres"):
        raise Absent("PostgreSQL does not run as root, and there is no user postgres")
    return places[-1]


@functools.cache
def redis_binary() -> str:
    """`redis-server`, for a server of a test's own; `Absent` when there is none."""
    if path := shutil.which("redis-server"):
        return path
    raise Absent("no redis-server found on the path")


@functools.cache
def leash() -> str:
    """`setpriv` of util-linux, which ends what a test started when the test dies; or `Absent`."""
    if path := shutil.which("setpriv"):
        return path
    raise Absent("no setpriv found on the path (util-linux)")


def _has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


@functools.cache
def chromium_path() -> str:
    """CHROMIUM, otherwise the browser on the path; `Absent` when there is none."""
    named = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else CHROMIUM_NAMES
    for name in named:
        if path := shutil.which(name):
            return path
    raise Absent("no Chromium found (CHROMIUM or on the path)")


def are_required() -> bool:
    """Whether a missing service is a failure (REQUIRE_SERVICES=1, as in CI)."""
    return os.environ.get("REQUIRE_SERVICES", "") not in {"", "0"}


if __name__ == "__main__":
    try:
        sys.stdout.write(postgres_url() + "\n")
    except Absent as absence:
        sys.exit(f"the tests on PostgreSQL are left out: {absence}")
