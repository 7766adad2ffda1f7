import pytest

from casetracker.mail.addresses import BadAddress, clean_address, clean_sender

GOOD = [
    ("anna@example.org", "anna@example.org"),
    ("a.b+c_d-e@mail.example.org", "a.b+c_d-e@mail.example.org"),
    ("anna@пошта.бел", "anna@xn--80a1acn3a.xn--90ais"),
    ("anna@BÜCHER.example", "anna@xn--bcher-kva.example"),
    ("anna@localhost", "anna@localhost"),
    ("a" * 64 + "@example.org", "a" * 64 + "@example.org"),
]
BAD = {
    "empty": "",
    "no at": "anna.example.org",
    "no local part": "@example.org",
    "no domain": "anna@",
    "two addresses": "a@b,c@d",
    "two addresses by semicolon": "a@b.example;c@d.example",
    "two addresses by space": "a@b.example c@d.example",
    "two at signs": "a@b@c.example",
    "display name": "Anna <anna@example.org>",
    "quoted local part": '"a b"@example.org',
    "route": "<@relay.example:anna@example.org>",
    "address literal": "anna@[192.0.2.1]",
    "carriage return": "anna@example.org\r",
    "line feed": "anna@example.org\n",
    "second header": "anna@example.org\r\nBcc: eve@example.org",
    "second command": "anna@example.org>\r\nDATA\r\n",
    "line separator": "anna@example.org\u2028",
    "paragraph separator in the local part": "an\u2029na@example.org",
    "next line": "anna@example\x85.org",
    "NUL": "anna\0@example.org",
    "zero width space": "an\u200bna@example.org",
    "local part beyond ASCII": "ганна@example.org",
    "look-alike in the local part": "аnna@example.org",
    "leading dot": ".anna@example.org",
    "two dots": "an..na@example.org",
    "empty label": "anna@example..org",
    "hyphen at the edge": "anna@-example.org",
    "underscore in the domain": "anna@ex_ample.org",
    "ideographic space": "anna@exam\u3000ple.org",
    "lone surrogate": "anna@exam\ud800ple.org",
    "321 characters": "a" * 64 + "@" + ".".join(["b" * 50] * 6)[:256],
    "local part of 65": "a" * 65 + "@example.org",
    "label of 64": "anna@" + "b" * 64 + ".org",
    "a megabyte": "a" * 1_000_000 + "@example.org",
}


@pytest.mark.parametrize(("given", "wire"), GOOD)
def test_an_address_goes_on_the_wire_in_ascii(given: str, wire: str) -> None:
    assert clean_address(given) == wire


@pytest.mark.parametrize("given", BAD.values(), ids=BAD.keys())
def test_what_is_not_exactly_one_address_is_refused(given: str) -> None:
    with pytest.raises(BadAddress) as refused:
        clean_address(given)
    assert "anna" not in str(refused.value)


def test_a_sender_may_bear_a_plain_name() -> None:
    assert clean_sender("Casetracker <noreply@localhost>") == (
        "Casetracker <noreply@localhost>",
        "noreply@localhost",
    )
    assert clean_sender("noreply@localhost") == ("noreply@localhost", "noreply@localhost")


@pytest.mark.parametrize(
    "given",
    ["A, B <a@b.example>", "A\r\nBcc: x <a@b.example>", "<a@b.example>", "A <a@b,c@d>", 'A" <a@b>'],
)
def test_a_sender_with_anything_else_is_refused(given: str) -> None:
    with pytest.raises(BadAddress):
        clean_sender(given)
