"""Pictures made here: what a telephone reads from a page or from paper."""

from __future__ import annotations

import base64
import io

import qrcode
from qrcode.image.svg import SvgPathImage


def qr_picture(text: str) -> str:
    """`text` as a picture for `src`: an SVG, as a data address."""
    picture = io.BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, box_size=12).save(picture)
    return "data:image/svg+xml;base64," + base64.b64encode(picture.getvalue()).decode()
