"""Which installation this is. A copy that was restored elsewhere must not write to anybody."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from casetracker.domain.errors import Refused
from casetracker.models import Instance

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@transaction.atomic
def name_instance(*, name: str, now: datetime) -> Instance:
    """Bind `name` to this very database: from now on it may send mail.

    Raises `Refused` for a name that is not small letters, digits and hyphens.
    """
    if not NAME.fullmatch(name):
        raise Refused(
            "An instance's name has 1 to 60 small letters, digits and hyphens.",
            field="name",
            value=name[:80],
            allowed="[a-z0-9-], 1 to 60",
        )
    named, _ = Instance.objects.update_or_create(
        pk=1, defaults={"name": name, "identity": identity(create=True), "named_at": now}
    )
    return named


def why_silent(*, now: datetime) -> str | None:
    """Why nothing may be sent, in one sentence; None if mail may leave.

    An instance that the environment names and that was never bound is bound at first use.
    """
    row = Instance.objects.filter(pk=1).first()
    if row is None:
        if not settings.INSTANCE:
            return "This instance has no name: set CASETRACKER_INSTANCE or run name_instance NAME."
        name_instance(name=settings.INSTANCE, now=now)
        return None
    if row.identity != identity(create=False):
        return (
            f"This is a copy of the database of the instance {row.name!r}: it sends nothing until "
            "an operator runs name_instance NAME."
        )
    if settings.INSTANCE and row.name != settings.INSTANCE:
        return (
            f"CASETRACKER_INSTANCE says {settings.INSTANCE!r}, the database is named "
            f"{row.name!r}: run name_instance {settings.INSTANCE}."
        )
    return None


def identity(*, create: bool) -> str:
    """What tells this database from a copy of it.

    PostgreSQL: system identifier, database oid, and the oid of the table that holds the name: one
    that was loaded from a dump, even into the very same database, is another table.
    SQLite: a nonce that lies in a file beside the database, so that a copied file alone does not
    match.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT system_identifier FROM pg_control_system()) || ':' || oid || ':' ||"
                " to_regclass(%s)::oid FROM pg_database WHERE datname = current_database()",
                [Instance._meta.db_table],
            )
            return f"postgresql:{cursor.fetchone()[0]}"
    return f"sqlite:{_nonce(create=create)}"


def _nonce(*, create: bool) -> str:
    name = str(connection.settings_dict["NAME"])
    # A test's database in memory has no file beside it.
    in_memory = "memory" in name
    path = Path(settings.VAR_DIR if in_memory else Path(name).parent) / "instance-nonce"
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    if not create:
        return "none"
    nonce = secrets.token_hex(16)
    path.write_text(nonce, encoding="ascii")
    path.chmod(0o600)
    return nonce
