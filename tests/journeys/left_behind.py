"""What a journey leaves behind, place by place, and the texts that may stand in none of them."""

from __future__ import annotations

import base64
import logging
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import redis
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection
from django.test import Client

from casetracker.vault.columns import sealed_columns
from config.redaction import Redaction
from tests.canaries import Canaries, readable
from tests.conftest import NOW

#: The lists in which whoever looks wants to read which files are opened for writing.
_LOOKING: list[list[str]] = []


def _note_writing(event: str, given: tuple[Any, ...]) -> None:
    if not _LOOKING or event != "open" or isinstance(given[0], int):
        return
    if given[2] & (os.O_WRONLY | os.O_RDWR):
        for written in _LOOKING:
            written.append(os.fsdecode(given[0]))


sys.addaudithook(_note_writing)

#: Words by which the code names kinds everywhere, and which it says itself in a sealed column:
#: that a status follows from a paper or from what an office decided.
OF_THE_SYSTEM = {"casetracker_personstatus.source": {b"document", b"decision"}}


class Left:
    """Everything below `folder` and beside it: each place a dict, name → bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.canaries, self.log = folder, Canaries(), StringIO()
        #: What was refused or broke: request → body, and what its reader had been shown before.
        self.errors: dict[str, tuple[bytes, list[bytes]]] = {}
        #: Where the cache lies, if in Redis: its address, and how this journey's keys begin.
        self.redis: tuple[str, str] | None = None
        self.written: list[str] = []

    def hits(self, *places: dict[str, bytes]) -> list[str]:
        """What was found in the places, by default in all there are."""
        everywhere = (self.files, self.logs, self.database, self.cached, self.refusals)
        return [
            f"{name}: {', '.join(found[:5])}"
            for place in places or [one() for one in everywhere]
            for name, content in place.items()
            if (found := self.canaries.found_in(content))
        ]

    def files(self) -> dict[str, bytes]:
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.folder)): readable(path) for path in paths}

    def logs(self) -> dict[str, bytes]:
        return {"log": self.log.getvalue().encode()}

    def database(self) -> dict[str, bytes]:
        """Every table as a dump writes it; of SQLite the file as well, free pages too."""
        tables = connection.introspection.table_names()
        if connection.vendor == "sqlite":
            return {"sqlite": connection.connection.serialize()} | dict(map(_rows, tables))
        return dict(map(_copied, tables))

    def cached(self) -> dict[str, bytes]:
        """What the cache holds: in Redis, or in its table, there in base64."""
        if self.redis:
            return in_redis(*self.redis)
        with connection.cursor() as cursor:
            cursor.execute("SELECT cache_key, value FROM casetracker_cache")
            return {key: base64.b64decode(value) for key, value in cursor.fetchall()}

    def refusals(self) -> dict[str, bytes]:
        """Bodies of what was refused or broke, without those that say nothing new to their reader:
        a page that comes again with what is wrong shows what it showed before."""
        found_in = self.canaries.found_in
        return {
            name: body
            for name, (body, before) in self.errors.items()
            if set(found_in(body)) - set(found_in(b"\n".join(before)))
        }

    def elsewhere(self) -> list[str]:
        """Files that were opened for writing anywhere else."""
        within = (str(self.folder), os.devnull)
        return [path for path in self.written if not path.startswith(within)]

    # ── watching ────────────────────────────────────────────────────────────────────────────────
    @contextmanager
    def watching(self) -> Iterator[None]:
        """Which files are written, and the log as configured, saying more than by default."""
        root, handler = logging.getLogger(), logging.StreamHandler(self.log)
        handler.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["line"]["format"]))
        handler.addFilter(Redaction())
        before = root.level
        root.setLevel(logging.INFO)
        root.addHandler(handler)
        _LOOKING.append(self.written)
        try:
            yield
        finally:
            _LOOKING.remove(self.written)
            root.removeHandler(handler)
            root.setLevel(before)

    def note_errors(self, monkeypatch: Any) -> None:
        """The body of every answer that refuses or breaks, whoever asks."""
        request, shown = Client.request, defaultdict[Client, list[bytes]](list)

        def noted(client: Client, **given: Any) -> Any:
            answer = request(client, **given)
            if answer.status_code >= 400:
                name = f"{len(self.errors)} {answer.status_code} {given.get('PATH_INFO')}"
                self.errors[name] = (answer.content, list(shown[client]))
            elif not answer.streaming:
                shown[client].append(answer.content)
            return answer

        monkeypatch.setattr(Client, "request", noted)


def keep_sealed(canaries: Canaries, where: bytes, data: bytes) -> None:
    """What is sealed at a place (`vault/seal.py`) is looked for, unless the system says it."""
    table, column, row_id = where.decode().split("\x1f")[:3]
    if data not in OF_THE_SYSTEM.get(f"{table}.{column}", ()):
        canaries.keep(f"{table}.{column} {row_id} {len(canaries.secrets)}", data)


def note_sealing(canaries: Canaries, monkeypatch: Any) -> None:
    """Every text that is sealed from now on is looked for, also what is overwritten later."""

    class Noting:
        def __init__(self, key: bytes) -> None:
            self.cipher = AESGCM(key)
            self.decrypt = self.cipher.decrypt

        def encrypt(self, nonce: bytes, data: bytes, where: bytes) -> bytes:
            keep_sealed(canaries, where, data)
            return self.cipher.encrypt(nonce, data, where)

    monkeypatch.setattr("casetracker.vault.seal.AESGCM", Noting)


def _rows(table: str) -> tuple[str, bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return table, b"\n".join(_flat([_bytes(one) for one in row]) for row in cursor.fetchall())


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _copied(table: str) -> tuple[str, bytes]:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
        return table, b"".join(bytes(part) for part in copy)


def in_redis(url: str, prefix: str = "") -> dict[str, bytes]:
    """Every key that begins with `prefix`, and what it holds."""
    read = {
        b"string": lambda client, key: client.get(key),
        b"list": lambda client, key: client.lrange(key, 0, -1),
        b"set": lambda client, key: client.smembers(key),
        b"hash": lambda client, key: client.hgetall(key),
        b"zset": lambda client, key: client.zrange(key, 0, -1, withscores=True),
    }
    with redis.Redis.from_url(url) as client:
        kinds = ((key, client.type(key)) for key in client.scan_iter(match=f"{prefix}*"))
        # What somebody else took away meanwhile is of no kind.
        found = {key: read[kind](client, key) for key, kind in kinds if kind != b"none"}
    return {repr(key): key + b"\n" + _flat(value) for key, value in found.items()}


def _flat(value: Any) -> bytes:
    """As it lies there; what is no text of ours keeps its bytes."""
    if isinstance(value, bytes):
        return value
    parts = value.items() if isinstance(value, dict) else value or ()
    return b"\n".join(
        _flat(one) if not isinstance(one, tuple) else _flat([_bytes(part) for part in one])
        for one in parts
    )


def say_what_is_empty(canaries: Canaries) -> None:
    """A text in every sealed column that holds none: of something new, which `tests/filled.py`
    does not know yet."""
    for column in sealed_columns():
        name = column.field.name
        if not column.model._base_manager.exclude(**{name: None}).exists():
            row = any_row(column.model)
            setattr(row, name, canaries.say(column.name))
            row.save()


def any_row(model: Any) -> Any:
    """One that is there, or one made of what its columns ask for."""
    found = model._base_manager.first()
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
