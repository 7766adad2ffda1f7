"""The page of the audit record: who reads which events, and how they are narrowed."""

import ast
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.models import AuditEvent, AuditSeal
from casetracker.models.triggers import triggers_lifted
from casetracker.services import audit, rules
from casetracker.services.audit_checks import check_on
from casetracker.services.cases import FLAGS, assign_case, move_case
from casetracker.web.audit_fields import FIELD
from tests.conftest import NOW

DAY = timedelta(days=1)
ROOT = Path(__file__).parents[2]


def test_an_auditor_reads_who_did_what_without_values(read, auditor, caseworker, case):
    move_case(actor=caseworker, case_id=case.pk, stage="reception", now=NOW)
    page = read(auditor).get("/")
    assert f"{caseworker.name} case moved case {case.reference} Stage" in page
    assert "reception" not in page.text.partition("Events,")[2]
    assert "Прыклад" not in page


def test_events_are_found_by_case_and_verb(read, auditor, make_case):
    one, two = make_case("Ада Прыклад"), make_case("Янка Іншы")
    page = read(auditor).get("/audit/", {"case": one.reference, "verb": "open_case"})
    assert one.reference in page
    assert two.reference not in page
    assert "No event fits." in read(auditor).get("/audit/", {"case": "nothing"})


def test_events_are_found_by_who_did_it_also_by_a_link_to_somebody_not_on_the_list(
    read, coordinator, caseworker, stranger, case
):
    other = move_case(actor=coordinator, case_id=case.pk, stage="reception", now=NOW)
    audit.record(actor=stranger, verb="read_by_exception", obj=other, case=other, now=NOW)
    audit.record(actor=None, verb="hold_back", obj=other, case=other, now=NOW)
    reader = read(coordinator)

    def verbs(who):
        page = reader.get("/audit/", {"actor": str(who)})
        return [
            word in page.text.partition("Events,")[2] for word in ("moved", "exception", "held")
        ]

    assert verbs(coordinator.pk) == [True, False, False]
    assert verbs(stranger.pk) == [False, True, False]
    assert f"selected>{stranger.name}" in reader.get("/audit/", {"actor": stranger.pk}).html
    assert verbs("system") == [False, False, True]


def test_events_are_found_by_object_and_days_of_the_readers_calendar(read, coordinator, make_case):
    make_case("Ада Прыклад", at=NOW.replace(hour=21))
    make_case("Янка Іншы", at=NOW.replace(hour=23))
    coordinator.time_zone = "Europe/Vilnius"  # where 23:00 UTC is the next day
    coordinator.save()
    reader, day = read(coordinator), NOW.date()

    def count(**asked):
        return reader.get("/audit/", {"object": "case", **asked}).html.count("case opened</td>")

    assert count() == 2
    assert count(until=str(day)) == 1
    assert count(since=str(day + DAY)) == 1
    assert count(since=str(day), until=str(day + DAY)) == 2
    assert count(since=str(day + DAY), until=str(day)) == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("since", "2024-02-30"),
        ("since", "0001-01-01"),
        ("until", "9999-12-31"),
        ("actor", "nobody"),
        ("actor", "01890000-0000-7000-8000-000000000000"),
        ("verb", "' OR 1=1"),
        ("object", "\0"),
        ("case", "a\0b"),
    ],
)
def test_a_filter_that_is_none_is_said_and_filters_nothing(read, auditor, case, name, value):
    page = read(auditor).get("/audit/", {name: value})
    assert page.status == 200
    assert f'id="id_{name}_error"' in page.html
    assert case.reference in page


def test_a_coordinator_reads_events_of_the_own_team_only(
    read, coordinator, stranger, make_case, other_team
):
    mine, theirs = make_case(), make_case("Чужая", worker=stranger, team_id=other_team.pk)
    page = read(coordinator).get("/audit/")
    assert mine.reference in page
    assert theirs.reference not in page
    assert stranger.name not in read(coordinator).get("/audit/", {"actor": stranger.pk})


def test_a_caseworker_reads_changes_of_own_cases(
    read, caseworker, coordinator, colleague, make_case
):
    mine, given = make_case("Ада Прыклад"), make_case("Янка Іншы")
    assign_case(actor=coordinator, case_id=given.pk, caseworker_id=colleague.pk, now=NOW)
    page = read(caseworker).get("/audit/")
    assert mine.reference in page
    assert given.reference not in page


def test_an_administrator_reads_what_belongs_to_no_team(read, administrator, case):
    audit.record(actor=administrator, verb="rotate_keys", obj=administrator, now=NOW)
    page = read(administrator).get("/audit/")
    assert "values sealed again" in page
    assert "case opened" not in page.text.partition("Events,")[2]
    assert case.reference not in page


def test_a_long_record_is_read_page_by_page_within_its_filter(read, auditor, case):
    for n in range(60):
        audit.record(
            actor=None, verb="hold_back", obj=case, case=case, now=NOW + timedelta(minutes=n)
        )
    reader, seen, path = read(auditor), [], "/audit/?verb=hold_back"
    while path:
        page = reader.get(path).html
        seen.append(page.count("mails held back</td>"))
        after = page.partition('rel="next"')[0].rpartition('href="')[2].split('"')[0]
        path = f"/audit/{after.replace('&amp;', '&')}" if 'rel="next"' in page else ""
    assert seen == [50, 10]


def test_the_record_takes_the_same_queries_however_long(read, auditor, make_case):
    reader = read(auditor)
    make_case("Асоба Нумар 0")
    with CaptureQueriesContext(connection) as few:
        reader.get("/audit/")
    for n in range(1, 6):
        make_case(f"Асоба Нумар {n}")
    with CaptureQueriesContext(connection) as many:
        reader.get("/audit/")
    assert AuditEvent.objects.count() > 10
    assert len(many) == len(few) <= 13


def test_an_auditor_has_the_chain_checked_and_reads_what_was_found(read, auditor, case, now):
    audit.seal(now=now)
    reader = read(auditor)
    assert "The chain has not been checked yet." in reader.get("/audit/")
    assert "The record is being checked" in reader.press("/audit/check/")
    assert "A check is under way, at event 0." in reader.get("/audit/")
    check_on(now=now)
    sealed = AuditSeal.objects.count()
    assert f"The chain holds {sealed} events, looked at 9 Feb 2026" in reader.get("/audit/")


def test_a_tampered_row_is_named_to_auditor_and_administrator(read, auditor, administrator, case):
    audit.seal(now=NOW)
    victim = AuditSeal.objects.get(position=1).event_id
    with triggers_lifted():
        AuditEvent.objects.filter(pk=victim).update(actor_name="somebody else")
    check_on(now=NOW)
    named = f"seal 1: event {victim} is not what was sealed."
    assert named in read(auditor).get("/audit/")
    assert named in read(administrator).get("/system/")
    assert "chain" not in read(administrator).get("/audit/")


def test_only_an_auditor_has_the_chain_checked(read, coordinator):
    assert read(coordinator).post("/audit/check/").status == 403


def test_fields_that_changed_are_called_as_forms_call_them(read, coordinator, case):
    audit.record(
        actor=coordinator,
        verb="edit_case",
        obj=case,
        case=case,
        changes={"state": ("a", "b"), "due_at": ("a", "b"), "last_wish_known": ("a", "b")},
        now=NOW,
    )
    page = read(coordinator).get("/audit/")
    assert "State, Due, last wish known" in page
    type(coordinator).objects.filter(pk=coordinator.pk).update(language="be")
    assert "Стан, Тэрмін, last wish known" in read(coordinator).get("/audit/")


def recorded_fields():
    """Fields that services hand to the audit record: keys of changes that are written out, and
    what they let people edit."""
    for file in sorted((ROOT / "casetracker" / "services").glob("*.py")):
        module = import_module(f"casetracker.services.{file.stem}")
        yield from getattr(module, "EDITABLE", ())
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
                pairs = [(node.targets[0].slice, node.value)]
            else:
                continue
            for key, value in pairs:
                is_change = isinstance(value, ast.Tuple) and len(value.elts) == 2
                if is_change and isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value


def test_every_field_that_services_record_has_a_word():
    named = {*recorded_fields(), *FLAGS.values(), *rules._FIELDS, "closed_at", "two_over"}
    assert named >= {"state", "wishes", "is_minor", "released_on", "quarantine"}
    assert named - set(FIELD) == set()
