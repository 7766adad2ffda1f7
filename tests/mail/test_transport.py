"""Letters over a kept connection, and what every answer of a server means."""

import signal
import socket
from collections.abc import Callable
from time import monotonic, sleep

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope as ReceivedEnvelope

from casetracker.mail.composer import Letter
from casetracker.mail.transport import (
    Accepted,
    Limits,
    RecipientRefused,
    RetryLater,
    open_transport,
)
from tests.mail.smtpserver import DROP, RESET, STALL, SmtpServer

MakeLetter = Callable[..., Letter]


class LeaseLost(Exception):
    """What the caller's look at the lease raises."""


class Mailbox:
    """A handler for aiosmtpd that keeps what it is given."""

    def __init__(self) -> None:
        self.received: list[ReceivedEnvelope] = []

    async def handle_DATA(self, server: object, session: object, envelope: ReceivedEnvelope) -> str:
        self.received.append(envelope)
        return "250 2.0.0 kept"


@pytest.mark.parametrize("decode", [False, True], ids=["8BITMIME", "7 bits"])
def test_many_letters_pass_a_real_server_unchanged(make_letter: MakeLetter, decode: bool) -> None:
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:  # aiosmtpd cannot choose one itself
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, decode_data=decode)
    controller.start()
    texts = [".\n", "..\n.\n.a\n", "Вітаем\n.\nўсё\n", "x" * 2000 + "\n", "\n\n.\n\n", "a\rb\r\nc"]
    letters = [make_letter(number, text * 20) for number, text in enumerate(texts)]
    try:
        with open_transport(f"smtp://127.0.0.1:{port}") as transport:
            answers = [transport.send(letter) for letter in letters]
    finally:
        controller.stop()
    assert answers == [Accepted(250, "2.0.0 kept")] * len(letters)
    for letter, received in zip(letters, mailbox.received, strict=True):
        content = received.content
        octets = content.encode() if isinstance(content, str) else content
        assert octets == letter.as_bytes(eight_bit=not decode)
        assert received.rcpt_tos == ["anna@example.org"]
        assert received.mail_from == "noreply@casetracker.example"


def test_nothing_is_contacted_before_the_first_letter(server: SmtpServer) -> None:
    with open_transport(server.url):
        pass
    assert server.connections == 0


def test_a_hundred_letters_share_one_connection(
    server: SmtpServer, make_letter: MakeLetter
) -> None:
    with open_transport(server.url) as transport:
        for number in range(100):
            assert isinstance(transport.send(make_letter(number)), Accepted)
    assert server.connections == 1
    assert len(server.letters) == 100
    assert server.verbs()[-1] == "QUIT"


def test_without_pipelining_each_answer_is_awaited(server: SmtpServer, letter: Letter) -> None:
    server.usually_says(EHLO=b"250 mx.example.org\r\n")
    with open_transport(server.url) as transport:
        assert isinstance(transport.send(letter), Accepted)
    assert server.verbs() == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]


def test_a_server_that_knows_only_helo_is_served(
    server: SmtpServer, make_letter: MakeLetter
) -> None:
    server.usually_says(EHLO=b"502 what?\r\n")
    with open_transport(server.url) as transport:
        assert isinstance(transport.send(make_letter(1, "Вітаем\n")), Accepted)
    assert server.letters[0].isascii()


def test_eight_bits_are_announced_only_where_offered_and_needed(
    server: SmtpServer, make_letter: MakeLetter
) -> None:
    with open_transport(server.url) as transport:
        transport.send(make_letter(1, "Hello\n"))
        transport.send(make_letter(2, "Вітаем\n"))
    mails = [line for line in server.heard if line.startswith("MAIL")]
    assert mails == [
        "MAIL FROM:<noreply@casetracker.example>",
        "MAIL FROM:<noreply@casetracker.example> BODY=8BITMIME",
    ]
    assert "Вітаем".encode() in server.letters[1]


@pytest.mark.parametrize("pipelining", [True, False], ids=["pipelined", "in turn"])
def test_the_lease_is_looked_at_while_the_server_thinks_about_the_recipient(
    server: SmtpServer, letter: Letter, pipelining: bool
) -> None:
    if not pipelining:
        server.usually_says(EHLO=b"250 mx.example.org\r\n")

    def look() -> None:
        deadline = monotonic() + 10
        while server.verbs() != ["EHLO", "MAIL", "RCPT"]:
            assert monotonic() < deadline
            sleep(0.001)
        looked.append(True)

    looked: list[bool] = []
    with open_transport(server.url) as transport:
        transport.send(letter, before_data=look)
    assert looked == [True]


@pytest.mark.parametrize("error", [OSError("a database"), ValueError("a bug"), LeaseLost()])
def test_what_the_look_raises_is_never_taken_for_an_answer_of_the_server(
    server: SmtpServer, letter: Letter, error: Exception
) -> None:
    def look() -> None:
        raise error

    with open_transport(server.url) as transport, pytest.raises(type(error)):
        transport.send(letter, before_data=look)
    assert server.letters == []


def test_the_lease_is_looked_at_again_where_the_connection_had_to_be_renewed(
    server: SmtpServer, make_letter: MakeLetter
) -> None:
    looked: list[int] = []
    with open_transport(server.url) as transport:
        transport.send(make_letter(1))
        server.says(MAIL=[DROP])
        answer = transport.send(
            make_letter(2), before_data=lambda: looked.append(server.connections)
        )
    assert isinstance(answer, Accepted)
    assert looked[-1] == 2


def test_a_lost_lease_hangs_up_and_the_next_letter_gets_a_new_connection(
    server: SmtpServer, make_letter: MakeLetter
) -> None:
    def lose() -> None:
        raise LeaseLost

    with open_transport(server.url) as transport:
        with pytest.raises(LeaseLost):
            transport.send(make_letter(1), before_data=lose)
        assert isinstance(transport.send(make_letter(2)), Accepted)
    assert server.connections == 2
    assert server.verbs().count("DATA") == 1
    assert len(server.letters) == 1


@pytest.mark.parametrize("end", [DROP, b"451 no\r\n"])
def test_a_server_that_will_not_take_a_letter_back_is_left(
    server: SmtpServer, make_letter: MakeLetter, end: object
) -> None:
    server.says(RCPT=[b"451 later\r\n"], RSET=[end])  # type: ignore[list-item]
    with open_transport(server.url) as transport:
        assert isinstance(transport.send(make_letter(1)), RetryLater)
        assert isinstance(transport.send(make_letter(2)), Accepted)
    assert server.connections == 2
    assert len(server.letters) == 1


# ── what an answer means ────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("verb", "said", "meaning"),
    [
        ("MAIL", b"451 4.3.0 later\r\n", RetryLater(451, "MAIL 451 4.3.0")),
        ("MAIL", b"550 5.1.1 odd\r\n", RetryLater(550, "MAIL 550 5.1.1")),
        ("MAIL", b"550 5.7.1 sender refused\r\n", RetryLater(550, "MAIL 550 5.7.1")),
        ("MAIL", b"500\r\n", RetryLater(500, "MAIL 500")),
        ("MAIL", b"354 odd\r\n", RetryLater(354, "MAIL 354")),
        ("RCPT", b"450 4.2.0 greylisted\r\n", RetryLater(450, "RCPT 450 4.2.0")),
        ("RCPT", b"451 4.3.0 later\r\n", RetryLater(451, "RCPT 451 4.3.0")),
        ("RCPT", b"450 5.1.1 says 4 and 5\r\n", RetryLater(450, "RCPT 450 5.1.1")),
        ("RCPT", b"550 5.1.1 <anna@example.org> unknown\r\n", RecipientRefused(550, "5.1.1")),
        ("RCPT", b"550-5.1.1 no\r\n550 5.1.1 such user\r\n", RecipientRefused(550, "5.1.1")),
        ("RCPT", b"553 5.1.3 bad\r\n", RecipientRefused(553, "5.1.3")),
        ("RCPT", b"556 5.1.10 null MX\r\n", RecipientRefused(556, "5.1.10")),
        ("RCPT", b"550 5.1.0 rejected\r\n", RecipientRefused(550, "5.1.0")),
        ("RCPT", b"550 5.1.8 your domain\r\n", RetryLater(550, "RCPT 550 5.1.8")),
        ("RCPT", b"550 5.1.7 sender syntax\r\n", RetryLater(550, "RCPT 550 5.1.7")),
        ("RCPT", b"550 5.11.1 no such class\r\n", RetryLater(550, "RCPT 550 5.11.1")),
        ("RCPT", b"550 5.7.1 policy\r\n", RetryLater(550, "RCPT 550 5.7.1")),
        ("RCPT", b"552 5.2.2 full\r\n", RetryLater(552, "RCPT 552 5.2.2")),
        ("RCPT", b"550 no such user here\r\n", RetryLater(550, "RCPT 550")),
        ("RCPT", b"550\r\n", RetryLater(550, "RCPT 550")),
        ("RCPT", b"500 what?\r\n", RetryLater(500, "RCPT 500")),
        ("DATA", b"451 4.3.0 later\r\n", RetryLater(451, "DATA 451 4.3.0")),
        ("DATA", b"550 5.1.1 late\r\n", RetryLater(550, "DATA 550 5.1.1")),
        ("DATA", b"500 what?\r\n", RetryLater(500, "DATA 500")),
        ("LETTER", b"451 4.3.0 later\r\n", RetryLater(451, "letter 451 4.3.0")),
        ("LETTER", b"550 5.1.1 late\r\n", RetryLater(550, "letter 550 5.1.1")),
        ("LETTER", b"554 5.6.0 spam\r\n", RetryLater(554, "letter 554 5.6.0")),
        ("LETTER", b"251 forwarded\r\n", Accepted(251, "forwarded")),
        ("LETTER", b"250\r\n", Accepted(250, "")),
        ("RCPT", b"252 maybe\r\n", Accepted(250, "2.0.0 ok: queued as 4F3XY")),
    ],
)
@pytest.mark.parametrize("pipelining", [True, False], ids=["pipelined", "in turn"])
def test_an_answer_means(
    server: SmtpServer,
    make_letter: MakeLetter,
    verb: str,
    said: bytes,
    meaning: object,
    pipelining: bool,
) -> None:
    if not pipelining:
        server.usually_says(EHLO=b"250 mx.example.org\r\n")
    elif verb == "MAIL":
        server.says(RCPT=[b"503 5.5.1 MAIL first\r\n"])
    server.says(**{verb: [said]})
    with open_transport(server.url) as transport:
        assert transport.send(make_letter(1)) == meaning
        assert isinstance(transport.send(make_letter(2)), Accepted)
    assert server.connections == 1


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "LETTER"])
def test_421_closes_the_connection_and_the_next_letter_gets_a_new_one(
    server: SmtpServer, make_letter: MakeLetter, verb: str
) -> None:
    server.says(**{verb: [[b"421 4.3.2 closing\r\n", DROP]]})
    with open_transport(server.url) as transport:
        said = verb.replace("LETTER", "letter")
        assert transport.send(make_letter(1)) == RetryLater(421, f"{said} 421 4.3.2", server=True)
        assert isinstance(transport.send(make_letter(2)), Accepted)
    assert server.connections == 2


def test_an_answer_never_repeats_an_address(server: SmtpServer, letter: Letter) -> None:
    server.says(LETTER=[b"250 2.0.0 <anna@example.org>... Anna, Message accepted\r\n"])
    with open_transport(server.url) as transport:
        assert transport.send(letter) == Accepted(250, "2.0.0 … … Message accepted")


def test_a_reply_in_eight_bits_is_an_answer_like_any_other(
    server: SmtpServer, make_letter: MakeLetter
) -> None:
    server.says(LETTER=["250 прынята\r\n".encode()], RCPT=[b"550 \xff\xfe\x1b[31m\r\n"])
    with open_transport(server.url) as transport:
        assert transport.send(make_letter(1)) == RetryLater(550, "RCPT 550")
        answer = transport.send(make_letter(2))
    assert isinstance(answer, Accepted)
    assert answer.code == 250
    assert answer.reply.isprintable()


# ── the connection dies ─────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("end", [DROP, RESET])
def test_a_connection_that_died_between_letters_is_renewed(
    server: SmtpServer, make_letter: MakeLetter, end: object
) -> None:
    server.says(LETTER=[[b"250 ok\r\n", end]])  # type: ignore[list-item]
    with open_transport(server.url) as transport:
        assert transport.send(make_letter(1)) == Accepted(250, "ok")
        assert isinstance(transport.send(make_letter(2)), Accepted)
    assert server.connections == 2
    assert len(server.letters) == 2


def test_a_kept_connection_dismissed_with_421_is_renewed(
    server: SmtpServer, make_letter: MakeLetter
) -> None:
    server.says(LETTER=[[b"250 ok\r\n", b"421 4.4.2 idle\r\n", DROP]])
    with open_transport(server.url) as transport:
        assert transport.send(make_letter(1)) == Accepted(250, "ok")
        assert isinstance(transport.send(make_letter(2)), Accepted)
        server.says(MAIL=[[b"421 4.7.0 too many\r\n", DROP]])
        assert isinstance(transport.send(make_letter(3)), Accepted)
    assert server.connections == 3


def test_a_server_that_dismisses_every_connection_is_tried_twice_only(
    server: SmtpServer, make_letter: MakeLetter
) -> None:
    with open_transport(server.url) as transport:
        transport.send(make_letter(1))
        server.usually_says(MAIL=b"421 too many\r\n")
        assert transport.send(make_letter(2)) == RetryLater(421, "MAIL 421", server=True)
    assert server.connections == 2


def test_an_unasked_reply_is_never_taken_for_the_next_answer(
    server: SmtpServer, make_letter: MakeLetter
) -> None:
    server.says(LETTER=[b"250 ok\r\n250 and again\r\n"], RCPT=[b"250 ok\r\n", b"550 5.1.1 no\r\n"])
    with open_transport(server.url) as transport:
        assert isinstance(transport.send(make_letter(1)), Accepted)
        assert transport.send(make_letter(2)) == RecipientRefused(550, "5.1.1")
    assert len(server.letters) == 1


@pytest.mark.parametrize("end", [DROP, RESET])
@pytest.mark.parametrize(
    ("verb", "uncertain"), [("MAIL", False), ("RCPT", False), ("DATA", False), ("LETTER", True)]
)
def test_a_connection_lost_in_mid_letter_is_uncertain_only_after_the_whole_letter(
    server: SmtpServer, make_letter: MakeLetter, verb: str, uncertain: bool, end: object
) -> None:
    server.says(**{verb: [end]})  # type: ignore[dict-item]
    with open_transport(server.url) as transport:
        answer = transport.send(make_letter(1))
        assert isinstance(answer, RetryLater)
        assert (answer.code, answer.uncertain, answer.server) == (0, uncertain, False)
        assert answer.reason.endswith("connection lost")
        assert isinstance(transport.send(make_letter(2)), Accepted)
    assert server.connections == 2


@pytest.mark.usefixtures("short_limits")
@pytest.mark.parametrize(
    ("verb", "uncertain"),
    [("BANNER", False), ("EHLO", False), ("MAIL", False), ("DATA", False), ("LETTER", True)],
)
def test_a_server_that_falls_silent_is_left(
    server: SmtpServer, make_letter: MakeLetter, verb: str, uncertain: bool
) -> None:
    server.says(**{verb: [STALL]})
    with open_transport(server.url) as transport:
        answer = transport.send(make_letter(1))
        assert isinstance(answer, RetryLater)
        assert (answer.code, answer.uncertain, answer.server) == (0, uncertain, True)
        assert answer.reason.endswith("timed out")
        assert isinstance(transport.send(make_letter(2)), Accepted)


@pytest.mark.usefixtures("short_limits")
def test_a_kept_connection_that_falls_silent_is_not_tried_again_at_once(
    server: SmtpServer, make_letter: MakeLetter
) -> None:
    with open_transport(server.url) as transport:
        transport.send(make_letter(1))
        server.says(MAIL=[STALL])
        assert transport.send(make_letter(2)) == RetryLater(
            0, "no answer to MAIL or RCPT: timed out", server=True
        )
    assert server.connections == 1


class Interrupted(Exception):
    """What a job's time limit raises in the middle of anything."""


@pytest.mark.parametrize("verb", ["RCPT", "LETTER"])
def test_an_interrupted_letter_never_spoils_the_next(
    server: SmtpServer, make_letter: MakeLetter, verb: str
) -> None:
    def interrupt(*_: object) -> None:
        raise Interrupted

    server.says(**{verb: [STALL]})
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with open_transport(server.url) as transport:
            signal.setitimer(signal.ITIMER_REAL, 0.3)
            with pytest.raises(Interrupted):
                transport.send(make_letter(1))
            assert isinstance(transport.send(make_letter(2)), Accepted)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert server.connections == 2


def test_the_limits_fit_into_a_lease() -> None:
    assert Limits.prepare + Limits.step + 2 * Limits.parting < 120
    assert Limits.step <= 30
