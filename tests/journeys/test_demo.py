"""The demo as a stranger runs it: real worker, beat and loop on SQLite and the folder broker.

Its letters name nobody: no word of a name or a facility that the lists contain. Nothing that it
sealed stands in clear in whatever it wrote.
"""

import csv
import email
import email.policy
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.test import override_settings

from casetracker.vault.columns import sealed_columns
from casetracker.vault.seal import open_bytes, place
from config.first_run import write_env
from tests.canaries import Canaries, readable
from tests.journeys.left_behind import keep_sealed
from tests.patience import PATIENCE

pytestmark = [
    pytest.mark.xdist_group("demo"),
    pytest.mark.skipif(
        os.environ["DATABASE_URL"].startswith("postgres"), reason="runs in the pass on SQLite"
    ),
]
ROOT = Path(__file__).parents[2]
LISTS = ROOT / "docs" / "demo"
#: Columns of the lists that say who somebody is, or where.
TELLING = {
    *("Прозвішча, імя, імя па бацьку", "Месца зняволення", "Адрас для лістоў"),
    *("name", "prison", "judge", "councel", "clusters"),
}
WORD = re.compile(r"[^\W\d_]{3,}")


class Demo:
    """`manage.py demo`, in the environment that the first run writes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.said, self.sealed = folder, "", Canaries()
        assert write_env(folder / "env", {})
        lines = (folder / "env").read_text().splitlines()
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "CASETRACKER_VAR": str(folder / "var"),
            "DATABASE_URL": f"sqlite:///{folder / 'var' / 'casetracker.sqlite3'}",
            "REDIS_URL": "",
        } | dict(line.split("=", 1) for line in lines if not line.startswith("#"))

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        """The same while it runs; what it says is read by whoever asked."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def heard(self, process: subprocess.Popen[str], start: str) -> str:
        """The first line of a process that begins so."""
        for line in process.stdout:
            self.said += line
            if line.startswith(start):
                return line
        raise AssertionError(self.said)

    def tell(self) -> dict[str, int]:
        """The last line of a whole demo."""
        done = self.run("demo", "--no-serve")
        assert done.returncode == 0, done.stderr
        self.said += done.stdout + done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def break_off(self) -> None:
        """Begun on nothing and killed while it tells: it is told whole or not at all."""
        begun = self.start("demo", "--no-serve")
        try:
            assert self.heard(begun, "45 days ago")
        finally:
            begun.kill()
            begun.wait()
            begun.stdout.close()

    def plant(self) -> None:
        """As before every journey (`planted.py`): a text of its own in every sealed column."""
        done = self.run("shell", "-c", "from tests.journeys.planted import plant; plant()")
        assert done.returncode == 0, done.stderr

    def note_sealed(self) -> None:
        """What stands sealed now is looked for, also if it is gone in the end."""
        keys = self.environment["CASETRACKER_KEYS"]
        with self.database() as database, override_settings(CASETRACKER_KEYS=keys):
            for where, value in sealed_values(database):
                keep_sealed(self.sealed, where, open_bytes(value, where))

    def database(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(self.folder / "var" / "casetracker.sqlite3"))

    def letters(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.folder / "var/mail").glob("*.eml")}

    def log(self, name: str) -> str:
        return (self.folder / "var" / "log" / f"{name}.log").read_text()


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Demo:
    demo = Demo(tmp_path_factory.mktemp("demo"))
    demo.break_off()
    demo.plant()
    demo.note_sealed()
    demo.first = demo.tell()
    return demo


def words_of_lists(demo: Demo) -> set[str]:
    """Every word of three letters and more in a name, a facility or an address: of the cells as
    they came in, and of what they became."""
    cells = []
    for path in LISTS.glob("*.csv"):
        text = path.read_text(encoding="utf-8-sig")
        delimiter = ";" if text.count(";") > text.count(",") else ","
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
        telling = [place for place, head in enumerate(rows[0]) if head in TELLING]
        assert telling
        cells += [row[place] for row in rows[1:] for place in telling if place < len(row)]
    with demo.database() as database:
        for query in (
            "SELECT text FROM casetracker_nameform",
            "SELECT name FROM casetracker_facility",
            "SELECT city FROM casetracker_facility",
        ):
            cells += [row[0] for row in database.execute(query)]
    return {word for cell in cells for word in WORD.findall(cell.casefold())}


def words_of_letter(raw: bytes) -> set[str]:
    """Every word of its decoded subject and body, labels and links excepted."""
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    body = re.sub(r"https?://\S+", "", letter.get_content())
    body = re.sub(r"^• [a-z]+ [a-z]+ – ", "• ", body, flags=re.MULTILINE)
    return set(WORD.findall(f"{letter['Subject']}\n{body}".casefold()))


def test_the_demo_tells_what_it_promises(demo):
    answer = demo.first
    assert list(answer) == [
        *("imported", "review", "released", "tasks", "stale", "notices", "emails_sent"),
    ]
    assert answer["imported"] >= 250
    assert answer["released"] == 123
    assert answer["review"] > 0
    assert answer["tasks"] >= 123
    assert 100 < answer["stale"] < answer["imported"]
    assert answer["notices"] > answer["emails_sent"] > 0
    assert answer["emails_sent"] == len(demo.letters())


def test_the_worker_did_the_sending_and_every_process_has_ended(demo):
    log = demo.log("worker")
    for job in ("reminders.sweep_clocks", "reminders.pack_notices", "mail.deliver_due"):
        assert re.search(rf"Task casetracker\.jobs\.{job}\[\S+\] succeeded", log), job
    assert "Warm shutdown" in log
    assert "Traceback" not in log + demo.log("loop")
    # SQLite keeps its log beside the database while anybody has it open.
    assert not (demo.folder / "var" / "casetracker.sqlite3-wal").exists()


def test_no_letter_holds_a_word_of_a_name_or_a_facility(demo):
    forbidden = words_of_lists(demo)
    assert {"турма", "магілёў", "сяргей"} <= forbidden
    letters = demo.letters()
    assert len({frozenset(words_of_letter(raw)) for raw in letters.values()}) > 3
    told = {name: words_of_letter(raw) & forbidden for name, raw in letters.items()}
    assert {name: words for name, words in told.items() if words} == {}


def test_letters_are_written_in_the_languages_of_their_readers(demo):
    subjects = {
        email.message_from_bytes(raw, policy=email.policy.default)["Subject"]
        for raw in demo.letters().values()
    }
    assert subjects == {"You have tasks", "У вас ёсць заданні", "У вас есть задачи"}


def test_a_second_run_sends_nothing_again_then_serves_until_it_is_interrupted(demo):
    before, port = demo.letters(), free_port()
    served = demo.start("demo", f"--port={port}")
    try:
        assert json.loads(demo.heard(served, "{")) == demo.first
        assert demo.letters() == before
        page = read_when_it_answers(f"http://127.0.0.1:{port}/accounts/login/")
        assert "This is a demo" in page
        assert "Alena" in page
        served.send_signal(signal.SIGINT)
        assert served.wait(PATIENCE) == 0
        demo.said += served.stdout.read()
    finally:
        served.kill()
        served.wait()
        served.stdout.close()
    assert not (demo.folder / "var" / "casetracker.sqlite3-wal").exists()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def read_when_it_answers(url: str) -> str:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.read().decode()
        except OSError:
            assert time.monotonic() < end, f"{url} does not answer"
            time.sleep(0.5)


def test_the_restore_drill_of_the_manual_does_what_it_says(demo, tmp_path):
    manual = (ROOT / "docs" / "operate.md").read_text()
    (drill,) = re.findall(r"```sh drill\n(.*?)```", manual, re.DOTALL)
    lines = [line for line in drill.splitlines() if not line.startswith("make demo")]
    script = "\n".join(lines).replace(".venv/bin/python", sys.executable)
    environment = {k: v for k, v in demo.environment.items() if k != "DATABASE_URL"}
    done = subprocess.run(
        ["sh", "-e", "-c", script.replace("/tmp/drill", str(tmp_path))],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "The audit chain holds" in done.stdout
    rounds = re.findall(r"sent (\d+)", done.stdout)
    assert (len(rounds), rounds[0]) == (2, "0")
    assert "This is a copy of the database of the instance 'demo'" in done.stderr


def test_the_demo_is_refused_where_the_database_is_another_instance_s(demo):
    demo.environment["CASETRACKER_INSTANCE"] = "vilnius"
    done = demo.run("demo", "--no-serve")
    assert done.returncode == 1
    assert "This is no place for a demo" in done.stderr


def test_a_taken_port_is_refused_before_anything_happens(demo):
    demo.environment["CASETRACKER_INSTANCE"] = "demo"
    done = demo.run("demo", "--port", "99999")
    assert done.returncode == 1
    assert "allowed: a free port of this machine" in done.stderr


def test_nothing_that_is_sealed_stands_in_clear_in_whatever_it_wrote(demo):
    demo.note_sealed()
    columns = {column.name for column in sealed_columns()}
    assert {name.split()[0] for name in demo.sealed.secrets} == columns
    paths = [path for path in demo.folder.rglob("*") if path.is_file()]
    written = {str(path.relative_to(demo.folder)): readable(path) for path in paths}
    assert {"var/casetracker.sqlite3", "var/log/worker.log", "var/log/loop.log"} <= set(written)
    assert any(name.endswith(".eml") for name in written)
    with demo.database() as database:
        written["dump"] = "\n".join(database.iterdump()).encode()
    written["said"] = demo.said.encode()
    found = {name: demo.sealed.found_in(content) for name, content in written.items()}
    assert {name: hits for name, hits in found.items() if hits} == {}
    assert demo.sealed.found_in(written["said"] + max(demo.sealed.secrets.values(), key=len))


def sealed_values(database: sqlite3.Connection) -> Iterator[tuple[bytes, bytes]]:
    """(the place it was sealed for, what stands there) of every sealed column."""
    for column in sealed_columns():
        key, table, name = column.model._meta.pk, column.model._meta.db_table, column.field.column
        rows = database.execute(f"SELECT {key.column}, {name} FROM {table} WHERE {name} NOT NULL")
        for row_id, value in rows:
            yield place(table, name, key.to_python(row_id)), value
