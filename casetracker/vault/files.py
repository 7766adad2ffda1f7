"""Files sealed in pieces: none can be cut off, moved or exchanged without being noticed.

Each piece is sealed for its own row (`fields.SealedBytesField`) and begins, inside the seal, with
which file it belongs to, which piece it is, and of how many.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from uuid import UUID

from casetracker.vault.seal import CannotOpen

PIECE = 256 * 1024
_HEAD = struct.Struct(">16sII")


def pieces_of(data: bytes, file_id: UUID) -> list[bytes]:
    """The plain pieces of a file, each with its head, to be sealed one by one."""
    count = max(1, -(-len(data) // PIECE))
    return [
        _HEAD.pack(file_id.bytes, number, count) + data[number * PIECE : (number + 1) * PIECE]
        for number in range(count)
    ]


def joined(pieces: Sequence[bytes], file_id: UUID) -> bytes:
    """The file again, from its opened pieces in order.

    Raises `CannotOpen` if one is missing, stands elsewhere than it did, or is of another file.
    """
    return b"".join(_checked(pieces, file_id))


def _checked(pieces: Sequence[bytes], file_id: UUID) -> Iterator[bytes]:
    if not pieces:
        raise CannotOpen("the file has no pieces")
    for number, piece in enumerate(pieces):
        if _HEAD.unpack_from(piece) != (file_id.bytes, number, len(pieces)):
            raise CannotOpen(f"piece {number} of the file is missing or not where it was")
        yield piece[_HEAD.size :]
