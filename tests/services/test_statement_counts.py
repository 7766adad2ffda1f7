"""What a batch costs is counted in statements: as many for sixty things as for five.

Times are measured by `make bench`; a test that times itself fails on a busy machine.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.models import Email, User
from casetracker.services import leases
from casetracker.services.emails import deliver_due
from casetracker.services.notices import NewNotice, insert_notices, pack
from casetracker.services.sweep import sweep

FEW, MANY = 5, 60


def statements(run: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        run()
    return len(captured)


@pytest.fixture
def tell(make_user, team, case, now):
    """`tell(count, is_urgent)`: one open notice each to as many new people, due for a digest."""

    def make(count: int, *, is_urgent: bool = False) -> None:
        at = now + timedelta(days=1) if is_urgent else now
        people = [make_user("caseworker", team, next_digest_at=at) for _ in range(count)]
        notices = [
            NewNotice(f"{who.pk}", who.pk, "wave_released", case_id=case.pk, is_urgent=is_urgent)
            for who in people
        ]
        insert_notices(notices, now=now)

    return make


def test_a_sweep_of_many_clocks_takes_as_many_statements_as_one_of_few(make_case, now):
    taken = []
    for count in (FEW, MANY):
        for _ in range(count):
            make_case()
        taken.append(statements(lambda: sweep(now=now + timedelta(days=31))))
    assert taken[0] == taken[1] <= 12


@pytest.mark.parametrize("is_urgent", [False, True], ids=["digests", "urgent"])
def test_packing_many_letters_takes_as_many_statements_as_few(tell, is_urgent, now):
    taken = []
    for count in (FEW, MANY):
        User.objects.update(next_digest_at=now + timedelta(days=1))
        tell(count, is_urgent=is_urgent)
        taken.append(statements(lambda: pack(now=now)))
    assert Email.objects.count() == FEW + MANY
    assert taken[0] == taken[1] <= 20


def test_delivering_takes_as_many_statements_for_a_batch_however_many_letters(
    tell, mailbox, now, monkeypatch
):
    monkeypatch.setattr(leases, "FRESH", timedelta(hours=1))
    leases.settle()  # what a deliverer of another test has left on the disk
    taken = []
    for count in (FEW, MANY):
        tell(count, is_urgent=True)
        pack(now=now)
        taken.append(statements(lambda: deliver_due(now=now)))
    assert len(mailbox.letters()) == FEW + MANY
    assert taken[0] == taken[1] <= 24
