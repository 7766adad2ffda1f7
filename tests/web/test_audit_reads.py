"""Which events of the record reach whom: the matrix's row "audit log", by requests."""

from __future__ import annotations

from casetracker.models import AuditEvent
from casetracker.services.consents import record_consent, restore_consents, suspend_consents
from casetracker.services.contacts import record_contact
from casetracker.services.prisoners import (
    add_name,
    edit_prisoner,
    record_prisoner,
    relate_prisoners,
)
from tests.api.conftest import Caller
from tests.conftest import NOW
from tests.filled import Cast, fill


def test_what_is_corrected_about_the_person_of_a_file_is_read_by_who_has_it(
    caseworker, coordinator, colleague, administrator, auditor, case
):
    given = {"actor": caseworker, "prisoner_id": case.prisoner_id, "now": NOW}
    relative = record_prisoner(actor=caseworker, name="Ева Прыклад", now=NOW)
    edit_prisoner(changes={"occupation": "nurse"}, **given)
    add_name(text="Ada Pryklad", **given)
    relate_prisoners(relative_id=relative.pk, kind="sibling", **given)
    verbs = {"edit_prisoner", "add_name", "relate_prisoners"}
    for reader in (caseworker, coordinator, auditor):
        assert verbs <= seen_by(reader)
    for reader in (colleague, administrator):
        assert not {*verbs, "record_prisoner"} & seen_by(reader)


def test_consents_that_a_release_suspends_are_events_of_their_file(
    caseworker, coordinator, administrator, case
):
    given = {"purpose": "publish", "audience": "public", "given_by": "relative", "now": NOW}
    record_consent(actor=caseworker, prisoner_id=case.prisoner_id, **given)
    suspend_consents([case.prisoner_id], actor=coordinator, now=NOW)
    restore_consents([case.prisoner_id], actor=coordinator, now=NOW)
    verbs = {"suspend_consent", "restore_consent"}
    for reader in (caseworker, coordinator):
        assert verbs <= seen_by(reader)
    assert not verbs & seen_by(administrator)


def test_who_has_looked_is_read_by_coordinators_and_auditors(
    read, caseworker, coordinator, auditor, case
):
    record_contact(
        actor=caseworker, prisoner_id=case.prisoner_id, name="A", relation="mother", now=NOW
    )
    people = f"/cases/{case.reference}/people/"
    read(coordinator).press(people + "reveal/", purpose="verify")
    looked = {"reveal", "read_in_clear"}
    for reader in (coordinator, auditor):
        assert looked <= seen_by(reader)
    assert not looked & seen_by(caseworker)
    assert "record_contact" in seen_by(caseworker)


def test_no_event_of_a_file_with_something_of_everything_reaches_who_runs_the_system(
    team, caseworker, coordinator, make_user, volunteer, stranger, administrator
):
    second = make_user("coordinator", team)
    cast = Cast(team, caseworker, coordinator, second, volunteer, stranger, mark="Zz")
    fill(cast, lambda what: f"words {what}", NOW)
    assert AuditEvent.objects.exclude(case_id=None).count() > 50
    seen = AuditEvent.objects.visible_to(administrator)
    assert set(seen.values_list("case_id", "team_id")) <= {(None, None)}
    of_files = {"prisoner", "case", "contact", "healthreport", "task", "need", "consent"}
    assert not of_files & set(seen.values_list("object_type", flat=True))


def seen_by(reader):
    """The verbs of the events that somebody reads by the API, page after page."""
    found, answer = set(), Caller(reader).get("audit-events/", {"page_size": 100}).json()
    while True:
        found |= {event["verb"] for event in answer["results"]}
        if not answer["next"]:
            return found
        answer = Caller(reader).get(answer["next"]).json()
