"""Servers that cannot be reached, stall, babble, or want the password in clear."""

import socket
from collections.abc import Iterator

import pytest

from casetracker.mail.composer import Letter
from casetracker.mail.transport import Accepted, RetryLater, open_transport
from tests.mail.certificates import Certificate
from tests.mail.smtpserver import DRIP, DROP, RESET, SmtpServer

EHLO_STARTTLS = b"250-mx.example.org\r\n250-8BITMIME\r\n250 STARTTLS\r\n"
EHLO_AUTH = b"250-mx.example.org\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN\r\n"


@pytest.fixture
def starttls_server(certificate: Certificate) -> Iterator[SmtpServer]:
    with SmtpServer(certificate.serving) as running:
        yield running.says(EHLO=[EHLO_STARTTLS]).usually_says(EHLO=EHLO_AUTH)


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def test_a_refused_connection_is_tried_later(letter: Letter) -> None:
    with open_transport(f"smtp://127.0.0.1:{unused_port()}") as transport:
        assert transport.send(letter) == RetryLater(0, "cannot connect: refused", server=True)


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 70 + ".invalid"])
def test_an_unknown_host_is_tried_later(letter: Letter, host: str) -> None:
    with open_transport(f"smtp://{host}:25") as transport:
        answer = transport.send(letter)
    assert isinstance(answer, RetryLater)
    assert answer.server


@pytest.mark.usefixtures("short_limits")
@pytest.mark.parametrize("verb", ["BANNER", "EHLO", "MAIL", "DATA", "LETTER"])
def test_a_server_that_drips_bytes_is_left_when_the_time_is_up(
    server: SmtpServer, letter: Letter, verb: str
) -> None:
    server.says(**{verb: [DRIP]})
    with open_transport(server.url) as transport:
        answer = transport.send(letter)
    assert isinstance(answer, RetryLater)
    assert answer.reason.endswith("timed out")


@pytest.mark.parametrize(
    "babble",
    [
        b"\r\n",
        b"\n",
        b"hello\r\n",
        b"25 short\r\n",
        b"2500 long\r\n",
        b"250_ok\r\n",
        b"\xff\xfe\xfd\r\n",
        "٢٥٠ ok\r\n".encode(),
        b"250-" + b"x" * 70_000 + b"\r\n",
        b"250-x\r\n" * 20_000,
        b"x" * 70_000,
    ],
    ids=range(11),
)
@pytest.mark.parametrize("verb", ["BANNER", "EHLO", "MAIL", "RCPT", "DATA", "LETTER"])
def test_babble_is_tried_later(
    server: SmtpServer, letter: Letter, verb: str, babble: bytes
) -> None:
    server.says(**{verb: [[babble, DROP]]})
    with open_transport(server.url) as transport:
        answer = transport.send(letter)
    assert isinstance(answer, RetryLater)
    assert answer.code == 0
    assert answer.uncertain == (verb == "LETTER")


@pytest.mark.parametrize(("said", "code"), [(b"554 go away\r\n", 554), (b"421 busy\r\n", 421)])
def test_a_banner_that_refuses_is_the_servers_trouble(
    server: SmtpServer, letter: Letter, said: bytes, code: int
) -> None:
    server.says(BANNER=[said])
    with open_transport(server.url) as transport:
        assert transport.send(letter) == RetryLater(code, f"banner {code}", server=True)


def test_a_server_that_refuses_every_hello_is_the_servers_trouble(
    server: SmtpServer, letter: Letter
) -> None:
    server.usually_says(EHLO=b"550 no\r\n", HELO=b"550 no\r\n")
    with open_transport(server.url) as transport:
        assert transport.send(letter) == RetryLater(550, "EHLO 550", server=True)


@pytest.mark.parametrize("end", [DROP, RESET])
def test_a_server_that_hangs_up_before_its_banner_is_the_servers_trouble(
    server: SmtpServer, letter: Letter, end: object
) -> None:
    server.says(BANNER=[end])  # type: ignore[list-item]
    with open_transport(server.url) as transport:
        answer = transport.send(letter)
    # A reset may overtake the end of connect() on a busy machine; the answer is the same.
    when = {"no conversation", "cannot connect"}
    assert answer in [RetryLater(0, f"{x}: connection lost", server=True) for x in when]


# ── encryption ──────────────────────────────────────────────────────────────────────────────────
def encrypted(server: SmtpServer, scheme: str = "smtp+tls", user: str = "") -> str:
    return f"{scheme}://{user}127.0.0.1:{server.port}"


def test_with_starttls_everything_but_the_hello_is_encrypted(
    starttls_server: SmtpServer, certificate: Certificate, letter: Letter
) -> None:
    url = encrypted(starttls_server, user="robot:s%40cret@")
    with open_transport(url, tls=certificate.trusting) as transport:
        assert isinstance(transport.send(letter), Accepted)
    assert starttls_server.verbs() == [
        "EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"
    ]  # fmt: skip


def test_smtps_is_encrypted_from_the_first_byte(certificate: Certificate, letter: Letter) -> None:
    with SmtpServer(certificate.serving, tls_at_once=True) as server:
        url = encrypted(server, "smtps")
        with open_transport(url, tls=certificate.trusting) as transport:
            assert isinstance(transport.send(letter), Accepted)


def test_without_starttls_nothing_is_sent_in_clear(server: SmtpServer, letter: Letter) -> None:
    with open_transport(encrypted(server, user="robot:secret@")) as transport:
        answer = transport.send(letter)
    assert answer == RetryLater(
        0, "STARTTLS is not offered, and mail never leaves in clear", server=True
    )
    assert server.verbs() == ["EHLO"]


def test_a_refused_starttls_sends_nothing_in_clear(
    starttls_server: SmtpServer, letter: Letter
) -> None:
    starttls_server.says(STARTTLS=[b"454 4.7.0 not now\r\n"])
    with open_transport(encrypted(starttls_server, user="robot:secret@")) as transport:
        assert transport.send(letter) == RetryLater(454, "STARTTLS 454", server=True)
    assert starttls_server.verbs() == ["EHLO", "STARTTLS"]


def test_words_slipped_in_before_encryption_end_the_connection(
    starttls_server: SmtpServer, certificate: Certificate, letter: Letter
) -> None:
    starttls_server.says(STARTTLS=[b"220 ready\r\n250 AUTH PLAIN\r\n"])
    with open_transport(encrypted(starttls_server), tls=certificate.trusting) as transport:
        answer = transport.send(letter)
    assert answer == RetryLater(0, "no conversation: not an SMTP reply", server=True)
    assert starttls_server.letters == []


def test_a_certificate_nobody_trusts_is_refused(
    starttls_server: SmtpServer, letter: Letter
) -> None:
    with open_transport(encrypted(starttls_server, user="robot:secret@")) as transport:
        answer = transport.send(letter)
    assert isinstance(answer, RetryLater)
    assert "certificate not trusted" in answer.reason
    assert "AUTH" not in starttls_server.verbs()


def test_a_certificate_for_another_host_is_refused(
    certificate_of_another: Certificate, letter: Letter
) -> None:
    with SmtpServer(certificate_of_another.serving, tls_at_once=True) as server:
        url = encrypted(server, "smtps")
        with open_transport(url, tls=certificate_of_another.trusting) as transport:
            answer = transport.send(letter)
    assert isinstance(answer, RetryLater)
    assert "certificate not trusted" in answer.reason
    assert server.letters == []


def test_a_server_that_does_not_speak_tls_is_the_servers_trouble(
    server: SmtpServer, letter: Letter
) -> None:
    with open_transport(encrypted(server, "smtps")) as transport:
        answer = transport.send(letter)
    assert answer == RetryLater(0, "no conversation: TLS failed", server=True)


# ── sign-in ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"535 5.7.8 robot s3cret is wrong\r\n", "sign-in 535"),
        (b"454 4.7.0 later\r\n", "sign-in 454"),
    ],
)
def test_a_refused_sign_in_never_tells_the_password(
    certificate: Certificate, letter: Letter, said: bytes, reason: str
) -> None:
    with SmtpServer(certificate.serving, tls_at_once=True) as server:
        server.usually_says(EHLO=EHLO_AUTH, AUTH=said)
        url = encrypted(server, "smtps", user="robot:s3cret@")
        with open_transport(url, tls=certificate.trusting) as transport:
            answer = transport.send(letter)
            assert "s3cret" not in repr(vars(transport))
    assert isinstance(answer, RetryLater)
    assert (answer.reason, answer.server) == (reason, True)


def test_a_server_without_sign_in_is_not_used_with_a_password(
    certificate: Certificate, letter: Letter
) -> None:
    with SmtpServer(certificate.serving, tls_at_once=True) as server:
        url = encrypted(server, "smtps", user="robot:s3cret@")
        with open_transport(url, tls=certificate.trusting) as transport:
            assert transport.send(letter) == RetryLater(0, "sign-in is not offered", server=True)


@pytest.mark.parametrize("challenge", [b"334 !!!\r\n", b"334 \xff\r\n", b"334\r\n"])
def test_a_mad_challenge_is_the_servers_trouble(
    certificate: Certificate, letter: Letter, challenge: bytes
) -> None:
    with SmtpServer(certificate.serving, tls_at_once=True) as server:
        server.usually_says(EHLO=b"250-mx\r\n250 AUTH CRAM-MD5\r\n", AUTH=challenge)
        url = encrypted(server, "smtps", user="robot:s3cret@")
        with open_transport(url, tls=certificate.trusting) as transport:
            answer = transport.send(letter)
    assert isinstance(answer, RetryLater)
    assert answer.server
