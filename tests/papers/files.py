"""Files as people bring them, made here: with what a camera notes, with scripts, damaged."""

from __future__ import annotations

import io

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

SECRET = "SECRETNOTE"
_DESCRIPTION = 0x010E


def jpeg() -> bytes:
    image = Image.new("RGB", (64, 48), "red")
    notes = image.getexif()
    notes[_DESCRIPTION] = SECRET
    return _saved(image, "JPEG", exif=notes)


def png(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> bytes:
    return _saved(Image.new(mode, size), "PNG")


def pdf(pages: int = 1) -> bytes:
    """With scripts, an attachment, an author, and a photograph with notes."""
    writer = PdfWriter(clone_from=io.BytesIO(_saved(Image.new("RGB", (64, 48)), "PDF")))
    for stored in writer._objects:
        if "/DCTDecode" in str(getattr(stored, "get", lambda name: "")("/Filter")):
            stored._data = jpeg()
    for _ in range(pages - 1):
        writer.add_blank_page(100, 100)
    script = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject(f"app.alert('{SECRET}')"),
        }
    )
    writer._root_object[NameObject("/OpenAction")] = script
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})
    writer.add_attachment("note.txt", SECRET.encode())
    writer.add_metadata({"/Author": SECRET})
    return _written(writer)


def locked_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("word", algorithm="RC4-128")
    return _written(writer)


def pages_of(data: bytes) -> int:
    return len(PdfReader(io.BytesIO(data)).pages)


def size_of(data: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(data)).size


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
