"""One world for all tests of a module; what a request changes is rolled back with it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tests.conftest import NOW
from tests.rights.factories import FACTORIES
from tests.rights.nouns import things_of
from tests.rights.nouns_of_work import freed
from tests.rights.world import World, build, sit_at_desk


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Iterator[World]:
    """Two teams, everybody in them and everything there is, on the clock that stands still."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(timezone, "now", lambda: NOW)
        # Thousands of refusals are what is asked for here.
        patch.setattr(logging.getLogger("django.request"), "disabled", True)
        with transaction.atomic():
            world = build()
            for noun in FACTORIES:
                things_of(world, noun)
            sit_at_desk(world, freed(world)[1])
            yield world
            transaction.set_rollback(True)
