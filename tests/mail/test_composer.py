"""Letters as bytes: right for every text, and no value can add a header."""

import email
import email.policy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from email.message import EmailMessage
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetracker.mail.addresses import BadAddress
from casetracker.mail.composer import BadHeader, Envelope, compose, make_message_id
from casetracker.mail.messages import Line, Stop, TaskMail
from casetracker.mail.words import Says
from tests.mail.plain import PlainMessage, envelope_for

HEADERS = [
    "Message-ID",
    "Date",
    "From",
    "To",
    "Subject",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
]
UNSUBSCRIBE = "https://casetracker.example/u/0123456789abcdef"
NASTY = [
    "\r",
    "\n",
    "\r\n",
    "\r\nBcc: eve@example.org\r\n",
    "\u2028",
    "\u2029",
    "\x85",
    "\0",
    "\x0b",
]


def parse(octets: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(octets, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def content(octets: bytes) -> str:
    """The text as a reader sees it, line ends as in Python."""
    payload = parse(octets).get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n", "\n")


def test_a_letter_has_these_headers_and_no_others() -> None:
    parsed = parse(compose(PlainMessage(), envelope_for()).as_bytes(eight_bit=True))
    assert parsed.keys() == HEADERS
    assert parsed["Message-ID"] == "<00000000000000000000000000000001@casetracker.example>"
    assert parsed["Date"] == "Mon, 16 Mar 2026 07:00:00 +0000"
    assert parsed["From"] == "noreply@casetracker.example"
    assert parsed["To"] == "anna@example.org"
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Content-Type"] == 'text/plain; charset="utf-8"'
    assert not parsed.defects


def test_unsubscribing_stands_in_the_header_only_where_it_is_https() -> None:
    envelope = replace(envelope_for(), unsubscribe_url=UNSUBSCRIBE)
    parsed = parse(compose(PlainMessage(), envelope).as_bytes(eight_bit=True))
    assert parsed["List-Unsubscribe"] == f"<{UNSUBSCRIBE}>"
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    envelope = replace(envelope, unsubscribe_url=UNSUBSCRIBE.replace("https", "http"))
    parsed = parse(compose(PlainMessage(), envelope).as_bytes(eight_bit=True))
    assert parsed.keys() == HEADERS


def test_the_date_never_tells_where_the_reader_lives() -> None:
    tbilisi = timezone(timedelta(hours=4))
    envelope = replace(envelope_for(), sent_at=datetime(2026, 3, 16, 11, 0, tzinfo=tbilisi))
    assert b"Date: Mon, 16 Mar 2026 07:00:00 +0000\r\n" in compose(
        PlainMessage(), envelope
    ).as_bytes(eight_bit=True)


def test_a_time_without_offset_is_refused() -> None:
    with pytest.raises(BadHeader):
        compose(PlainMessage(), replace(envelope_for(), sent_at=datetime(2026, 3, 16)))


@pytest.mark.parametrize(
    ("text", "eight_bit", "encoding"),
    [
        ("Hello\n", False, "7bit"),
        ("Hello\n", True, "7bit"),
        ("Вітаем\n", True, "8bit"),
        ("Вітаем, гэта ўсё\n", False, "base64"),
        ("mostly English – with one dash\n", False, "quoted-printable"),
        ("a" * 999 + "\n", True, "quoted-printable"),
        ("Ў" * 500 + "\n", True, "base64"),
    ],
)
def test_the_encoding_is_the_plainest_that_fits(text: str, eight_bit: bool, encoding: str) -> None:
    octets = compose(PlainMessage(text), envelope_for()).as_bytes(eight_bit=eight_bit)
    assert parse(octets)["Content-Transfer-Encoding"] == encoding
    assert content(octets) == text
    assert eight_bit or octets.isascii()


@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")),
    eight_bit=st.booleans(),
)
def test_what_was_composed_is_what_is_read(text: str, eight_bit: bool) -> None:
    octets = compose(PlainMessage(text), envelope_for()).as_bytes(eight_bit=eight_bit)
    wanted = text if text.endswith("\n") else text + "\n"
    assert content(octets) == wanted
    lines = octets.split(b"\r\n")
    assert all(len(line) <= 998 and b"\n" not in line and b"\r" not in line for line in lines)
    assert octets.endswith(b"\r\n")
    assert eight_bit or octets.isascii()


@given(text=st.text("a\r\n."))
def test_every_line_end_becomes_crlf(text: str) -> None:
    octets = compose(PlainMessage(text), envelope_for()).as_bytes(eight_bit=True)
    assert b"\r" not in octets.replace(b"\r\n", b"")
    assert b"\n" not in octets.replace(b"\r\n", b"")


@given(subject=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=200))
def test_a_subject_survives_its_encoding(subject: str) -> None:
    octets = compose(PlainMessage(subject_said=subject), envelope_for()).as_bytes(eight_bit=True)
    parsed = parse(octets)
    assert parsed.keys() == HEADERS
    assert parsed["Subject"] == subject


spoilt = st.builds(
    lambda good, nasty, at: good[: at % (len(good) + 1)] + nasty + good[at % (len(good) + 1) :],
    st.sampled_from(
        [
            "anna@example.org",
            "<1@casetracker.example>",
            UNSUBSCRIBE,
            "You have tasks",
            "A <a@b.org>",
        ]
    ),
    st.one_of(st.sampled_from(NASTY), st.text(max_size=4)),
    st.integers(0, 100),
)


@given(
    value=spoilt,
    name=st.sampled_from(["sender", "recipient", "message_id", "unsubscribe_url", "subject"]),
)
def test_no_value_can_add_a_header(value: str, name: str) -> None:
    message, envelope = PlainMessage("body\n"), envelope_for()
    if name == "subject":
        message = PlainMessage("body\n", subject_said=value)
    else:
        envelope = replace(envelope, **{name: value})
    try:
        octets = compose(message, envelope).as_bytes(eight_bit=True)
    except (BadHeader, BadAddress):
        return
    parsed = parse(octets)
    assert [key for key in parsed if not key.startswith("List-")] == HEADERS
    assert content(octets) == "body\n"
    assert octets.partition(b"\r\n\r\n")[0].isascii()


@pytest.mark.parametrize(
    "message_id",
    [
        "",
        "1@casetracker.example",
        "<1>",
        "<@x>",
        "<1@x>\r\n",
        "<1@x> <2@x>",
        "<a b@x>",
        f"<{'1' * 250}@x>",
    ],
)
def test_what_is_no_message_id_is_refused(message_id: str) -> None:
    with pytest.raises(BadHeader, match="Message-ID") as refused:
        compose(PlainMessage(), replace(envelope_for(), message_id=message_id))
    assert len(message_id) < 5 or message_id not in str(refused.value)


def test_a_wrong_sender_never_makes_the_recipient_look_wrong() -> None:
    with pytest.raises(BadHeader, match="From"):
        compose(PlainMessage(), replace(envelope_for(), sender="nobody"))
    with pytest.raises(BadAddress):
        compose(PlainMessage(), replace(envelope_for(), recipient="nobody"))


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_a_body_that_no_mail_can_hold_is_refused(text: str) -> None:
    with pytest.raises(BadHeader, match="body"):
        compose(PlainMessage(text), envelope_for())


def test_a_message_id_is_made_of_the_row_and_the_host() -> None:
    row = UUID("01890000-0000-7000-8000-00000000000a")
    assert make_message_id(row, "casetracker.example") == (
        "<0189000000007000800000000000000a@casetracker.example>"
    )
    assert make_message_id(row, "пошта.бел").endswith("@xn--80a1acn3a.xn--90ais>")
    with pytest.raises(BadAddress):
        make_message_id(row, "x>\r\nBcc: eve@example.org")


labels = st.from_regex(r"[a-z]{2,9} [a-z]{2,9}", fullmatch=True)
task_mails = st.builds(
    TaskMail,
    language=st.sampled_from(["en", "be", "ru"]),
    lines=st.lists(
        st.builds(
            Line,
            says=st.sampled_from([says for says in Says if says is not Says.COUNT_FOR_COORDINATOR]),
            label=labels,
            due_on=st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1)),
            escalated=st.booleans(),
        ),
        max_size=5,
    ).map(tuple),
    link=st.just("https://casetracker.example/m/"),
    more=st.integers(0, 120),
    urgent=st.booleans(),
    stop=st.sampled_from(Stop),
)


@given(mail=task_mails, eight_bit=st.booleans())
def test_a_letter_reads_as_its_message_says(mail: TaskMail, eight_bit: bool) -> None:
    octets = compose(mail, envelope_for()).as_bytes(eight_bit=eight_bit)
    assert content(octets) == mail.text()
    assert parse(octets)["Subject"] == mail.subject()


def test_only_the_envelope_differs_between_two_readers_of_the_same_words() -> None:
    mail = TaskMail(language="be", lines=(), link="https://casetracker.example/")
    first = compose(mail, envelope_for(1, "anna@example.org"))
    second = compose(
        mail, Envelope("b@c.example", "eva@example.org", "<2@x>", datetime(2026, 1, 1, tzinfo=UTC))
    )
    assert first.body == second.body
    for value in (b"anna", b"example.org", b"noreply", b"0001"):
        assert value not in first.body


def test_showing_a_letter_shows_no_content() -> None:
    assert "Hello" not in repr(compose(PlainMessage(), envelope_for()))
