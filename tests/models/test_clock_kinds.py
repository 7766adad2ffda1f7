"""A kind of clock arrives with its noun: a foreign key, a rule, words; no code of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import models
from django.utils.translation import override

from casetracker.domain.clocks import first_step, step_at
from casetracker.domain.ladders import DEFAULT_RULES, Rule, Step
from casetracker.domain.words import Audience, ClockKind, StepUnit
from casetracker.mail.words import Says, what_to_do
from casetracker.models import Case, Clock
from casetracker.models.clock import CASE_OF
from casetracker.web.spans import reason_of

NOON = datetime(2026, 2, 9, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize("kind", list(ClockKind))
def test_every_kind_has_a_rule_and_words_of_its_own(kind):
    assert [rule for rule in DEFAULT_RULES if rule.kind is kind]
    for language in ("en", "be", "ru"):
        assert what_to_do(Says(str(kind)), language)
        with override(language):
            assert reason_of(SimpleNamespace(kind=kind, started_at=NOON), now=NOON)


def test_every_subject_is_a_key_that_is_unique_per_kind_and_leads_to_its_case():
    unique = {constraint.name for constraint in Clock._meta.constraints}
    for subject, path in CASE_OF.items():
        assert isinstance(Clock._meta.get_field(subject), models.ForeignKey)
        assert f"clock_once_{subject}" in unique
        model = Clock
        for name in path.split("__") if path else ():
            model = model._meta.get_field(name).related_model
        assert model is (Case if path else Clock)


def test_documents_and_schemes_need_one_rule_row_to_warn_ninety_thirty_and_fourteen_days_ahead():
    steps = tuple(Step(days, StepUnit.DAYS, Audience.OWNER) for days in (-90, -30, -14, 0))
    expiry = Rule(ClockKind.NEED_DEADLINE, steps)
    due_at = NOON + 40 * DAY
    assert first_step(expiry, due_at, started_at=NOON, country="LT") == (1, NOON + 10 * DAY)
    at = [step_at(expiry, step, due_at, country="LT") for step in range(5)]
    assert at == [due_at - 90 * DAY, due_at - 30 * DAY, due_at - 14 * DAY, due_at, None]
