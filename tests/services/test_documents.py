"""Identity documents with their two clocks, schemes, and where people stand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused, Stale
from casetracker.models import (
    Activity,
    AuditEvent,
    Clock,
    IdentityDocument,
    Notice,
    PersonStatus,
    Prisoner,
    Scheme,
)
from casetracker.models.base import new_id
from casetracker.services.cases import open_case
from casetracker.services.documents import edit_document, record_document, renew_document
from casetracker.services.moves import close_case, reopen_case
from casetracker.services.person_statuses import record_status
from casetracker.services.prisoners import edit_prisoner, record_prisoner
from casetracker.services.procedures import open_procedure
from casetracker.services.schemes import edit_scheme, extend_scheme, record_scheme
from casetracker.services.sweep import sweep

DAY = timedelta(days=1)


@pytest.fixture
def scheme(coordinator, now):
    return record_scheme(
        actor=coordinator,
        name="Passports that ran out count",
        country="LT",
        ends_on=date(2026, 3, 1),
        source="Order 7",
        now=now,
    )


@pytest.fixture
def record(case, caseworker, now):
    def make(kind="national_passport", **facts):
        given = {"actor": caseworker, "case_id": case.pk, "now": now} | facts
        return record_document(kind=kind, **given)

    return make


def due(document, kind):
    clock = Clock.objects.running().filter(document=document, kind=kind).first()
    return clock and clock.due_at.date().isoformat()


def told(user, kind):
    return Notice.objects.filter(recipient=user, kind=kind).count()


def test_a_document_warns_ninety_thirty_and_fourteen_days_before_and_on_the_day(
    record, caseworker, coordinator, now
):
    record(expires_on=date(2026, 6, 9))
    days = []
    for day in range(0, 124, 2):
        sweep(now=now + day * DAY)
        if told(caseworker, "document_expiry") > len(days):
            days.append(day)
    # Due after 120 days; the sweep comes every second day.
    assert days == [30, 90, 106, 120]
    assert told(coordinator, "document_expiry") == 0


def test_a_document_and_the_scheme_it_counts_by_end_apart(record, scheme, caseworker, now):
    passport = record(expires_on=date(2025, 1, 5), scheme_id=scheme.pk, country="BY", number="X 1")
    assert due(passport, "document_expiry") == "2025-01-05"
    assert due(passport, "scheme_expiry") == "2026-03-01"
    given = {"actor": caseworker, "document_id": passport.pk, "now": now}
    edit_document(changes={"scheme": None}, **given)
    assert due(passport, "scheme_expiry") is None
    edit_document(changes={"state": "lost"}, **given)
    assert due(passport, "document_expiry") is None
    edit_document(changes={"state": "in_use", "scheme": scheme.pk}, **given)
    assert due(passport, "document_expiry") == "2025-01-05"
    assert due(passport, "scheme_expiry") == "2026-03-01"
    passport.refresh_from_db()
    assert passport.number == "X 1"


def test_a_note_does_not_begin_the_warnings_anew(record, caseworker, now):
    passport = record(expires_on=date(2027, 1, 5))
    given = {"actor": caseworker, "document_id": passport.pk, "now": now}
    edit_document(changes={"note": "Torn."}, **given)
    assert Clock.objects.get(document=passport).episode == 1
    assert AuditEvent.objects.get(verb="edit_document").object_id == passport.pk


def test_a_temporary_certificate_is_renewed_and_the_old_one_kept(
    record, case, caseworker, coordinator, now
):
    asylum = open_procedure(
        actor=caseworker, case_id=case.pk, kind="asylum", country="LT", stage="registered", now=now
    )
    old = record(
        "temporary_certificate", expires_on=date(2026, 3, 9), procedure_id=asylum.pk, number="A 1"
    )
    given = {"actor": caseworker, "document_id": old.pk, "now": now}
    with pytest.raises(Refused) as refusal:
        renew_document(expires_on=date(2026, 3, 9), **given)
    assert refusal.value.field == "expires_on"
    new = renew_document(expires_on=date(2026, 6, 9), issued_on=date(2026, 2, 9), **given)
    new.refresh_from_db()
    old.refresh_from_db()
    assert (old.state, new.state, new.replaces_id) == ("replaced", "in_use", old.pk)
    assert (new.number, new.procedure_id) == ("A 1", asylum.pk)
    assert (due(old, "document_expiry"), due(new, "document_expiry")) == (None, "2026-06-09")
    for change in (renew_document, edit_document):
        more = {"expires_on": date(2027, 1, 1)} if change is renew_document else {"changes": {}}
        with pytest.raises(Conflict, match="took the place"):
            change(**given, **more)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"expires_on": date(9999, 12, 31)}, "expires_on"),
        ({"issued_on": date(2026, 2, 1), "expires_on": date(2026, 1, 31)}, "expires_on"),
        ({"issued_on": date(2026, 3, 1)}, "issued_on"),
        ({"kind": "library card"}, "kind"),
        ({"state": "replaced"}, "state"),
        ({"country": "XX"}, "country"),
        ({"scheme_id": new_id()}, "scheme"),
        ({"procedure_id": new_id()}, "procedure"),
    ],
)
def test_a_document_that_cannot_be_is_refused(record, facts, field):
    with pytest.raises(Refused) as refusal:
        record(**facts)
    assert refusal.value.field == field
    assert not IdentityDocument.objects.exists()


def test_a_document_of_another_persons_procedure_is_refused(record, make_case, caseworker, now):
    other = make_case("Яна Іншая")
    theirs = open_procedure(
        actor=caseworker, case_id=other.pk, kind="asylum", country="LT", now=now
    )
    with pytest.raises(Missing):
        record(procedure_id=theirs.pk)


def test_papers_of_a_closed_file_remind_of_nothing_and_of_a_reopened_one_again(
    record, scheme, case, caseworker, now
):
    passport = record(expires_on=date(2026, 6, 9), scheme_id=scheme.pk)
    close_case(actor=caseworker, case_id=case.pk, reason="other", now=now)
    assert due(passport, "document_expiry") is None
    given = {"stage": "reception", "reason": "back", "now": now + DAY}
    reopen_case(actor=caseworker, case_id=case.pk, **given)
    assert due(passport, "document_expiry") == "2026-06-09"
    assert due(passport, "scheme_expiry") == "2026-03-01"


def test_a_scheme_that_is_extended_moves_all_and_takes_back_what_nobody_was_told(
    make_case, make_user, other_team, scheme, coordinator, caseworker, now
):
    abroad = make_user("caseworker", other_team)
    cases = [make_case(f"Ада {name}") for name in ("Адна", "Другая", "Трэцяя")]
    cases.append(make_case("Яна Польская", worker=abroad, team_id=other_team.pk))
    for case in cases:
        record_document(
            actor=None, case_id=case.pk, kind="national_passport", scheme_id=scheme.pk, now=now
        )
    closed = cases.pop(0)
    close_case(actor=caseworker, case_id=closed.pk, reason="other", now=now)
    sweep(now=now + 8 * DAY)
    assert told(caseworker, "scheme_expiry") == 2
    extend_scheme(
        actor=coordinator, scheme_id=scheme.pk, ends_on=date(2027, 3, 1), source="Order 9", now=now
    )
    clocks = Clock.objects.running().filter(kind="scheme_expiry")
    assert {clock.due_at for clock in clocks} == {datetime.fromisoformat("2027-03-01T09:00Z")}
    assert {clock.document.case_id for clock in clocks} == {case.pk for case in cases}
    assert not Notice.objects.filter(kind="scheme_expiry").exclude(state="withdrawn").exists()
    sweep(now=now + 9 * DAY)
    assert not Notice.objects.filter(kind="scheme_expiry", state="open").exists()
    changed = Scheme.objects.get()
    assert (changed.source, changed.checked_on) == ("Order 9", now.date())
    assert AuditEvent.objects.filter(verb="extend_scheme").count() == 1 + len(cases)
    with pytest.raises(Conflict, match="already"):
        extend_scheme(
            actor=coordinator, scheme_id=scheme.pk, ends_on=date(2027, 3, 1), now=now + DAY
        )


def test_extending_a_scheme_takes_as_many_statements_for_a_thousand_as_for_ten(
    scheme, coordinator, caseworker, team, now
):
    def counted(people, ends_on):
        for number in range(people):
            person = record_prisoner(actor=None, name=f"Ада Н{number}", now=now)
            case = open_case(
                actor=None,
                prisoner_id=person.pk,
                team_id=team.pk,
                caseworker_id=caseworker.pk,
                stage="reception",
                now=now,
            )
            rows.append(
                IdentityDocument(case=case, kind="visa", scheme_id=scheme.pk, created_at=now)
            )
        IdentityDocument.objects.bulk_create(rows[-people:])
        with CaptureQueriesContext(
            connection,
        ) as captured:
            extend_scheme(actor=coordinator, scheme_id=scheme.pk, ends_on=ends_on, now=now)
        return len(captured)

    rows = []
    few = counted(12, date(2027, 1, 1))
    many = counted(40, date(2027, 2, 1))
    # Twenty documents each, so that a thousand move.
    IdentityDocument.objects.bulk_create(
        IdentityDocument(case=row.case, kind="visa", scheme_id=scheme.pk, created_at=now)
        for row in rows
        for _ in range(19)
    )
    thousand = counted(1, date(2027, 3, 1))
    assert Clock.objects.filter(kind="scheme_expiry").count() > 1000
    assert few == many == thousand


def test_only_coordinators_enter_and_extend_schemes(scheme, caseworker, coordinator, now):
    for act in (
        lambda who: extend_scheme(
            actor=who, scheme_id=scheme.pk, ends_on=date(2027, 1, 1), now=now
        ),
        lambda who: edit_scheme(actor=who, scheme_id=scheme.pk, changes={"name": "x"}, now=now),
        lambda who: record_scheme(
            actor=who, name="y", country="LT", ends_on=date(2027, 1, 1), source="z", now=now
        ),
    ):
        with pytest.raises(Forbidden):
            act(caseworker)
    for day in (date(9999, 12, 31), date(2026, 1, 1)):
        with pytest.raises(Refused) as refusal:
            extend_scheme(actor=coordinator, scheme_id=scheme.pk, ends_on=day, now=now)
        assert refusal.value.field == "ends_on"
    edit_scheme(actor=coordinator, scheme_id=scheme.pk, changes={"name": "Passports"}, now=now)
    with pytest.raises(Stale):
        edit_scheme(
            actor=coordinator, scheme_id=scheme.pk, changes={"name": "P"}, version=1, now=now
        )
    with pytest.raises(Conflict, match="of that name"):
        record_scheme(
            actor=coordinator,
            name="Passports",
            country="PL",
            ends_on=date(2027, 1, 1),
            source="z",
            now=now,
        )


def test_three_statuses_are_kept_apart_dated_and_sourced(case, caseworker, now):
    person = {"actor": caseworker, "prisoner_id": case.prisoner_id, "now": now}
    record_status(**person, aspect="citizenship", value="stateless_in_fact", source="the person")
    record_status(**person, aspect="documents", value="none", as_of=date(2025, 12, 13))
    record_status(**person, aspect="protection", value="applied", country="LT")
    # Something older turns up: it does not become what holds.
    record_status(**person, aspect="documents", value="passport", as_of=date(2020, 5, 1))
    record_status(**person, aspect="documents", value="temporary", as_of=date(2026, 2, 1))
    prisoner = Prisoner.objects.get(pk=case.prisoner_id)
    assert prisoner.citizenship_status == "stateless_in_fact"
    assert prisoner.document_status == "temporary"
    assert prisoner.protection_status == "applied"
    kept = PersonStatus.objects.filter(prisoner=prisoner, aspect="documents").newest_first()
    assert [row.value for row in kept] == ["temporary", "none", "passport"]
    assert PersonStatus.objects.get(aspect="citizenship").source == "the person"


def test_a_status_entered_with_the_facts_of_a_person_is_a_row_of_today(case, caseworker, now):
    person = {"actor": caseworker, "prisoner_id": case.prisoner_id, "now": now}
    edit_prisoner(**person, changes={"document_status": "taken", "occupation": "nurse"})
    edit_prisoner(**person, changes={"document_status": "taken"})
    assert PersonStatus.objects.get().as_of == now.date()
    edit_prisoner(**person, changes={"document_status": ""})
    prisoner = Prisoner.objects.get(pk=case.prisoner_id)
    assert (prisoner.document_status, prisoner.occupation) == ("", "nurse")
    assert [row.value for row in PersonStatus.objects.newest_first()] == ["unknown", "taken"]
    with pytest.raises(Refused) as refusal:
        edit_prisoner(**person, changes={"document_status": "refugee"})
    assert refusal.value.field == "document_status"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"aspect": "shoe size"}, "aspect"),
        ({"value": "refugee"}, "value"),
        ({"as_of": date(9999, 12, 31)}, "as_of"),
        ({"country": "XX"}, "country"),
    ],
)
def test_a_status_that_cannot_be_is_refused(case, caseworker, now, facts, field):
    given = {"aspect": "documents", "value": "none"} | facts
    with pytest.raises(Refused) as refusal:
        record_status(actor=caseworker, prisoner_id=case.prisoner_id, now=now, **given)
    assert refusal.value.field == field
    assert not Activity.objects.filter(kind="fact_changed").exists()
