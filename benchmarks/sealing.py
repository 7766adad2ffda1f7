"""Sealing: a rotation of keys beside bare AES-GCM over the same texts."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from benchmarks.fill import NOW
from benchmarks.measure import Figure, Rounds, Times, in_turns
from benchmarks.registers import Register
from casetracker.models import Activity, Case
from casetracker.models.base import new_id
from casetracker.services.key_rotation import rotate_keys

TEXT = "Called the sister, who had no news since the transfer; will ask the lawyer on Monday."


def sealing(register: Register, rounds: Rounds) -> Iterator[Figure]:
    values = 5000 if rounds.counted < Rounds().counted else 100_000
    times = rotation(register, values, rounds)
    rate, bare = (values / times.median(name) for name in ("product", "bare"))
    yield Figure(
        f"keys rotated, {values:,} sealed values, beside bare AES-GCM",
        times.ratio("bare", "product"),
        "of bare",
        0,
        at_least=True,
        note=f"{rate:,.0f} values a second; bare {bare:,.0f}",
    )


def rotation(register: Register, values: int, rounds: Rounds) -> Times:
    """`values` sealed texts get a new key, in their batches; bare: each opened and sealed."""
    register.use()
    ring = settings.CASETRACKER_KEYS
    case_id = Case.objects.values_list("pk", flat=True)[0]
    ids = [new_id() for _ in range(values)]
    Activity.objects.bulk_create(
        (
            Activity(
                id=row_id,
                case_id=case_id,
                kind="note",
                occurred_at=NOW,
                recorded_at=NOW,
                text=TEXT,
            )
            for row_id in ids
        ),
        batch_size=5000,
    )
    old, new, where = AESGCM(os.urandom(32)), AESGCM(os.urandom(32)), b"table\x1fcolumn\x1fid"
    nonce = os.urandom(12)
    sealed = old.encrypt(nonce, TEXT.encode(), where)

    def another_key() -> None:
        key = base64.urlsafe_b64encode(os.urandom(32)).decode()
        settings.CASETRACKER_KEYS = f"{os.urandom(4).hex()}:{key},{settings.CASETRACKER_KEYS}"

    def rotate() -> None:
        assert rotate_keys(now=NOW) >= values

    def bare() -> None:
        for _ in range(values):
            new.encrypt(os.urandom(12), old.decrypt(nonce, sealed, where), where)

    try:
        return in_turns({"product": rotate, "bare": bare}, rounds, prepare={"product": another_key})
    finally:
        Activity.objects.filter(pk__in=ids).delete()
        settings.CASETRACKER_KEYS = ring
