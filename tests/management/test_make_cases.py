"""`make_cases`: valid, reproducible, and exactly as stale as asked for."""

import pytest
from django.utils import timezone

from casetracker.domain.clocks import SILENCE_STAGES
from casetracker.domain.names import name_key, parse_name
from casetracker.domain.references import read_reference
from casetracker.models import Case, Clock, NameForm, Notice, Prisoner, StageSpan, Team, User
from casetracker.services.clocks import restart_silence
from casetracker.services.sweep import sweep

COUNT = 300


@pytest.fixture
def made(run, time_travel, now):
    def made(*words: str) -> dict[str, int]:
        return run("make_cases", str(COUNT), "--now", now.isoformat(), *words)

    return made


def people() -> list[tuple[str, str, str]]:
    rows = Case.objects.order_by("reference")
    return list(rows.values_list("reference", "prisoner__names__text", "stage"))


def test_each_case_has_a_person_a_name_a_span_and_the_clocks_of_its_stage(made, db):
    assert made() == {"cases": COUNT, "stale": 0, "teams": 1, "caseworkers": 2}
    assert Case.objects.count() == Prisoner.objects.count() == COUNT
    assert NameForm.objects.filter(is_preferred=True).count() == COUNT
    assert StageSpan.objects.filter(until_at=None).count() == COUNT
    assert len(set(Case.objects.values_list("stage", flat=True))) == 5
    for kind, stages in SILENCE_STAGES.items():
        wanted = set(Case.objects.filter(stage__in=stages).values_list("pk", flat=True))
        assert set(Clock.objects.filter(kind=kind).values_list("case", flat=True)) == wanted
    for case in Case.objects.all():
        assert read_reference(case.reference) == case.reference


def test_clocks_stand_where_the_rules_would_have_put_them(made, now, db):
    made("--stale", "5")
    silent = Clock.objects.filter(kind="case_silent")
    before = dict(silent.values_list("case", "due_at"))
    restart_silence(Case.objects.all(), ["case_silent"], now=now)
    assert dict(silent.values_list("case", "due_at")) == before


def test_names_are_found_as_typed_ones_are(made, db):
    made()
    for form in NameForm.objects.all()[:40]:
        name = parse_name(form.text)
        assert (name.family, name.given, name_key(name)) == (form.family, form.given, form.key)


def test_as_many_are_stale_as_asked_for_and_no_other_within_the_hour(made, now, db):
    assert made("--stale", "37")["stale"] == 37
    assert sweep(now=now).due == 37


def test_the_stale_ones_are_of_many_stages(run, db):
    run("make_cases", "1000", "--stale", "100")
    sweep(now=timezone.now())
    stages = Notice.objects.values_list("case__stage", flat=True)
    assert len(stages) == 100
    assert len(set(stages)) == 5


def test_the_same_seed_makes_the_same_register(made, db):
    made("--seed", "4")
    first = people()
    Clock.objects.all().delete()
    Case.objects.all().delete()
    Prisoner.objects.all().delete()
    Team.objects.all().delete()
    User.objects.all().delete()
    made("--seed", "4")
    assert people() == first


def test_another_seed_makes_another_register_beside_it(made, db):
    made()
    made("--seed", "2")
    assert Case.objects.count() == 2 * COUNT


def test_a_seed_that_was_used_here_is_refused(made, refusal, db):
    made()
    assert "[seed: 1; allowed: another seed]" in refusal("make_cases", "10")
    assert Case.objects.count() == COUNT


@pytest.mark.parametrize("words", [("0",), ("-3",), ("10", "--stale", "11"), ("99999999",)])
def test_impossible_numbers_are_refused(refusal, db, words):
    assert "allowed: " in refusal("make_cases", *words)
    assert not Case.objects.exists()


def test_another_time_is_refused_without_permission(refusal, db):
    assert "CASETRACKER_ALLOW_TIME_TRAVEL=1" in refusal("make_cases", "5", "--now", "2030-01-01")
