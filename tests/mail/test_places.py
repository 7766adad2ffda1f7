"""EMAIL_URL is read once and refused loudly, without telling the password."""

from pathlib import Path

import pytest

from casetracker.mail.places import Server, read_email_url


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("smtp+tls://u:p@mx.example.org", Server("smtp+tls", "mx.example.org", 587, "u", "p")),
        ("smtp+tls://a%40b:p%2F%3A@mx:2525/", Server("smtp+tls", "mx", 2525, "a@b", "p/:")),
        ("smtps://u:p@mx.example.org", Server("smtps", "mx.example.org", 465, "u", "p")),
        ("smtp://localhost", Server("smtp", "localhost", 25)),
        ("smtp://[::1]:1025", Server("smtp", "::1", 1025)),
        ("filemail:///var/mail", Path("/var/mail")),
        ("filemail:///srv/with%20space", Path("/srv/with space")),
    ],
)
def test_a_place_is_read(url: str, place: Server | Path) -> None:
    assert read_email_url(url) == place


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.org",
        "http://u:hunter2@mx.example.org",
        "smtp+ssl://u:hunter2@mx.example.org",
        "smtp://u:hunter2@mx.example.org",
        "smtp+tls://u:hunter2@",
        "smtp+tls://u:hunter2@mx:port",
        "smtp+tls://u:hunter2@mx:99999",
        "smtp+tls://u:hunter2@mx/path",
        "smtp+tls://u:hunter2@mx?tls=off",
        "smtp+tls://u:hunter2@mx#off",
        "smtp+tls://hunter2@mx",
        "smtp+tls://:hunter2@mx",
        "smtp+tls://u:hunter2%0D%0ARSET@mx",
        "smtp+tls://u:hunter2пароль@mx",
        "smtp+tls://u:hunter2@мх.example",
        "smtp://[::1",
        "filemail://mail",
        "filemail:///",
        "filemail:///mail%00",
    ],
)
def test_what_is_no_place_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="EMAIL_URL") as refused:
        read_email_url(url)
    assert "hunter2" not in str(refused.value)


def test_showing_a_server_shows_no_password() -> None:
    assert "secret" not in repr(Server("smtps", "mx", 465, "robot", "secret"))
