import pytest

from casetracker.models import Approval, AuditEvent, Consent, Contact
from casetracker.services.contacts import record_contact
from tests.conftest import NOW

SECRET = "Марына Таемная"


@pytest.fixture
def contact(caseworker, case):
    return record_contact(
        actor=caseworker,
        prisoner_id=case.prisoner_id,
        name=SECRET,
        relation="mother",
        country="BY",
        phone="+37529",
        now=NOW,
    )


def page_of(case):
    return f"/cases/{case.reference}/people/"


def test_the_page_is_masked_until_the_reader_says_why(client, caseworker, case, contact):
    client.force_login(caseworker)
    closed = client.get(page_of(case)).content.decode()
    assert SECRET not in closed
    assert "+37529" not in closed
    assert "М•••" in closed
    assert client.post(page_of(case) + "reveal/", {"purpose": ""}).status_code == 400
    client.post(page_of(case) + "reveal/", {"purpose": "call"})
    opened = client.get(page_of(case)).content.decode()
    assert SECRET in opened
    assert "within reach of the state" in opened
    assert AuditEvent.objects.filter(verb="read_in_clear", object_id=contact.pk).exists()


def test_a_contact_and_a_consent_are_recorded_and_a_consent_withdrawn(client, caseworker, case):
    client.force_login(caseworker)
    facts = {"name": SECRET, "relation": "sibling", "country": "LT", "safety": "unknown"}
    assert client.post(page_of(case) + "contact/", facts).status_code == 302
    assert Contact.objects.get().name == SECRET
    consent = {"purpose": "publish", "audience": "public", "given_by": "person"}
    assert client.post(page_of(case) + "consent/", consent).status_code == 302
    given = Consent.objects.get()
    client.post(page_of(case) + f"consents/{given.pk}/withdraw/")
    assert "withdrawn" in client.get(page_of(case)).content.decode()


def test_a_coordinator_is_offered_no_form_for_a_contact_on_a_colleagues_file(
    client, coordinator, case, make_case, contact
):
    client.force_login(coordinator)
    facts = {"name": SECRET, "relation": "sibling", "country": "LT", "safety": "unknown"}
    page = client.get(page_of(case)).content.decode()
    assert "Add a contact" not in page
    assert "Contacts are recorded by the caseworker of the file." in page
    assert client.post(page_of(case) + "contact/", facts).status_code == 403
    assert Contact.objects.count() == 1
    own = make_case("Свая Асоба", worker=coordinator)
    assert "Add a contact" in client.get(page_of(own)).content.decode()
    assert client.post(page_of(own) + "contact/", facts).status_code == 302
    assert Contact.objects.filter(case=own).exists()


def test_where_nobody_can_be_reached_two_decide_from_the_page(
    client, caseworker, coordinator, case
):
    client.force_login(caseworker)
    asked = {"purpose": "un_filing", "audience": "un", "reason": "no answer for weeks"}
    assert client.post(page_of(case) + "decide/", asked | {"reason": ""}).status_code == 400
    assert client.post(page_of(case) + "decide/", asked).status_code == 302
    assert not Consent.objects.exists()
    proposal = Approval.objects.get()
    client.force_login(coordinator)
    page = client.get(f"/approvals/{proposal.pk}/").content.decode()
    assert f"Agree for the person of the file {case.reference}" in page
    assert page_of(case) in page
    assert client.post(f"/approvals/{proposal.pk}/approve/", {"version": 1}).status_code == 302
    assert Consent.objects.get().given_by == "staff"
    assert "in force" in client.get(page_of(case)).content.decode()


def test_a_refused_form_keeps_what_was_typed(client, caseworker, case):
    client.force_login(caseworker)
    facts = {"name": SECRET, "relation": "sibling", "country": "LT", "safety": "safe"}
    answer = client.post(page_of(case) + "contact/", facts)
    assert answer.status_code == 400
    assert SECRET in answer.content.decode()
    assert "Say which channels are safe." in answer.content.decode()


def test_a_contact_is_corrected_in_place(client, caseworker, case, contact):
    client.force_login(caseworker)
    client.post(page_of(case) + "reveal/", {"purpose": "correct"})
    facts = {
        "version": 1,
        "name": "Новая",
        "relation": "mother",
        "country": "LT",
        "safety": "unknown",
    }
    answer = client.post(page_of(case) + f"contacts/{contact.pk}/", facts)
    assert answer.status_code == 302
    contact.refresh_from_db()
    assert (contact.name, contact.phone) == ("Новая", None)


def test_a_colleague_may_not_and_another_team_finds_no_page(
    client, make_user, team, other_team, volunteer, case, contact
):
    for user, status in (
        (make_user("caseworker", team), 403),
        (make_user("caseworker", other_team), 404),
        (volunteer, 403),
    ):
        client.force_login(user)
        assert client.get(page_of(case)).status_code == status
        assert client.post(page_of(case) + "reveal/", {"purpose": "call"}).status_code == status


def test_an_attempt_to_write_to_somebody_freed_inside_is_said_and_logged(
    client, caseworker, make_case
):
    freed = make_case("Вольны", stage="freed_in_country")
    client.force_login(caseworker)
    entry = {"kind": "letter_sent", "occurred_at": "2026-02-01T10:00", "text": ""}
    answer = client.post(f"/cases/{freed.reference}/activity/", entry)
    assert answer.status_code == 409
    assert "contact itself is a risk" in answer.content.decode()
    assert AuditEvent.objects.filter(verb="contact_blocked", case_id=freed.pk).exists()


def test_the_page_takes_as_many_queries_for_many_contacts(
    client, caseworker, case, contact, django_assert_max_num_queries
):
    for number in range(10):
        record_contact(
            actor=caseworker,
            prisoner_id=case.prisoner_id,
            name=f"Сваяк {number}",
            relation="relative",
            now=NOW,
        )
    client.force_login(caseworker)
    with django_assert_max_num_queries(16):
        client.get(page_of(case))
