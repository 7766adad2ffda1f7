"""What lies in the database while a journey goes on: of a team that nobody in it belongs to, a row
of everything that has a sealed column, with a text of its own in each.

Made by the services once in a process, then written as it came. It stands in quarantine, its users
sign in no more and are told nothing: no list, count, reminder or letter of the journey meets it.
"""

from __future__ import annotations

from collections import defaultdict
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from django.db import models, transaction

from casetracker.models import Approval, Membership, Quarantine, RuleRevision, Team, User
from casetracker.vault.columns import sealed_columns
from tests.canaries import Canaries
from tests.conftest import NOW
from tests.filled import Cast, fill
from tests.journeys.left_behind import note_sealing, say_what_is_empty

#: What every database has rows of its own of.
STANDING = (RuleRevision,)


def plant() -> Canaries:
    """Write the rows into a database that holds nothing yet; returns what is said in them."""
    assert not Team.objects.exists()
    canaries, rows = _made()
    with transaction.atomic():
        for model, of_model in rows.items():
            model._base_manager.bulk_create(of_model)
    return deepcopy(canaries)


@cache
def _made() -> tuple[Canaries, dict[type[models.Model], list[models.Model]]]:
    """Made, read and taken back."""
    canaries = Canaries()
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        note_sealing(canaries, patch)
        fill(_cast(), canaries.say, NOW)
        say_what_is_empty(canaries)
        rows = _with_what_they_point_to(
            row for column in sealed_columns() for row in column.model._base_manager.all()
        )
        gone = Quarantine.objects.standing().get()
        transaction.set_rollback(True)
    by_model = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(_put_to_rest(row, gone))
    return canaries, dict(by_model)


def _cast() -> Cast:
    teams = [
        Team.objects.create(name=name, country="PT", created_at=NOW) for name in ("Faro", "Braga")
    ]
    roles = ("caseworker", "coordinator", "coordinator", "volunteer")
    staff = [_user(role, number, teams[0]) for number, role in enumerate(roles)]
    return Cast(teams[0], *staff, outsider=_user("caseworker", 9, teams[1]), mark="Непаўторны")


def _user(role: str, number: int, team: Team) -> User:
    name = f"Planted {number}"
    user = User.objects.create(email=f"planted{number}@example.org", name=name, created_at=NOW)
    vetted = {"vetted_at": NOW} if role == "volunteer" else {}
    Membership.objects.create(user=user, team=team, role=role, created_at=NOW, **vetted)
    return user


def _with_what_they_point_to(rows: Any) -> list[models.Model]:
    found: dict[Any, models.Model] = {}
    waiting = list(rows)
    while waiting:
        row = waiting.pop()
        if row in found:
            continue
        found[row] = row
        keys = [field for field in row._meta.concrete_fields if field.is_relation]
        pairs = [(field, getattr(row, field.attname)) for field in keys]
        waiting += [
            field.related_model._base_manager.get(**{field.target_field.attname: value})
            for field, value in pairs
            if value is not None and field.related_model not in STANDING
        ]
    return list(found.values())


def _put_to_rest(row: Any, gone: Quarantine) -> Any:
    if hasattr(row, "quarantine_id"):
        row.quarantine_id = gone.pk
    if hasattr(row, "revision_id"):
        row.revision_id = None
    if isinstance(row, Approval) and row.state == "requested":
        row.state, row.decided_at = "withdrawn", NOW
    if isinstance(row, User):
        row.is_active, row.next_digest_at = False, None
    return row
