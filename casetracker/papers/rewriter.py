"""Writes a file again without what could harm or betray: a program of its own.

`python -I rewriter.py KIND < file > rewritten`. It imports nothing of Casetracker, limits itself
before it reads a byte, and is killed by its caller when it takes too long (`rewriting.py`). Exit
3: refused, the reason is one word on stderr.
"""

from __future__ import annotations

import io
import resource
import sys
import unicodedata
from collections.abc import Callable

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

MEMORY = 1536 * 1024 * 1024  # bytes
SECONDS = 25
MOST_PIXELS = 40_000_000
MOST_PAGES = 500
REFUSED = 3
#: Entries of a PDF that act, carry files, or tell about whoever made it.
_HARMFUL = (
    "/AA",
    "/OpenAction",
    "/JS",
    "/JavaScript",
    "/EF",
    "/EmbeddedFiles",
    "/AF",
    "/Metadata",
    "/PieceInfo",
    "/Annots",
    "/AcroForm",
    "/RichMedia",
    "/LastModified",
)


class RefusedFile(Exception):
    """The file is not taken; the text is one word."""


def main() -> int:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        rewritten = REWRITE[sys.argv[1]](sys.stdin.buffer.read())
    except RefusedFile as refusal:
        sys.stderr.write(str(refusal))
        return REFUSED
    sys.stdout.buffer.write(rewritten)
    return 0


def rewrite_image(kind: str) -> Callable[[bytes], bytes]:
    def rewrite(data: bytes) -> bytes:
        Image.MAX_IMAGE_PIXELS = MOST_PIXELS
        try:
            image = Image.open(io.BytesIO(data), formats=[kind])
            if image.width * image.height > MOST_PIXELS:
                raise RefusedFile("pixels")
            if getattr(image, "n_frames", 1) > 1:
                raise RefusedFile("animated")
            image.load()
            upright = ImageOps.exif_transpose(image)
            plain = upright.convert(_mode(upright, kind))
        except Image.DecompressionBombError:
            raise RefusedFile("pixels") from None
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombWarning):
            raise RefusedFile("unreadable") from None
        # A new picture of the same pixels: no EXIF, no profile, no comment comes along.
        clean = Image.frombytes(plain.mode, plain.size, plain.tobytes())
        out = io.BytesIO()
        clean.save(out, kind, **({"quality": 90} if kind == "JPEG" else {"compress_level": 2}))
        return out.getvalue()

    return rewrite


def _mode(image: Image.Image, kind: str) -> str:
    """The plainest way to hold the picture's pixels."""
    if image.mode in ("1", "L"):
        return "L"
    has_alpha = kind == "PNG" and ("A" in image.mode or "transparency" in image.info)
    return "RGBA" if has_alpha else "RGB"


def rewrite_pdf(data: bytes) -> bytes:
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise RefusedFile("encrypted")
        if len(reader.pages) > MOST_PAGES:
            raise RefusedFile("pages")
        if not reader.pages:
            raise RefusedFile("unreadable")
        writer = PdfWriter()
        for page in reader.pages:
            writer.add_page(page)
        for written in writer._objects:
            _defuse(written)
        writer.metadata = None
        out = io.BytesIO()
        writer.write(out)
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise RefusedFile("unreadable") from None
    return out.getvalue()


def _defuse(written: object) -> None:
    """Take out of one object of a PDF what acts or tells."""
    if isinstance(written, ArrayObject):
        for item in written:
            _defuse(item)
    if not isinstance(written, DictionaryObject):
        return
    for name in _HARMFUL:
        written.pop(NameObject(name), None)
    for inside in written.values():
        _defuse(inside)
    if isinstance(written, StreamObject) and written.get("/Filter") == "/DCTDecode":
        written._data = without_notes(bytes(written._data))


def without_notes(jpeg: bytes) -> bytes:
    """A JPEG inside a PDF without the segments in which cameras note place and time."""
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker == 0xDA:
            break
        # APP0 (how to read it) and APP14 (its colours) stay.
        if not (0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE)):
            kept.append(jpeg[at : at + 2 + length])
        at += 2 + length
    return b"".join(kept) + jpeg[at:]


def rewrite_text(data: bytes) -> bytes:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedFile("not_utf8") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in text):
        raise RefusedFile("unreadable")
    return unicodedata.normalize("NFC", text).encode("utf-8")


REWRITE = {
    "jpeg": rewrite_image("JPEG"),
    "png": rewrite_image("PNG"),
    "pdf": rewrite_pdf,
    "txt": rewrite_text,
}

if __name__ == "__main__":
    sys.exit(main())
