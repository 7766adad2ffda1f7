"""What was taken stands on the disk until the database knows, whoever dies in between."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from casetracker.mail.receipts import Receipts, Taken, left_behind

AT = datetime(2026, 3, 1, 12, 30, 0, 5, tzinfo=UTC)
TOKEN = UUID(int=7)


def three():
    return [Taken(uuid4(), code, AT) for code in (250, 251, 0)]


def test_who_dies_leaves_what_was_taken_and_who_lives_keeps_it(tmp_path):
    taken = three()
    child = os.fork()
    if not child:
        receipts = Receipts(tmp_path / "new", TOKEN)
        for one in taken:
            receipts.write(one)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    alive = Receipts(tmp_path / "new", uuid4())
    alive.write(three()[0])
    assert list(left_behind(tmp_path / "new")) == [(TOKEN, taken)]
    assert list(left_behind(tmp_path / "new")) == []
    alive.close(is_known=True)
    assert list((tmp_path / "new").iterdir()) == []


def test_what_the_database_could_not_be_told_is_found_again(tmp_path):
    (one, *_) = taken = three()
    receipts = Receipts(tmp_path, TOKEN)
    receipts.write(one)
    receipts.close(is_known=False)
    assert list(left_behind(tmp_path)) == [(TOKEN, taken[:1])]


def test_it_stays_while_the_database_does_not_take_it(tmp_path):
    receipts = Receipts(tmp_path, TOKEN)
    receipts.write(three()[0])
    receipts.close(is_known=False)
    found = left_behind(tmp_path)
    next(found)
    with pytest.raises(ConnectionError):
        found.throw(ConnectionError())
    assert len(list(left_behind(tmp_path))) == 1


def test_a_line_that_was_cut_off_and_other_files_do_not_count(tmp_path):
    receipts = Receipts(tmp_path, TOKEN)
    taken = three()
    for one in taken:
        receipts.write(one)
    receipts.close(is_known=False)
    path = tmp_path / TOKEN.hex
    path.write_bytes(path.read_bytes()[:-30])
    (tmp_path / "notes.txt").write_text("somebody's")
    assert list(left_behind(tmp_path)) == [(TOKEN, taken[:2])]
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_nobody_but_its_owner_may_read_it(tmp_path):
    receipts = Receipts(tmp_path / "new", TOKEN)
    receipts.write(three()[0])
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / TOKEN.hex).stat().st_mode & 0o777 == 0o600


def test_nothing_taken_leaves_no_file(tmp_path):
    Receipts(tmp_path / "new", TOKEN).close(is_known=True)
    assert list(left_behind(tmp_path / "new")) == []
