"""Letters as files: what the embedded system sends with."""

import email
import email.policy
from collections.abc import Callable
from pathlib import Path

import pytest

from casetracker.mail.composer import Letter
from casetracker.mail.transport import Accepted, RetryLater, open_transport

MakeLetter = Callable[..., Letter]


def url_of(folder: Path) -> str:
    return f"filemail://{folder}"


def test_each_letter_is_one_file_named_by_its_message_id(
    tmp_path: Path, make_letter: MakeLetter
) -> None:
    folder = tmp_path / "var" / "mail"
    with open_transport(url_of(folder)) as transport:
        assert transport.send(make_letter(1, "Вітаем\n")) == Accepted(250, f"{1:032x}.eml")
        assert isinstance(transport.send(make_letter(2)), Accepted)
    assert sorted(path.name for path in folder.iterdir()) == [f"{1:032x}.eml", f"{2:032x}.eml"]
    octets = (folder / f"{1:032x}.eml").read_bytes()
    parsed = email.message_from_bytes(octets, policy=email.policy.default)
    assert parsed["To"] == "anna@example.org"
    assert parsed.get_content() == "Вітаем\r\n"  # type: ignore[attr-defined]


def test_the_same_message_id_overwrites_its_file(tmp_path: Path, make_letter: MakeLetter) -> None:
    with open_transport(url_of(tmp_path)) as transport:
        transport.send(make_letter(1, "first\n"))
        transport.send(make_letter(1, "second\n"))
    (file,) = tmp_path.iterdir()
    assert b"second" in file.read_bytes()


def test_a_lost_lease_writes_nothing(tmp_path: Path, letter: Letter) -> None:
    def lose() -> None:
        raise TimeoutError

    with open_transport(url_of(tmp_path)) as transport, pytest.raises(TimeoutError):
        transport.send(letter, before_data=lose)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_tried_later(tmp_path: Path, letter: Letter) -> None:
    occupied = tmp_path / "mail"
    occupied.write_text("not a folder")
    with open_transport(url_of(occupied)) as transport:
        answer = transport.send(letter)
    assert isinstance(answer, RetryLater)
    assert answer.server
    assert str(tmp_path) not in answer.reason


def test_a_letter_that_cannot_be_renamed_leaves_nothing_behind(
    tmp_path: Path, make_letter: MakeLetter
) -> None:
    (tmp_path / f"{1:032x}.eml").mkdir()
    with open_transport(url_of(tmp_path)) as transport:
        assert isinstance(transport.send(make_letter(1)), RetryLater)
    assert [path.name for path in tmp_path.iterdir()] == [f"{1:032x}.eml"]


def test_a_strange_message_id_stays_inside_the_folder(tmp_path: Path, letter: Letter) -> None:
    strange = Letter(letter.sender, letter.recipient, "<../../escape@x>", letter.head, letter.body)
    folder = tmp_path / "a" / "b"
    with open_transport(url_of(folder)) as transport:
        assert isinstance(transport.send(strange), Accepted)
    assert len(list(folder.iterdir())) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
