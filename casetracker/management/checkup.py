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

from casetracker.mail.places import dial, read_email_url
from casetracker.management.command import first_line
from casetracker.management.msgids import missing_words, used_msgids
from casetracker.models.triggers import missing_triggers
from casetracker.selectors.answering import teams_that_reach_nobody
from casetracker.selectors.funds import balances_off
from casetracker.selectors.health import PATIENCE, reminders, unapplied_migrations
from casetracker.selectors.upkeep import (
    audit_counts,
    last_audit_check,
    oldest_unsealed_at,
    open_one_of_each,
    readers_without_digest,
    vanished_zones,
)
from casetracker.services.instance import why_silent
from casetracker.vault.keys import BadKeyRing, UnknownKey, ring
from casetracker.vault.seal import CannotOpen

MAIL_TIMEOUT = 10.0  # seconds to reach the mail server
LEAST_FREE = 500 * 1024 * 1024  # bytes on the disk of VAR_DIR
ROOT = Path(__file__).resolve().parents[1]


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
    return not missing, said if missing else "the audit record and the ledger refuse changes"


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


def _readers(now: datetime) -> tuple[bool, str]:
    """Whether everybody's mails have an hour and a zone, and every ladder an end."""
    said = [
        f"{people} people have chosen {zone}, which the tz database does not know any more: "
        "their mails follow UTC until they choose another"
        for zone, people in vanished_zones().items()
    ]
    if count := readers_without_digest():
        said.append(f"{count} people have no next digest: let them save their profile")
    if teams := teams_that_reach_nobody():
        said.append(f"no coordinator can be told of open files of: {', '.join(teams)}")
    return not said, "; ".join(said) or "every team and every person can be told"


def _audit(now: datetime) -> tuple[bool, str]:
    counts, since, last = audit_counts(), oldest_unsealed_at(), last_audit_check()
    said = f"{counts['sealed']} sealed, {counts['unsealed']} waiting"
    if last is not None and last.fault:
        return False, f"the chain does not hold: {last.fault}"
    if since is None:
        return True, said
    return now - since <= PATIENCE, f"{said}, the oldest since {_ago(now, since)}"


def _books(now: datetime) -> tuple[bool, str]:
    off = balances_off()
    said = f"not the sum of their entries: {', '.join(off[:5])}"
    return not off, said if off else "every balance is the sum of its entries"


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
    """What is not said in a language is said in English, and named here."""
    used = used_msgids(ROOT)
    catalogues = {code: settings.LOCALE_PATHS[0] / code / "LC_MESSAGES" for code in _translated()}
    missing = {code: missing_words(path / "django.mo", used) for code, path in catalogues.items()}
    faults = [
        f"{code}: {len(words)} of {len(used)} missing, the first is {words[0].text!r}"
        for code, words in missing.items()
        if words
    ]
    said = f"{'; '.join(faults)}. Translate them in django.po, then manage.py compile_words"
    return not faults, said if faults else ", ".join(code for code, _ in settings.LANGUAGES)


def _translated() -> list[str]:
    return [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def _disk(now: datetime) -> tuple[bool, str]:
    free = shutil.disk_usage(settings.VAR_DIR).free
    return free >= LEAST_FREE, f"{free // 1024 // 1024} MB free at {settings.VAR_DIR}"


OF_ROWS: dict[str, Question] = {
    "triggers": _triggers,
    "keys": _keys,
    "instance": _instance,
    "sweep": _sweep,
    "letters": _letters,
    "readers": _readers,
    "audit": _audit,
    "books": _books,
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
