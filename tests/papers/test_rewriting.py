"""What is kept of a file: its pages and pixels, nothing that acts and nothing that tells."""

import pytest

from casetracker.domain.attachments import FileKind, clean_name, kind_of
from casetracker.domain.errors import Refused
from casetracker.papers.downloads import download_headers
from casetracker.papers.rewriting import CannotRewrite, rewritten
from tests.papers import files

SECRET = files.SECRET.encode()


@pytest.mark.parametrize(("kind", "make"), [("jpeg", files.jpeg), ("pdf", files.pdf)])
def test_what_a_camera_or_a_program_noted_is_gone(kind, make):
    data = make()
    assert SECRET in data
    clean = rewritten(kind, data)
    assert SECRET not in clean
    for word in (b"JavaScript", b"EmbeddedFile", b"/AA", b"OpenAction"):
        assert word not in clean


def test_pages_and_pixels_stay():
    assert files.pages_of(rewritten("pdf", files.pdf(pages=3))) == 3
    assert files.size_of(rewritten("png", files.png())) == (64, 48)
    assert files.size_of(rewritten("jpeg", files.jpeg())) == (64, 48)


def test_text_is_one_normal_form():
    assert rewritten("txt", "\ufeffПрывітанне\r\nй".encode()) == "Прывітанне\nй".encode()


def test_a_file_behind_the_picture_does_not_come_along():
    assert SECRET not in rewritten("png", files.png() + b"PK\x03\x04" + SECRET)


BEHIND = {
    "zip": b"PK\x03\x04" + SECRET + b"PK\x05\x06" + bytes(18),
    "html": b"<html><script>" + SECRET + b"</script></html>",
    "script": b"\n/*" + SECRET + b"*/alert(1)",
    "pdf": b"%PDF-1.7\n" + SECRET,
}


@pytest.mark.parametrize("behind", BEHIND)
@pytest.mark.parametrize("kind", ["jpeg", "png", "pdf"])
def test_a_file_that_is_two_files_is_kept_as_one_or_refused(kind, behind):
    """Polyglots: behind what a picture shows, or before what a PDF begins with."""
    data = getattr(files, kind)()
    for twofold in (data + BEHIND[behind], BEHIND[behind] + data):
        try:
            clean = rewritten(kind, twofold)
        except CannotRewrite:
            continue
        assert SECRET not in clean
        assert b"<script>" not in clean


@pytest.mark.parametrize(
    ("kind", "data", "reason"),
    [
        ("png", files.png((50_000, 50_000), "1"), "pixels"),
        ("png", files.png()[:60], "unreadable"),
        ("png", files.jpeg(), "unreadable"),
        ("jpeg", b"\xff\xd8\xff" + bytes(100), "unreadable"),
        ("pdf", files.pdf(pages=501), "pages"),
        ("pdf", files.locked_pdf(), "encrypted"),
        ("pdf", b"%PDF-1.7 and nothing", "unreadable"),
        ("txt", "Привет".encode("cp1251"), "not_utf8"),
        ("txt", b"a\x00b", "unreadable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused_says_why(kind, data, reason):
    with pytest.raises(CannotRewrite, match=f"^{reason}$"):
        rewritten(kind, data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.png", files.jpeg()),
        ("list.xlsx", b"PK\x03\x04"),
        ("page.html", b"<html>"),
        ("drawing.svg", b"<svg>"),
        ("letter", b"text"),
        ("letter.txt", files.pdf()),
        ("letter.pdf", b""),
        ("letter.pdf", bytes(20 * 1024 * 1024 + 1)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_name_and_first_bytes_must_agree(name, data):
    with pytest.raises(Refused) as refusal:
        kind_of(name, data)
    assert refusal.value.field == "file"
    assert "20 MB" in refusal.value.allowed


def test_known_kinds_are_told_by_name_and_content():
    assert kind_of("a.JPG", files.jpeg()) is FileKind.JPEG
    assert kind_of("письмо.pdf", files.pdf()) is FileKind.PDF


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\scan.pdf", "scan.pdf"),
        ("CON.txt", "file CON.txt"),
        ("a\nb\r.pdf", "a_b_.pdf"),
        ('x"; filename="evil.exe.pdf', "x_; filename=_evil.exe.pdf"),
        ("", "file"),
        ("д" * 300 + ".pdf", "д" * 146 + ".pdf"),
    ],
)
def test_names_are_harmless(name, clean):
    assert clean_name(name) == clean


def test_a_download_never_opens_in_the_browser():
    headers = download_headers('Ліст "1"\r\nX: y.pdf')
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment; ")
    assert "\n" not in headers["Content-Disposition"]
    assert "sandbox" in headers["Content-Security-Policy"]
