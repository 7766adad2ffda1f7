"""Where nobody can be reached two members of staff decide: with a reason, for 30 days."""

from datetime import timedelta

import pytest

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.models import AuditEvent, Clock, Consent
from casetracker.services.consents import record_consent, suspend_consents, withdraw_consent
from casetracker.services.decisions import approve
from casetracker.services.staff_consents import ask_staff_consent
from tests.conftest import NOW

DAY = timedelta(days=1)


@pytest.fixture
def ask(caseworker, case):
    def ask(actor=None, **terms):
        said = {"purpose": "un_filing", "audience": "un", "reason": "no answer for weeks"} | terms
        given = {"case_id": case.pk, "now": NOW} | said
        return ask_staff_consent(actor=actor or caseworker, **given)

    return ask


def test_one_proposes_another_agrees_and_it_is_looked_at_again_in_thirty_days(
    ask, caseworker, coordinator, case
):
    proposal = ask()
    assert not Consent.objects.exists()
    approve(actor=coordinator, approval_id=proposal.pk, now=NOW)
    consent = Consent.objects.get()
    assert (consent.given_by, consent.created_by, consent.note) == (
        "staff",
        caseworker,
        "no answer for weeks",
    )
    assert consent.expires_on == NOW.date() + 30 * DAY
    assert Clock.objects.running().get(kind="consent_expiry").consent == consent
    in_force = Consent.objects.in_force
    assert in_force(on=NOW.date() + 30 * DAY).exists()
    assert not in_force(on=NOW.date() + 31 * DAY).exists()
    event = AuditEvent.objects.get(verb="record_consent")
    assert (event.actor_id, event.case_id) == (coordinator.pk, case.pk)
    assert suspend_consents([case.prisoner_id], actor=None, now=NOW) == 1


def test_nobody_decides_it_alone_however_small_the_team(ask, coordinator, case):
    proposal = ask(coordinator)
    for later in (NOW, NOW + 2 * DAY):
        with pytest.raises(Forbidden):
            approve(actor=coordinator, approval_id=proposal.pk, now=later)
    assert not Consent.objects.exists()


def test_only_who_works_on_the_file_proposes_it(ask, make_user, team, other_team, volunteer):
    with pytest.raises(Forbidden):
        ask(make_user("caseworker", team))
    for stranger in (make_user("caseworker", other_team), volunteer):
        with pytest.raises(Missing):
            ask(stranger)


def test_what_the_person_has_withdrawn_nobody_else_decides(ask, caseworker, coordinator, case):
    waiting = ask()
    own = record_consent(
        actor=caseworker,
        prisoner_id=case.prisoner_id,
        purpose="un_filing",
        audience="un",
        given_by="person",
        now=NOW,
    )
    withdraw_consent(actor=caseworker, consent_id=own.pk, now=NOW)
    with pytest.raises(Refused, match="nobody else decides it"):
        approve(actor=coordinator, approval_id=waiting.pk, now=NOW)
    waiting.refresh_from_db()
    assert waiting.state == "requested"
    with pytest.raises(Refused):
        ask(coordinator)
    assert ask(coordinator, audience="partners")


def test_whoever_proposed_it_still_works_on_the_file_when_it_is_agreed_to(
    ask, caseworker, coordinator, case, make_user, team
):
    proposal = ask()
    type(case).objects.filter(pk=case.pk).update(caseworker=make_user("caseworker", team))
    with pytest.raises(Conflict):
        approve(actor=coordinator, approval_id=proposal.pk, now=NOW)
    assert not Consent.objects.exists()
