"""A message broker for one machine with nothing installed: a folder, one file per message.

Kombu's own filesystem transport writes a message in place, so a consumer may see half of it, and
moves it to the system's temporary folder, where a move across file systems may deliver it twice
(kombu issue 1551). Here a message appears, and is claimed, by one atomic rename inside one folder
tree. Good for one machine; several machines need Redis. A message claimed by a process that is
killed is gone: jobs carry no truth, beat asks again within seconds.
"""

import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.transport.filesystem import LOCK_EX, exchange_queue_t, lock, unlock
from kombu.transport.virtual import BrokerState
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)

URL = "folder://localhost"  # a host must be named; it means this machine
TRANSPORT_ALIASES["folder"] = "config.embedded_broker:Transport"


def broker_options(folder: Path) -> dict[str, Any]:
    """Kombu's transport options for a broker that lives in `folder` (made when first used)."""
    return {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "processed_folder": str(folder / "claimed"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.1,  # seconds between two looks into an empty folder
    }


def write_whole(path: Path, text: str) -> None:
    """Make the file appear at once: readers see all of it or none."""
    draft = path.with_name(f".{uuid.uuid4()}.draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


class Channel(filesystem.Channel):
    """Kombu's channel with atomic renames where it writes and moves files."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for folder in (self.data_folder_in, self.processed_folder, self.control_folder):
            Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        write_whole(Path(self.data_folder_out, name), dumps(payload))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        waiting = Path(self.data_folder_in)
        for name in sorted(path.name for path in waiting.iterdir()):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            claimed = Path(self.processed_folder, name)
            try:
                (waiting / name).rename(claimed)
            except FileNotFoundError:
                continue  # another consumer was faster
            try:
                message = loads(claimed.read_bytes().decode())
            except ValueError:
                logger.exception("unreadable message put aside", extra={"file": name})
                continue
            claimed.unlink()
            return message
        raise Empty

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        row = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._table_locked():
            table = self.get_table(exchange)
            if row not in table:
                write_whole(self._exchange_file(exchange), dumps([row, *table]))

    def _delete(
        self, queue: str, exchange: str, routing_key: str, pattern: str, *_: Any, **__: Any
    ) -> None:
        self._purge(queue)
        row = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._table_locked():
            table = self.get_table(exchange)
            if row in table:
                rest = [other for other in table if other != row]
                write_whole(self._exchange_file(exchange), dumps(rest))

    @contextmanager
    def _table_locked(self) -> Iterator[None]:
        """One process at a time changes the table of bindings; readers need no lock."""
        with Path(self.control_folder, "lock").open("w") as handle:
            lock(handle, LOCK_EX)
            try:
                yield
            finally:
                unlock(handle)


class Transport(filesystem.Transport):
    """Kombu's filesystem transport over the channel above; broker URL `folder://`."""

    Channel = Channel
    driver_type = "folder"
    driver_name = "folder"

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        self.state = BrokerState()  # the stock one is shared even between different folders
