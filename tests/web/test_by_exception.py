"""Break-glass: two people, a reason, one hour, a banner, every read recorded, the owner told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.domain.errors import Forbidden, Missing
from casetracker.models import Activity, Approval, AuditEvent, Contact, Notice
from casetracker.services.break_glass import ask_break_glass
from casetracker.services.decisions import approve
from tests.conftest import NOW

ASK = "/by-exception/"
REASON = "The clinic has to reach the family tonight."


@pytest.fixture
def lead(make_user, other_team):
    return make_user("coordinator", other_team)


@pytest.fixture
def held(case, caseworker):
    Contact.objects.create(
        prisoner=case.prisoner, case=case, relation="mother", name="Вольга", created_at=NOW
    )
    Activity.objects.create(
        case=case,
        kind="note",
        occurred_at=NOW,
        recorded_at=NOW,
        actor=caseworker,
        text="The doctor said no.",
    )
    return case


def test_a_stranger_reads_a_file_for_an_hour_when_a_second_person_lets_them(
    read, stranger, lead, caseworker, coordinator, held, monkeypatch
):
    reader = read(stranger)
    path = f"{ASK}{held.reference}/"
    assert reader.get(path).status == 404
    page = reader.press(ASK, reference=held.reference.lower(), reason=REASON)
    assert "Another coordinator decides" in page
    assert reader.get(path).status == 404
    approval = Approval.objects.get()
    assert REASON in read(lead).get(f"/approvals/{approval.pk}/")
    read(lead).press(f"/approvals/{approval.pk}/approve/", reason="Yes.")
    told = Notice.objects.filter(kind="break_glass", case=held)
    assert set(told.values_list("recipient", flat=True)) == {caseworker.pk, coordinator.pk}
    assert held.reference in reader.get(ASK)
    page = reader.get(path)
    for words in (
        "You read this file by exception",
        "Ада Прыклад",
        "The doctor said no.",
        "Вольга",
    ):
        assert words in page
    assert reader.get(path).status == 200
    events = AuditEvent.objects.filter(verb="read_by_exception", case_id=held.pk)
    assert list(events.values_list("actor_id", flat=True)) == [stranger.pk] * 2
    # It lets read, on this page, this file, this person; nothing else.
    assert reader.get(f"/cases/{held.reference}/").status == 404
    assert read(lead).get(path).status == 404
    assert reader.post(path).status == 405
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=61))
    assert reader.get(path).status == 404
    assert events.count() == 2


def test_what_cannot_be_recorded_is_not_shown(read, stranger, lead, held, monkeypatch):
    given = {"reference": held.reference, "reason": REASON, "now": NOW}
    approval = ask_break_glass(actor=stranger, **given)
    approve(actor=lead, approval_id=approval.pk, now=NOW)

    def refuse(**given):
        raise RuntimeError("the record is full")

    monkeypatch.setattr("casetracker.services.break_glass.record", refuse)
    answer = read(stranger).get(f"{ASK}{held.reference}/")
    assert answer.status == 500
    assert "Ада Прыклад" not in answer


def test_a_refused_or_undecided_one_opens_nothing_and_nobody_passes_it_alone(read, stranger, held):
    approval = ask_break_glass(actor=stranger, reference=held.reference, reason=REASON, now=NOW)
    with pytest.raises((Forbidden, Missing)):
        approve(actor=stranger, approval_id=approval.pk, now=NOW + timedelta(hours=23))
    assert read(stranger).get(f"{ASK}{held.reference}/").status == 404


def test_who_is_not_staff_does_not_ask(read, volunteer, auditor, administrator, held):
    for user in (volunteer, auditor, administrator):
        assert read(user).get(ASK).status == 403
        assert read(user).post(ASK, reference=held.reference, reason=REASON).status == 403
        with pytest.raises(Forbidden):
            ask_break_glass(actor=user, reference=held.reference, reason=REASON, now=NOW)


@pytest.mark.parametrize("reference", ["", "NOSUCH", "' OR 1=1", "x" * 200, "\x00"])
def test_nonsense_is_refused_in_words(read, stranger, reference):
    answer = read(stranger).post(ASK, reference=reference, reason=REASON)
    assert answer.status == 400
    assert not Approval.objects.exists()


def test_ones_own_file_needs_no_exception(read, caseworker, held):
    answer = read(caseworker).post(ASK, reference=held.reference, reason=REASON)
    assert answer.status == 400
    assert "You may read this file anyway" in answer


def test_whoever_is_locked_out_meanwhile_reads_nothing(read, stranger, lead, held):
    given = {"reference": held.reference, "reason": REASON, "now": NOW}
    approval = ask_break_glass(actor=stranger, **given)
    approve(actor=lead, approval_id=approval.pk, now=NOW)
    reader = read(stranger)
    assert reader.get(f"{ASK}{held.reference}/").status == 200
    stranger.memberships.all().delete()
    assert reader.get(f"{ASK}{held.reference}/").status == 403
