"""Letters as files, one .eml each: what the embedded system sends with."""

import hashlib
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from casetracker.mail.answers import Accepted, Answer, RetryLater
from casetracker.mail.composer import Letter

_PLAIN_NAME = re.compile(r"[A-Za-z0-9-]{1,100}")


class FolderTransport:
    """Writes each letter whole or not at all; the same Message-ID overwrites its file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, letter: Letter, before_data: Callable[[], None] | None = None) -> Answer:
        """Write the letter. What `before_data` raises comes out, and nothing was written."""
        if before_data is not None:
            before_data()
        name = _file_name(letter.message_id)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write(name, letter.as_bytes(eight_bit=True))
        except OSError as error:
            return RetryLater(0, f"mail folder: {error.strerror}", server=True)
        return Accepted(250, name)

    def _write(self, name: str, content: bytes) -> None:
        # Under a name that no reader of *.eml picks up, then renamed: never seen half written.
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".", delete=False) as file:
            unfinished = Path(file.name)
            try:
                file.write(content)
                file.flush()
                unfinished.replace(self.folder / name)
            except OSError:
                unfinished.unlink(missing_ok=True)
                raise

    def close(self) -> None:
        """Nothing is kept open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _file_name(message_id: str) -> str:
    name = message_id.strip("<>").partition("@")[0]
    if not _PLAIN_NAME.fullmatch(name):
        name = hashlib.sha256(message_id.encode()).hexdigest()
    return f"{name}.eml"
