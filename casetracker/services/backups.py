"""A copy of the whole database in a folder, and back into an empty one.

The copy holds no key and no file beside the database: what is sealed stays sealed. Prisoners'
names and who works on whom stand in it in clear, so the folder is its owner's alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from casetracker.domain.errors import Refused
from casetracker.models import AuditSeal, Instance
from casetracker.vault.keys import ring

MANIFEST = "manifest.json"
FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
#: What a restored row of `Instance` is bound to: no database has this identity.
NOWHERE = "restored"


def backup(*, folder: Path, now: datetime) -> dict[str, Any]:
    """Copy the database into `folder`, made for it; returns the manifest that lies beside it.

    Raises `Refused` if the folder holds something, or if the tool of PostgreSQL is missing or
    fails.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Refused(
            "A backup goes into an empty folder.",
            field="folder",
            value=folder,
            allowed="a folder that is empty or not there",
        )
    manifest = _describe(now)
    file = folder / FILES[connection.vendor]
    file.touch(mode=0o600)
    try:
        _copy_out(file)
    except BaseException:
        file.unlink()
        raise
    manifest |= {"file": file.name, "bytes": file.stat().st_size, "sha256": _sha256(file)}
    written = folder / MANIFEST
    written.touch(mode=0o600)
    written.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return manifest


def restore(*, folder: Path, now: datetime) -> dict[str, Any]:
    """Fill the empty database of this installation from a backup; returns its manifest with
    `rows`, how many rows are there now.

    The copy sends nothing until it is named. Raises `Refused` if the database holds tables, if
    the backup is not whole, is of another engine, or was sealed with keys that are not here.
    """
    manifest = _read_manifest(folder)
    file = folder / str(manifest["file"])
    _check(manifest, file)
    _copy_in(file)
    Instance.objects.update(identity=NOWHERE)
    return {**manifest, "rows": _rows()}


def _describe(now: datetime) -> dict[str, Any]:
    named = Instance.objects.first()
    last = AuditSeal.objects.order_by("-position").first()
    applied = MigrationRecorder(connection).applied_migrations()
    own = [name for app, name in applied if app == "casetracker"]
    return {
        "made_at": now.isoformat(),
        "instance": named.name if named else None,
        "engine": connection.vendor,
        "engine_version": ".".join(map(str, connection.get_database_version())),
        "migration": max(own, default=None),
        "rows": _rows(),
        "audit": {"position": last.position, "hash": last.hash} if last else None,
        # Which keys a restore needs; never the keys.
        "keys": sorted(ring().keys),
    }


def _rows() -> int:
    models = apps.get_app_config("casetracker").get_models()
    return sum(model._base_manager.count() for model in models)


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(
            "This folder holds no backup that can be read.",
            field="folder",
            value=folder,
            allowed="a folder that `backup` has written",
        ) from error


def _check(manifest: Mapping[str, Any], file: Path) -> None:
    tables = connection.introspection.table_names()
    if tables:
        raise Refused(
            f"The database holds {len(tables)} tables; a backup is restored into an empty one.",
            field="database",
            value=f"{len(tables)} tables",
            allowed="a database without tables",
        )
    if manifest["engine"] != connection.vendor:
        raise Refused(
            "The backup is of another kind of database.",
            field="engine",
            value=manifest["engine"],
            allowed=connection.vendor,
        )
    if not file.is_file() or _sha256(file) != manifest["sha256"]:
        raise Refused("The backup is not whole.", field="file", value=file, allowed="its sha256")
    missing = set(manifest["keys"]) - set(ring().keys)
    if missing:
        raise Refused(
            "The backup is sealed with keys that are not here: put them into CASETRACKER_KEYS.",
            field="keys",
            value=", ".join(sorted(missing)),
            allowed=sorted(manifest["keys"]),
        )


def _copy_out(file: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(file)) as copy:
            connection.connection.backup(copy)
            # One file, without the log of the original.
            copy.execute("PRAGMA journal_mode=DELETE")
            said = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if said != "ok":
            raise Refused("The copy is not sound.", field="database", value=str(said)[:80])
        return
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")
    _run("pg_restore", "--list", str(file))  # reads it to the end


def _copy_in(file: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as copy:
            copy.backup(connection.connection)
        connection.close()  # the next one sets the file up as settings.py says
        return
    _run(
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={connection.settings_dict['NAME']}",
        str(file),
    )


def _run(tool: str, *words: str) -> None:
    """Run a tool of PostgreSQL against this database; the password travels in its environment."""
    found = shutil.which(tool)
    if found is None:
        raise Refused(
            f"{tool} is not installed: it comes with PostgreSQL's client tools.",
            field="tool",
            value=tool,
            allowed="postgresql-client, of the server's version or newer",
        )
    done = subprocess.run(  # noqa: S603  our own words, no shell
        [found, *words],
        env=os.environ | _pg_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
        raise Refused(f"{tool} failed: {said}", field="tool", value=tool)


def _pg_environment() -> dict[str, str]:
    facts = connection.settings_dict
    named = {
        "PGHOST": facts["HOST"],
        "PGPORT": facts["PORT"],
        "PGUSER": facts["USER"],
        "PGPASSWORD": facts["PASSWORD"],
        "PGDATABASE": facts["NAME"],
        "PGSSLMODE": facts["OPTIONS"].get("sslmode"),
    }
    return {name: str(value) for name, value in named.items() if value}


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
