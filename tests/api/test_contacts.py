from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.models import AuditEvent, Contact, User
from casetracker.services.contacts import record_contact
from casetracker.services.health import record_health_report
from casetracker.services.tokens import create_token
from tests.api.conftest import Caller, assert_problem, ids
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
        phone="+375 29 000 00 00",
        now=NOW,
    )


def test_a_contact_is_recorded_with_the_smallest_body_and_comes_back_masked(call, caseworker, case):
    body = {"prisoner": case.prisoner_id, "name": SECRET, "relation": "mother", "country": "BY"}
    answer = call(caseworker).post("contacts/", body)
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert next(iter(said)) == "id"
    assert (said["name"], said["is_masked"], said["safety"]) == ("М•••", True, "unknown")


def test_a_coordinator_records_no_contact_but_of_a_file_they_keep(
    call, coordinator, case, make_case
):
    body = {"name": SECRET, "relation": "mother"}
    caller = call(coordinator)
    assert_problem(caller.post("contacts/", body | {"prisoner": case.prisoner_id}), 403)
    assert not Contact.objects.exists()
    own = make_case("Свая Асоба", worker=coordinator)
    assert caller.post("contacts/", body | {"prisoner": own.prisoner_id}).status_code == 201


def test_lists_and_reads_are_masked_until_a_purpose_is_given(call, caseworker, contact):
    caller, path = call(caseworker), f"contacts/{contact.pk}/"
    for answer in (caller.get("contacts/"), caller.get(path)):
        assert SECRET not in answer.content.decode()
        assert "+375" not in answer.content.decode()
    assert_problem(caller.post(f"{path}reveal/"), 400, "purpose")
    assert_problem(caller.post(f"{path}reveal/", {"purpose": "curiosity"}), 400, "purpose")
    opened = caller.post(f"{path}reveal/", {"purpose": "call"}).json()
    assert (opened["name"], opened["is_masked"]) == (SECRET, False)
    assert caller.get(path).json()["name"] == SECRET
    assert SECRET not in caller.get("contacts/").content.decode()


def test_every_reading_in_clear_leaves_an_event(call, caseworker, contact):
    caller, path = call(caseworker), f"contacts/{contact.pk}/"
    caller.get(path)
    assert not AuditEvent.objects.filter(verb="read_in_clear").exists()
    caller.post(f"{path}reveal/", {"purpose": "call"})
    caller.get(path)
    events = AuditEvent.objects.filter(verb="read_in_clear", object_id=contact.pk)
    assert [event.actor_id for event in events] == [caseworker.pk] * 2


def test_a_contact_is_edited_by_who_saw_this_version(call, caseworker, contact):
    caller, path = call(caseworker), f"contacts/{contact.pk}/"
    tag = caller.get(path).headers["ETag"]
    until = (NOW.date() + timedelta(days=9000)).isoformat()
    changes = {"safety": "safe", "safe_channels": ["messenger"], "recheck_on": until}
    answer = caller.patch(path, changes, If_Match=tag)
    assert answer.json()["safe_channels"] == ["messenger"], answer.content
    assert_problem(caller.patch(path, {"phone": "1"}, If_Match=tag), 412)


def test_a_volunteer_has_no_contacts_and_a_colleagues_are_nobodys_to_find(
    call, volunteer, colleague, stranger, auditor, administrator, contact
):
    for user in (volunteer, auditor, administrator):
        assert_problem(call(user).get("contacts/"), 403)
    for user in (colleague, stranger):
        assert ids(call(user).get("contacts/")) == []
        assert_problem(call(user).get(f"contacts/{contact.pk}/"), 404)
        path = f"contacts/{contact.pk}/reveal/"
        assert_problem(call(user).post(path, {"purpose": "call"}), 404)


def test_a_colleagues_person_takes_no_contact(call, colleague, case):
    body = {"prisoner": case.prisoner_id, "name": "A", "relation": "friend"}
    assert_problem(call(colleague).post("contacts/", body), 403)
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("scopes", "status"), [(["all"], 403), (["cases:read"], 403), (["contacts:read"], 200)]
)
def test_only_a_scope_that_names_contacts_opens_them(scopes, status, caseworker, contact):
    token = create_token(actor=None, user=caseworker, scopes=scopes, days=1, now=timezone.now())
    answer = Caller(None, Authorization=f"Token {token}").get("contacts/")
    assert answer.status_code == status, answer.content


def test_health_is_written_by_the_caseworker_and_opened_by_the_coordinator(
    call, caseworker, coordinator, case
):
    body = {"case": case.pk, "severity": "critical", "text": "Heart.", "source": "cellmate"}
    assert_problem(call(coordinator).post("health-reports/", body), 403)
    answer = call(caseworker).post("health-reports/", body)
    assert answer.status_code == 201, answer.content
    case.refresh_from_db()
    assert case.is_critical_health
    path = f"health-reports/{answer.json()['id']}/"
    seen = call(coordinator).get(path).json()
    assert (seen["severity"], seen["text"], seen["source"]) == ("•••", "•••", "•••")
    opened = call(coordinator).post(f"{path}reveal/", {"purpose": "medical"}).json()
    assert (opened["severity"], opened["text"]) == ("critical", "Heart.")


def test_a_health_report_of_another_team_is_nobodys_to_find(call, caseworker, stranger, case):
    report = record_health_report(
        actor=caseworker, case_id=case.pk, severity="stable", text="Well.", now=NOW
    )
    assert_problem(call(stranger).get(f"health-reports/{report.pk}/"), 404)


def test_consent_is_recorded_withdrawn_and_filtered(call, caseworker, stranger, case):
    caller = call(caseworker)
    body = {
        "prisoner": case.prisoner_id,
        "purpose": "un_filing",
        "audience": "un",
        "given_by": "relative",
    }
    said = caller.post("consents/", body).json()
    assert said["is_in_force"] is True
    assert_problem(call(stranger).get(f"consents/{said['id']}/"), 404)
    assert ids(caller.get("consents/", {"is_in_force": "true"})) == [said["id"]]
    withdrawn = caller.post(f"consents/{said['id']}/withdraw/").json()
    assert withdrawn["is_in_force"] is False
    assert_problem(caller.post(f"consents/{said['id']}/withdraw/"), 409)
    assert_problem(caller.post("consents/", body | {"given_by": "staff"}), 400, "given_by")


def test_an_attempt_to_reach_somebody_freed_inside_is_explained_and_logged(
    call, caseworker, make_case
):
    freed = make_case("Вольны Чалавек", stage="freed_in_country")
    body = {"case": freed.pk, "title": "write", "kind": "letters", "due_at": "2027-01-01T00:00:00Z"}
    problem = assert_problem(call(caseworker).post("tasks/", body), 409, "kind")
    assert "contact itself is a risk" in problem["detail"]
    entry = {"case": freed.pk, "kind": "letter_sent", "occurred_at": "2026-02-09T10:00:00Z"}
    assert_problem(call(caseworker).post("activities/", entry, Idempotency_Key="k"), 409, "kind")
    logged = AuditEvent.objects.filter(verb="contact_blocked", case_id=freed.pk)
    assert [event.actor_id for event in logged] == [caseworker.pk] * 2
    came_in = entry | {"kind": "letter_received"}
    assert call(caseworker).post("activities/", came_in).status_code == 201


def test_reading_many_cases_of_others_freezes_the_account(
    call, coordinator, make_case, make_user, team, monkeypatch
):
    monkeypatch.setattr("casetracker.services.reveals.WATCHED_LIMITS", (1, 2))
    make_user("coordinator", team)
    caller, answers = call(coordinator), []
    for number in range(4):
        case = make_case(f"Чалавек {number}")
        report = record_health_report(
            actor=case.caseworker, case_id=case.pk, severity="stable", text="Well.", now=NOW
        )
        path = f"health-reports/{report.pk}/reveal/"
        answers.append(caller.post(path, {"purpose": "verify"}, Idempotency_Key=str(number)))
    assert [answer.status_code for answer in answers] == [200, 200, 200, 401]
    assert User.objects.get(pk=coordinator.pk).is_frozen
