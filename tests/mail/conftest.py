"""Letters, servers and certificates for the tests of mail."""

from collections.abc import Callable, Iterator

import pytest

from casetracker.mail.composer import Letter, compose
from casetracker.mail.transport import Limits
from tests.mail.certificates import Certificate, make_certificate
from tests.mail.plain import PlainMessage, envelope_for
from tests.mail.smtpserver import SmtpServer


@pytest.fixture
def make_letter() -> Callable[..., Letter]:
    def make(number: int = 1, text: str = "Hello\n", recipient: str = "anna@example.org") -> Letter:
        return compose(PlainMessage(text), envelope_for(number, recipient))

    return make


@pytest.fixture
def letter(make_letter: Callable[..., Letter]) -> Letter:
    return make_letter()


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


@pytest.fixture
def short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second where production waits half a minute."""
    monkeypatch.setattr(Limits, "step", 0.5)
    monkeypatch.setattr(Limits, "prepare", 1.0)
    monkeypatch.setattr(Limits, "parting", 0.2)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"), "127.0.0.1")


@pytest.fixture(scope="session")
def certificate_of_another(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"), "127.0.0.2")
