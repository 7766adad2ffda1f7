"""Contacts, health and consent: sealed, clocked, audited; opening them is counted."""

from datetime import timedelta

import pytest
from django.db import connection

from casetracker.domain.contacts import Channel
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.models import AuditEvent, Clock, Contact, Notice, Reveal, User
from casetracker.services import reveals
from casetracker.services.consents import (
    confirm_consent,
    record_consent,
    suspend_consents,
    withdraw_consent,
)
from casetracker.services.contact_safety import why_not_reach
from casetracker.services.contacts import edit_contact, record_contact
from casetracker.services.health import edit_health_report, record_health_report
from casetracker.services.reveals import TooMany, reveal_case
from casetracker.services.sweep import sweep
from tests.conftest import NOW

DAY = timedelta(days=1)


@pytest.fixture
def record(caseworker, case):
    def make(**facts):
        facts = {"name": "Марына Таемная", "relation": "mother", "country": "BY"} | facts
        return record_contact(actor=caseworker, prisoner_id=case.prisoner_id, now=NOW, **facts)

    return make


def raw_rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return b"".join(
            bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
            for row in cursor.fetchall()
            for value in row
        )


def test_nothing_that_names_or_finds_a_contact_stands_in_the_database(record):
    record(phone="+375290000", address="Minsk, 1", email="m@example.org", note="the sister")
    raw = raw_rows("casetracker_contact") + raw_rows("casetracker_auditevent")
    for secret in ("Марына", "375290000", "Minsk", "m@example", "the sister"):
        assert secret.encode() not in raw


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": "  "}, "name"),
        ({"relation": "boss"}, "relation"),
        ({"country": "Belarus"}, "country"),
        ({"safety": "safe"}, "safe_channels"),
        ({"safety": "safe", "safe_channels": ["pigeon"]}, "safe_channels"),
        ({"safety": "safe", "safe_channels": ["post"]}, "recheck_on"),
        ({"recheck_on": NOW.date() - 2 * DAY}, "recheck_on"),
        ({"recheck_on": NOW.date().replace(year=9999)}, "recheck_on"),
        ({"shoe_size": "42"}, "shoe_size"),
    ],
)
def test_bad_facts_are_refused_by_name(record, facts, field):
    with pytest.raises(Refused) as refusal:
        record(**facts)
    assert refusal.value.field == field
    assert not Contact.objects.exists()


def test_what_is_declared_safe_is_asked_again_in_time(record, caseworker):
    until = NOW.date() + 60 * DAY
    contact = record(safety="safe", safe_channels=["post"], recheck_on=until)
    clock = Clock.objects.get(contact=contact)
    assert (clock.kind, clock.owner_id) == ("recheck_safety", caseworker.pk)
    sweep(now=NOW + 31 * DAY)
    assert Notice.objects.get(clock=clock).recipient_id == caseworker.pk
    edit_contact(actor=caseworker, contact_id=contact.pk, changes={"safety": "unsafe"}, now=NOW)
    assert Clock.objects.get(contact=contact).stopped_at == NOW


def test_a_contact_is_reached_only_by_a_channel_that_is_safe_today(record, case):
    until = NOW.date() + 60 * DAY
    contact = record(safety="safe", safe_channels=["post"], recheck_on=until)
    assert why_not_reach(contact, case, Channel.POST, now=NOW) == ()
    for channel, at, why in (
        (Channel.PHONE, NOW, "hostile_country"),
        (Channel.POST, NOW + 61 * DAY, "recheck_due"),
    ):
        assert why_not_reach(contact, case, channel, now=at) == (why,)
    case.team.hostile_countries = []
    case.team.save()
    assert why_not_reach(contact, case, Channel.PHONE, now=NOW) == ()


def test_a_colleague_writes_no_contact(make_user, team, case):
    colleague = make_user("caseworker", team)
    said = {"prisoner_id": case.prisoner_id, "name": "A", "relation": "friend", "now": NOW}
    with pytest.raises(Forbidden):
        record_contact(actor=colleague, **said)


def test_a_coordinator_corrects_contacts_and_records_those_of_files_they_keep(
    coordinator, record, case, make_case
):
    contact = record()
    said = {"name": "A", "relation": "friend", "now": NOW}
    with pytest.raises(Forbidden):
        record_contact(actor=coordinator, prisoner_id=case.prisoner_id, **said)
    assert Contact.objects.get() == contact
    changes = {"phone": "+37060000000"}
    edit_contact(actor=coordinator, contact_id=contact.pk, changes=changes, now=NOW)
    own = make_case("Свая Асоба", worker=coordinator)
    made = record_contact(actor=coordinator, prisoner_id=own.prisoner_id, **said)
    assert (made.case_id, made.created_by_id) == (own.pk, coordinator.pk)


def test_health_counts_as_care_and_a_critical_report_sets_the_risk(caseworker, case):
    report = record_health_report(
        actor=caseworker,
        case_id=case.pk,
        severity="critical",
        text="Heart.",
        reported_on=NOW.date() - 3 * DAY,
        now=NOW,
    )
    case.refresh_from_db()
    assert case.is_critical_health
    assert case.last_activity_at == NOW
    assert case.last_life_sign_at.date() == report.reported_on
    edit_health_report(
        actor=caseworker, report_id=report.pk, changes={"severity": "stable"}, now=NOW
    )
    assert b"Heart" not in raw_rows("casetracker_healthreport")


def test_a_release_suspends_what_others_agreed_to_until_the_person_decides(caseworker, case):
    def give(by):
        return record_consent(
            actor=caseworker,
            prisoner_id=case.prisoner_id,
            purpose="publish",
            audience="public",
            given_by=by,
            expires_on=NOW.date() + 90 * DAY,
            now=NOW,
        )

    theirs, own = give("relative"), give("person")
    assert suspend_consents([case.prisoner_id], actor=caseworker, now=NOW) == 1
    theirs.refresh_from_db()
    assert theirs.suspended_at == NOW
    assert Clock.objects.running().get(kind="consent_expiry").consent_id == own.pk
    confirm_consent(actor=caseworker, consent_id=theirs.pk, now=NOW)
    assert Clock.objects.running().filter(kind="consent_expiry").count() == 2
    withdraw_consent(actor=caseworker, consent_id=theirs.pk, now=NOW)
    assert Clock.objects.running().get(kind="consent_expiry").consent_id == own.pk


def test_a_case_is_opened_once_a_day_with_a_purpose(caseworker, case):
    first = reveal_case(actor=caseworker, case_id=case.pk, purpose="call", now=NOW)
    again = reveal_case(actor=caseworker, case_id=case.pk, purpose="legal", now=NOW)
    assert again.pk == first.pk
    reveal_case(actor=caseworker, case_id=case.pk, purpose="legal", now=NOW + DAY)
    events = AuditEvent.objects.filter(verb="reveal", case_id=case.pk)
    assert (Reveal.objects.count(), events.count()) == (2, 2)


def test_who_may_not_read_the_inside_opens_nothing(make_user, team, other_team, case):
    for team_of, error in ((team, Forbidden), (other_team, Missing)):
        stranger = make_user("caseworker", team_of)
        with pytest.raises(error):
            reveal_case(actor=stranger, case_id=case.pk, purpose="call", now=NOW)


@pytest.fixture
def pace(monkeypatch):
    monkeypatch.setattr(reveals, "WATCHED_LIMITS", (2, 4))
    monkeypatch.setattr(reveals, "DESK_LIMITS", (5, 7))


def open_many(reader, make_case, count):
    for number in range(count):
        case = make_case(f"Чалавек {number}")
        reveal_case(actor=reader, case_id=case.pk, purpose="verify", now=NOW)


def alarms():
    return Notice.objects.filter(kind="reveals_alarm")


def test_ones_own_cases_are_never_counted(pace, caseworker, make_case):
    open_many(caseworker, make_case, 6)
    assert not alarms().exists()


def test_many_cases_of_others_alert_then_lock_out(pace, coordinator, make_user, make_case, team):
    lead, administrator = make_user("coordinator", team), make_user("administrator")
    open_many(coordinator, make_case, 3)
    assert set(alarms().values_list("recipient", flat=True)) == {lead.pk, administrator.pk}
    assert not User.objects.get(pk=coordinator.pk).is_frozen
    open_many(coordinator, make_case, 2)
    assert User.objects.get(pk=coordinator.pk).is_frozen


def test_the_last_coordinator_is_slowed_never_frozen(pace, coordinator, make_case):
    with pytest.raises(TooMany):
        open_many(coordinator, make_case, 5)
    assert not User.objects.get(pk=coordinator.pk).is_frozen
    later = make_case("Потым")
    reveal_case(
        actor=coordinator, case_id=later.pk, purpose="verify", now=NOW + timedelta(minutes=61)
    )


def test_the_desk_of_an_open_wave_has_its_own_ceiling(
    pace, coordinator, make_user, make_case, team
):
    make_user("coordinator", team)
    for number in range(5):
        case = make_case(f"Вольны {number}", stage="reception")
        case.releases.create(released_on=NOW.date(), created_at=NOW)
        reveal_case(actor=coordinator, case_id=case.pk, purpose="call", now=NOW)
    assert not alarms().exists()
    assert not User.objects.get(pk=coordinator.pk).is_frozen
