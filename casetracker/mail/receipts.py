"""What the mail server has taken, on this machine's disk until the database knows it.

A deliverer writes one line a letter, at once: after `kill -9` nothing that was taken is unknown
but the letter at hand. The database is told many letters at once. Whoever delivers next on this
machine reads what a deliverer that died has left. The lines hold ids and codes, nothing else.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

_NAME = re.compile(r"[0-9a-f]{32}")
_LINE = re.compile(r"^([0-9a-f]{32}) (\d{1,3}) ([0-9T:.+-]{19,40})\n", re.MULTILINE)


class Taken(NamedTuple):
    """One letter, the server's code, and when (aware)."""

    email_id: UUID
    code: int
    at: datetime


class Receipts:
    """The file of one deliverer. It is locked while the deliverer lives, and made with the first
    line."""

    def __init__(self, folder: Path, token: UUID) -> None:
        self._path = folder / token.hex
        self._file: int | None = None

    def write(self, taken: Taken) -> None:
        """Note that the server has this letter. Raises OSError if the disk does not take it."""
        if self._file is None:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = _locked(self._path, os.O_CREAT | os.O_APPEND)
        line = f"{taken.email_id.hex} {taken.code} {taken.at.isoformat()}\n".encode("ascii")
        if os.write(self._file, line) < len(line):
            raise OSError("the disk is full")

    def close(self, *, is_known: bool) -> None:
        """Let go of the file; it goes if the database knows what stands in it."""
        if self._file is None:
            return
        if is_known:
            self._path.unlink()
        os.close(self._file)
        self._file = None


def left_behind(folder: Path) -> Iterator[tuple[UUID, list[Taken]]]:
    """(token, what was taken) of each deliverer that has ended without telling the database. The
    file goes when the next one is asked for: tell the database before."""
    for path in sorted(folder.glob("*")):
        if not _NAME.fullmatch(path.name):
            continue
        try:
            file = _locked(path, 0, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, FileNotFoundError):
            continue  # Its deliverer lives, or somebody else was faster.
        try:
            yield UUID(path.name), _read(path)
            path.unlink()
        finally:
            os.close(file)


def _read(path: Path) -> list[Taken]:
    """A last line that was cut off does not count."""
    return [
        Taken(UUID(email_id), int(code), datetime.fromisoformat(at))
        for email_id, code, at in _LINE.findall(path.read_text("ascii", errors="replace"))
    ]


def _locked(path: Path, flags: int, lock: int = fcntl.LOCK_EX) -> int:
    """The open file at `path`, locked; and it is still the one that stands there: between opening
    and locking somebody may have read and removed it."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC | flags, 0o600)
        try:
            fcntl.flock(file, lock)
            with suppress(FileNotFoundError):
                if os.fstat(file).st_ino == path.stat().st_ino:
                    return file
        except BaseException:
            os.close(file)
            raise
        os.close(file)
