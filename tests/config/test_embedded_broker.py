"""The folder broker under real processes: every message once, none half read."""

import json
import multiprocessing
from pathlib import Path

import pytest
from kombu import Connection, Exchange, Queue

from config import embedded_broker
from tests.patience import PATIENCE

WRITERS, READERS, EACH = 3, 3, 60
LONG = "я" * 100_000  # long enough that writing it in place would be seen half done
STOP = "stop"

spawn = multiprocessing.get_context("spawn")


def connect(folder: Path) -> Connection:
    return Connection(embedded_broker.URL, transport_options=embedded_broker.broker_options(folder))


def write(folder: Path, writer: int) -> None:
    with connect(folder) as connection:
        queue = connection.SimpleQueue("work")
        for number in range(EACH):
            queue.put({"id": f"{writer}-{number}", "text": LONG})


def read(folder: Path, journal: Path) -> None:
    with connect(folder) as connection, journal.open("w") as lines:
        queue = connection.SimpleQueue("work")
        while True:
            message = queue.get(block=True, timeout=PATIENCE)
            message.ack()
            if message.payload == STOP:
                return
            whole = message.payload["text"] == LONG
            lines.write(json.dumps([message.payload["id"], whole]) + "\n")


def bind(folder: Path, number: int) -> None:
    with connect(folder) as connection:
        Queue(f"queue-{number}", Exchange("board", type="fanout"), channel=connection).declare()


def run_all(*processes: multiprocessing.Process) -> None:
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0] * len(processes)


def test_writers_and_readers_at_once_deliver_each_message_exactly_once_and_whole(tmp_path):
    folder = tmp_path / "broker"
    journals = [tmp_path / f"reader-{number}" for number in range(READERS)]
    readers = [spawn.Process(target=read, args=(folder, journal)) for journal in journals]
    for reader in readers:
        reader.start()
    run_all(*[spawn.Process(target=write, args=(folder, number)) for number in range(WRITERS)])
    with connect(folder) as connection:
        for _ in readers:
            connection.SimpleQueue("work").put(STOP)
    for reader in readers:
        reader.join(120)

    assert [reader.exitcode for reader in readers] == [0] * READERS
    seen = [json.loads(line) for journal in journals for line in journal.read_text().splitlines()]
    assert sorted(name for name, _ in seen) == sorted(
        f"{writer}-{number}" for writer in range(WRITERS) for number in range(EACH)
    )
    assert all(whole for _, whole in seen)
    assert list((folder / "messages").iterdir()) == []
    assert list((folder / "claimed").iterdir()) == []


def test_queues_bound_by_many_processes_at_once_are_all_bound(tmp_path):
    folder = tmp_path / "broker"
    run_all(*[spawn.Process(target=bind, args=(folder, number)) for number in range(6)])
    with connect(folder) as connection:
        bound = {row.queue for row in connection.default_channel.get_table("board")}
    assert bound == {f"queue-{number}" for number in range(6)}


def test_a_deleted_queue_is_no_longer_bound_and_its_messages_are_gone(tmp_path):
    with connect(tmp_path) as connection:
        kept, gone = (
            Queue(name, Exchange("board", type="fanout"), channel=connection)
            for name in ("kept", "gone")
        )
        kept.declare()
        gone.declare()
        connection.Producer(exchange=kept.exchange).publish("to all")
        gone.delete()
        table = connection.default_channel.get_table("board")
    assert [row.queue for row in table] == ["kept"]
    assert [path.name.split(".", 1)[1] for path in (tmp_path / "messages").iterdir()] == [
        "kept.msg"
    ]


def test_a_draft_that_is_still_being_written_is_not_a_message(tmp_path):
    with connect(tmp_path) as connection:
        queue = connection.SimpleQueue("work")
        (tmp_path / "messages" / ".half.draft").write_text('{"body": "ha')
        with pytest.raises(queue.Empty):
            queue.get(block=False)


def test_a_file_that_is_no_message_is_put_aside_and_the_next_one_is_delivered(tmp_path, caplog):
    with connect(tmp_path) as connection:
        queue = connection.SimpleQueue("work")
        (tmp_path / "messages" / "00_scrap.work.msg").write_text("{")
        queue.put("hello")
        assert queue.get(block=False).payload == "hello"
    assert "unreadable message put aside" in caplog.text
    assert [path.name for path in (tmp_path / "claimed").iterdir()] == ["00_scrap.work.msg"]


def test_messages_come_in_the_order_they_were_put(tmp_path):
    with connect(tmp_path) as connection:
        queue = connection.SimpleQueue("work")
        for number in range(20):
            queue.put(number)
        assert [queue.get(block=False).payload for _ in range(20)] == list(range(20))


def test_the_folders_belong_to_the_owner_alone(tmp_path):
    with connect(tmp_path / "broker") as connection:
        connection.default_channel.queue_declare("work")
    modes = {path.stat().st_mode & 0o077 for path in (tmp_path / "broker").iterdir()}
    assert modes == {0}
