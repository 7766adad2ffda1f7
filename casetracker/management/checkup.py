"""What `doctor` looks at. Each question is a function that answers in one line."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils.translation import gettext, override

from casetracker.mail.places import dial, read_email_url
from casetracker.management.command import first_line
from casetracker.models.triggers import missing_triggers
from casetracker.selectors.health import PATIENCE, reminders, unapplied_migrations
from casetracker.selectors.upkeep import (
    audit_counts,
    oldest_unsealed_at,
    oldest_urgent_at,
    open_one_of_each,
)
from casetracker.services.instance import why_silent
from casetracker.vault.keys import BadKeyRing, UnknownKey, ring
from casetracker.vault.seal import CannotOpen

MAIL_TIMEOUT = 10.0  # seconds to reach the mail server
LEAST_FREE = 500 * 1024 * 1024  # bytes on the disk of VAR_DIR
#: A word of every letter; translated, it differs from itself.
SAMPLE = "You have tasks"


@dataclass(frozen=True)
class Finding:
    """One question's answer."""

    name: str
    ok: bool
    words: str


#: (is it well, in words) at a time.
Question = Callable[[datetime], tuple[bool, str]]


def check_up(*, now: datetime) -> list[Finding]:
    """Every question's answer; what needs a database is not asked of one that is not there."""
    findings = [_ask("database", _database, now)]
    if findings[0].ok:
        findings.append(_ask("migrations", _migrations, now))
    if all(finding.ok for finding in findings):
        findings += [_ask(name, question, now) for name, question in OF_ROWS.items()]
    return findings + [_ask(name, question, now) for name, question in OF_THE_MACHINE.items()]


def _ask(name: str, question: Question, now: datetime) -> Finding:
    try:
        return Finding(name, *question(now))
    except (DatabaseError, OSError, ValueError) as error:
        return Finding(name, False, first_line(error))


def _database(now: datetime) -> tuple[bool, str]:
    connection.ensure_connection()
    version = ".".join(str(part) for part in connection.get_database_version())
    return True, f"{connection.display_name} {version}"


def _migrations(now: datetime) -> tuple[bool, str]:
    count = unapplied_migrations()
    return not count, f"{count} not applied: run manage.py migrate" if count else "all applied"


def _triggers(now: datetime) -> tuple[bool, str]:
    missing = missing_triggers()
    said = f"missing: {', '.join(missing)}; run manage.py migrate"
    return not missing, said if missing else "the audit record refuses changes"


def _keys(now: datetime) -> tuple[bool, str]:
    try:
        opened = open_one_of_each()
    except (UnknownKey, CannotOpen, BadKeyRing) as error:
        return False, f"a sealed value does not open: {first_line(error)}"
    return True, f"key {ring().sealing} seals; opened {opened} sealed values, one of each kind"


def _instance(now: datetime) -> tuple[bool, str]:
    silent = why_silent(now=now)
    return silent is None, silent or "named; mail may leave"


def _sweep(now: datetime) -> tuple[bool, str]:
    state = reminders(now=now)
    if state.swept_at is None:
        return False, "never completed: start the worker with beat, or dispatch --loop"
    return not state.has_stopped, f"last completed {_ago(now, state.swept_at)}"


def _letters(now: datetime) -> tuple[bool, str]:
    state = reminders(now=now)
    if state.oldest_due_at is None:
        return True, "none is due"
    return not state.is_behind, f"the oldest has been due since {_ago(now, state.oldest_due_at)}"


def _urgent(now: datetime) -> tuple[bool, str]:
    since = oldest_urgent_at()
    if since is None:
        return True, "no urgent notice waits"
    return now - since <= PATIENCE, f"the oldest has waited since {_ago(now, since)}"


def _audit(now: datetime) -> tuple[bool, str]:
    counts, since = audit_counts(), oldest_unsealed_at()
    said = f"{counts['sealed']} sealed, {counts['unsealed']} waiting"
    if since is None:
        return True, said
    return now - since <= PATIENCE, f"{said}, the oldest since {_ago(now, since)}"


def _mail(now: datetime) -> tuple[bool, str]:
    place = read_email_url(settings.EMAIL_URL)
    if isinstance(place, Path):
        return _writable(place, f"letters become files in {place}")
    dial(place, monotonic() + MAIL_TIMEOUT).close()
    return True, f"{place.host}:{place.port} answers"


def _broker(now: datetime) -> tuple[bool, str]:
    if not settings.REDIS_URL:
        return _writable(settings.VAR_DIR / "broker", "a folder on this machine")
    try:
        cache.get("doctor")
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001  redis has its own errors, and this is its only use
        return False, f"Redis: {first_line(error)}"
    return True, "Redis answers"


def _words(now: datetime) -> tuple[bool, str]:
    missing = []
    for code, _ in settings.LANGUAGES:
        with override(code):
            if code != settings.LANGUAGE_CODE and gettext(SAMPLE) == SAMPLE:
                missing.append(code)
    said = f"missing: {', '.join(missing)}; run manage.py compile_words"
    return not missing, said if missing else ", ".join(code for code, _ in settings.LANGUAGES)


def _disk(now: datetime) -> tuple[bool, str]:
    free = shutil.disk_usage(settings.VAR_DIR).free
    return free >= LEAST_FREE, f"{free // 1024 // 1024} MB free at {settings.VAR_DIR}"


OF_ROWS: dict[str, Question] = {
    "triggers": _triggers,
    "keys": _keys,
    "instance": _instance,
    "sweep": _sweep,
    "letters": _letters,
    "urgent": _urgent,
    "audit": _audit,
}
OF_THE_MACHINE: dict[str, Question] = {
    "mail": _mail,
    "broker": _broker,
    "translations": _words,
    "disk": _disk,
}


def _writable(folder: Path, words: str) -> tuple[bool, str]:
    """Whether files can be made in `folder`, or in what it will be made in."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    can = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    return can, words if can else f"{there} cannot be written to"


def _ago(now: datetime, then: datetime) -> str:
    seconds = timedelta(seconds=round((now - then).total_seconds()))
    return f"{then:%Y-%m-%d %H:%M} UTC ({seconds} ago)"
