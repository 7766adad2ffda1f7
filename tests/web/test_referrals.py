"""A need's page: partners that are asked, and what of the need itself can be changed."""

import re
from datetime import timedelta

import pytest

from casetracker.models import Need, Referral
from casetracker.services.needs import open_need
from tests.conftest import NOW

DAY = timedelta(days=1)


@pytest.fixture
def need(caseworker, case):
    return open_need(actor=caseworker, case_id=case.pk, kind="medical", now=NOW)


@pytest.fixture
def page(need):
    return f"/needs/{need.pk}/"


def refer(reader, page, partner="The Red Clinic", **more):
    return reader.press(f"{page}partner/", partner=partner, person_agrees="on", **more)


def test_a_partner_is_asked_and_refuses_with_a_reason(read, caseworker, page):
    reader = read(caseworker)
    assert "No partner was asked." in reader.get(page)
    shown = refer(reader, page, note="Teeth.")
    assert "Referred to The Red Clinic." in shown
    assert "asked, no answer yet" in shown
    assert "Teeth." in shown
    made = Referral.objects.get()
    answer = reader.post(f"/referrals/{made.pk}/", state="refused", version=made.version)
    assert answer.status == 400
    assert "Say why" in answer
    shown = reader.press(
        f"/referrals/{made.pk}/", state="refused", reason="Full.", version=made.version
    )
    assert "The Red Clinic: refused." in shown
    assert "Reason: Full." in shown


def test_the_persons_word_is_asked_for_once(read, caseworker, page):
    reader = read(caseworker)
    answer = reader.post(f"{page}partner/", partner="The Red Clinic")
    assert answer.status == 400
    assert "ask them first" in answer
    refer(reader, page)
    assert "The person agrees" not in reader.get(f"{page}partner/")


def test_what_looks_alike_is_shown_before_anybody_asks(read, caseworker, page):
    reader = read(caseworker)
    assert "looks like the same aid" not in reader.get(f"{page}partner/")
    refer(reader, page)
    shown = reader.get(f"{page}partner/")
    assert "a partner sees to it: medical" in shown
    answer = reader.post(f"{page}partner/", partner="The Other")
    assert answer.status == 400
    assert "say why this is not the same once more" in answer
    assert "Referred" in refer(reader, page, "The Other", duplicate_answer="Only the eyes.")


def test_the_timeline_says_what_the_partner_did(read, caseworker, case, page):
    refer(read(caseworker), page)
    shown = read(caseworker).get(f"/cases/{case.reference}/")
    assert "partner: asked, no answer yet" in shown


def test_a_referral_of_others_is_no_page(read, colleague, stranger, caseworker, page):
    refer(read(caseworker), page)
    made = Referral.objects.get()
    for other in (colleague, stranger):
        reader = read(other)
        assert reader.get(f"{page}partner/").status == 404
        assert reader.post(f"/referrals/{made.pk}/", state="accepted").status == 404
        assert reader.post(f"{page}edit/", provider="Me").status == 404


def test_a_partner_at_work_on_what_is_not_wanted_any_more_is_pointed_out(read, caseworker, page):
    reader = read(caseworker)
    refer(reader, page)
    shown = reader.press(page, state="not_needed", reason="Moved on.")
    assert "tell the partner, then take it back" in shown
    assert "Reason Moved on." in shown
    assert f"{page}partner/" not in shown.html


def test_deadline_provider_wishes_and_owner_are_changed(read, caseworker, colleague, page, need):
    reader = read(caseworker)
    shown = reader.get(page)
    assert "Who, by when, from whom" in shown
    version = re.search(r'name="version" value="(\d+)"', shown.html).group(1)
    given = {
        "owner": str(colleague.pk),
        "due_at": "2026-03-01T10:00",
        "provider": "A clinic",
        "wishes": "A woman.",
    }
    reader.post(f"{page}edit/", version=version, **given)
    need.refresh_from_db()
    assert (need.owner, need.provider, need.wishes) == (colleague, "A clinic", "A woman.")
    assert need.due_at is not None
    # Seen by somebody else meanwhile: nothing is lost, nothing overwritten.
    answer = read(colleague).post(f"{page}edit/", version=version, **given | {"provider": "B"})
    assert answer.status == 400
    assert "Somebody else changed this meanwhile" in answer


def test_what_was_not_changed_is_not_touched(read, caseworker, page, need):
    due_at = (NOW + DAY).replace(second=17)
    Need.objects.filter(pk=need.pk).update(due_at=due_at)
    need.refresh_from_db()
    shown = read(caseworker).get(page)
    local = re.search(r'name="due_at" value="([^"]+)"', shown.html).group(1)
    read(caseworker).press(
        f"{page}edit/",
        version=need.version,
        owner=str(caseworker.pk),
        due_at=local,
        provider="A clinic",
        wishes="",
    )
    need.refresh_from_db()
    assert (need.due_at, need.provider) == (due_at, "A clinic")


def test_a_deadline_in_9999_is_refused_in_words(read, caseworker, page, need):
    answer = read(caseworker).post(
        f"{page}edit/", version=need.version, owner=str(caseworker.pk), due_at="9999-12-31T23:59"
    )
    assert answer.status == 400
    need.refresh_from_db()
    assert need.due_at is None
