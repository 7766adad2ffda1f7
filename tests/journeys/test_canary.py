"""The work of a day with a text of its own in every sealed column, and then a search for these
texts in whatever is left behind: broker, Redis, logs, letters, files, rows, error pages, the
database itself. None may be found there.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings as configured
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from kombu import Connection

from casetracker.models import Team
from casetracker.vault.columns import sealed_columns
from config import embedded_broker
from config.celery import BEAT, app
from config.redaction import Redaction
from tests.canaries import MARK, Canaries, readable
from tests.conftest import NOW
from tests.filled import Cast, fill
from tests.journeys.canary_day import Day

pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = "canary"
#: Which files were opened for writing, while a test looks.
WRITTEN: list[str] = []


def _note_writing(event: str, given: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(given[0], str) and given[2] & (os.O_WRONLY | os.O_RDWR):
        WRITTEN.append(given[0])


sys.addaudithook(_note_writing)


class Left:
    """What a day left behind, by place: name → bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.canaries, self.log = folder, Canaries(), StringIO()

    def files(self) -> dict[str, bytes]:
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.folder)): readable(path) for path in paths}

    def logs(self) -> dict[str, bytes]:
        return {"log": self.log.getvalue().encode()}

    def database(self) -> dict[str, bytes]:
        """SQLite: its file, free pages too. PostgreSQL: every table as a dump writes it."""
        if connection.vendor == "sqlite":
            return {"sqlite": connection.connection.serialize()}
        dump = {}
        for name in connection.introspection.table_names():
            with connection.cursor() as cursor, cursor.copy(f'COPY "{name}" TO STDOUT') as copy:
                dump[name] = b"".join(bytes(part) for part in copy)
        return dump

    def hits(self, *places: dict[str, bytes]) -> list[str]:
        return [
            f"{name}: {', '.join(found[:5])}"
            for place in places
            for name, content in place.items()
            if (found := self.canaries.found_in(content))
        ]


def in_redis(url: str) -> dict[str, bytes]:
    """Every key and what it holds."""
    read = {
        b"string": lambda client, key: client.get(key),
        b"list": lambda client, key: client.lrange(key, 0, -1),
        b"set": lambda client, key: client.smembers(key),
        b"hash": lambda client, key: client.hgetall(key),
        b"zset": lambda client, key: client.zrange(key, 0, -1, withscores=True),
    }
    with redis.Redis.from_url(url) as client:
        found = {key: read[client.type(key)](client, key) for key in client.scan_iter()}
    return {repr(key): key + b"\n" + _flat(value) for key, value in found.items()}


def _flat(value: Any) -> bytes:
    """As it lies there; what is no text of ours keeps its bytes."""
    if isinstance(value, bytes):
        return value
    parts = value.items() if isinstance(value, dict) else value or ()
    return b"\n".join(
        _flat(one)
        if not isinstance(one, tuple)
        else _flat([p if isinstance(p, bytes) else str(p).encode() for p in one])
        for one in parts
    )


@pytest.fixture
def left(settings: Any, tmp_path: Path, monkeypatch: Any, request: Any) -> Iterator[Left]:
    """Everything that is written lands below one folder; the log is written as configured, and
    says more than it does by default."""
    settings.VAR_DIR = tmp_path / "var"
    for name in ("tmp", "var"):
        (tmp_path / name).mkdir()
    request.getfixturevalue("mailbox")  # named where the database lies from now on
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    app.loader.import_default_modules()  # sets up logging anew
    left, root = Left(tmp_path), logging.getLogger()
    handler = logging.StreamHandler(left.log)
    handler.setFormatter(logging.Formatter(configured.LOGGING["formatters"]["line"]["format"]))
    handler.addFilter(Redaction())
    before = root.level
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    yield left
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture
def cast(team: Team, other_team: Team, make_user: Any) -> Cast:
    roles = ("caseworker", "coordinator", "coordinator", "volunteer")
    staff = (make_user(role, team) for role in roles)
    return Cast(team, *staff, outsider=make_user("caseworker", other_team), mark="Прыклад")


def live(left: Left, cast: Cast, remind: Any) -> Day:
    """A whole day: a file filled by services, the same by pages and by the API, what is refused
    and what breaks, letters sent, jobs run."""
    day = Day(cast, left.canaries, fill(cast, left.canaries.say, NOW))
    day.by_pages()
    day.by_api()
    day.refused()
    day.broken()
    for hours in (1, 20, 30, 24 * 40):
        remind(NOW + timedelta(hours=hours))
    for entry in BEAT.values():
        app.tasks[entry["task"]].apply(throw=True)
    return day


def publish(url: str, **options: Any) -> None:
    """Every message that beat sends, left lying in the broker."""
    with Connection(url, **options) as broker:
        for entry in BEAT.values():
            app.send_task(entry["task"], connection=broker, queue=QUEUE)


def keep_what_is_sealed(canaries: Canaries) -> None:
    """Every value of every sealed column, opened, is looked for as well."""
    for column in sealed_columns():
        name = column.field.name
        if not column.model._default_manager.exclude(**{name: None}).exists():
            # Of something new, which `tests/filled.py` does not know yet.
            row = any_row(column.model)
            setattr(row, name, canaries.say(column.name))
            row.save()
        rows = column.model._default_manager.exclude(**{name: None})
        for number, row in enumerate(rows):
            canaries.keep(f"{column.name} {number}", getattr(row, name))


def any_row(model: Any) -> Any:
    """One that is there, or one made of what its columns ask for."""
    found = model._default_manager.first()
    if found is not None:
        return found
    made = model()
    for field in model._meta.concrete_fields:
        if field.null or field.has_default() or field.primary_key:
            continue
        if field.is_relation:
            value = any_row(field.related_model)
        elif field.choices:
            value = field.choices[0][0]
        else:
            value = VALUES[field.get_internal_type()]
        setattr(made, field.name, value)
    made.save(force_insert=True)
    return made


VALUES = {
    "CharField": "",
    "TextField": "",
    "JSONField": {},
    "DateField": NOW.date(),
    "DateTimeField": NOW,
    "BooleanField": False,
    "UUIDField": "01890000-0000-7000-8000-000000000000",
    **dict.fromkeys(("PositiveIntegerField", "IntegerField", "PositiveSmallIntegerField"), 1),
}


def test_nothing_that_is_sealed_is_left_anywhere_in_clear(left, cast, remind, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    WRITTEN.clear()
    day = live(left, cast, remind)
    written = [path for path in WRITTEN if str(left.folder) not in path and os.devnull != path]
    options = embedded_broker.broker_options(left.folder / "var" / "broker")
    publish(embedded_broker.URL, transport_options=options)
    keep_what_is_sealed(left.canaries)
    assert any(path.suffix == ".eml" for path in left.folder.rglob("*"))
    assert "broken on purpose" in left.log.getvalue()
    assert written == []
    assert left.hits(left.files(), left.logs(), left.database(), day.errors) == []
    _is_found_wherever_it_is(left, day)


def _is_found_wherever_it_is(left: Left, day: Day) -> None:
    """The search sees what it looks for: one text in clear in each of the places."""
    bird = f"{MARK}9999"
    Team.objects.create(name=bird, country="LT", created_at=NOW)
    (left.folder / "mail" / "one.eml").write_text("Subject: =?utf-8?b?cXprYW5hcmthOTk5OQ==?=\n\n")
    logging.getLogger().warning("a contact: %s", bird)
    (hit,) = left.hits(left.database())
    assert bird in hit
    assert left.hits(left.files()) == [f"mail/one.eml: {MARK} as base64, {bird}"] or left.hits(
        left.files()
    ) == [f"mail/one.eml: {bird}"]
    (hit,) = left.hits(left.logs())
    assert bird in hit
    secret = day.canaries.secrets["casetracker_contact.name 0"]
    assert left.hits({"page": b"<b>" + secret + b"</b>"}) != []
    assert left.hits({"dump": secret.hex().encode()}) != []


@pytest.mark.redis
def test_redis_holds_nothing_of_it_either(left, cast, remind, monkeypatch, settings, redis_url):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    place = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}
    settings.CACHES = settings.CACHES | {"default": place | {"KEY_PREFIX": QUEUE}}
    live(left, cast, remind)
    publish(redis_url)
    cache.set("in_use", "yes", 60)
    keep_what_is_sealed(left.canaries)
    held = in_redis(redis_url)
    assert any(QUEUE in key for key in held)
    assert any("in_use" in key for key in held)
    assert left.hits(held) == []
    cache.set("note", f"{MARK}9999", 60)
    assert left.hits(in_redis(redis_url)) != []
    cache.delete_many(["note", "in_use"])
    with redis.Redis.from_url(redis_url) as client:
        client.delete(QUEUE)
