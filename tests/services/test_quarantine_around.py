"""What others do meanwhile with something that was taken away, or would do with it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casetracker.domain.errors import Conflict, Forbidden, Missing
from casetracker.domain.mail_links import LinkVerb
from casetracker.domain.quarantine import Quarantined
from casetracker.models import (
    Action,
    Approval,
    Case,
    Clock,
    FundRequest,
    Need,
    Quarantine,
    Release,
    Scheme,
)
from casetracker.selectors.aid_pages import money_to_do
from casetracker.selectors.exports import exported_cases
from casetracker.selectors.mail_links import find_letter
from casetracker.services.actions import record_action
from casetracker.services.backups import _rows
from casetracker.services.break_glass import ask_break_glass, read_by_exception
from casetracker.services.decisions import approve, expire_overdue
from casetracker.services.documents import record_document
from casetracker.services.mail_links import answer_line
from casetracker.services.merges import merge_prisoners
from casetracker.services.moves import close_case, reopen_case
from casetracker.services.offers import offer_task
from casetracker.services.phases import open_phases
from casetracker.services.quarantine import lift_quarantine, place_in_quarantine
from casetracker.services.schemes import record_scheme
from casetracker.services.staff_consents import ask_staff_consent
from casetracker.services.tasks import open_task
from casetracker.services.waves import ReleasedPerson, record_wave
from tests.conftest import NOW
from tests.money import ask, make_line, make_need, pay, say_yes
from tests.services.test_mail_links import token_in

DAY = timedelta(days=1)


@pytest.fixture
def take(coordinator):
    def away(kind, row):
        given = {"actor": coordinator, "reason": "entered by mistake", "now": NOW}
        return place_in_quarantine(object_type=Quarantined(kind), object_id=row.pk, **given)

    return away


@pytest.fixture
def back(coordinator):
    return lambda placed: lift_quarantine(actor=coordinator, quarantine_id=placed.pk, now=NOW)


@pytest.fixture
def release(case, coordinator):
    people = [ReleasedPerson(case.pk, "LT")]
    given = {"kind": "deportation", "happened_on": NOW.date(), "people": people, "now": NOW}
    record_wave(actor=coordinator, name="September", **given)
    return Release.objects.get()


def test_money_that_waits_is_not_promised_and_still_ends_by_itself(
    caseworker, coordinator, case, team, take, back
):
    line = make_line(coordinator, team)
    request = ask(caseworker, make_need(caseworker, case), line)
    placed = take("case", case)
    assert not FundRequest.objects.visible_to(coordinator).exists()
    with pytest.raises(Conflict):
        say_yes(coordinator, request)
    assert expire_overdue(now=NOW + 90 * DAY) == 1
    back(placed)
    request.refresh_from_db()
    assert request.state == "expired"
    line.refresh_from_db()
    assert line.committed == 0


def test_money_that_is_promised_is_not_paid_meanwhile(
    caseworker, coordinator, case, team, take, back
):
    request = ask(caseworker, make_need(caseworker, case), make_line(coordinator, team))
    say_yes(coordinator, request)
    assert money_to_do(coordinator)["pay"] == 1
    placed = take("case", case)
    assert money_to_do(coordinator)["pay"] == 0
    with pytest.raises(Missing):
        pay(coordinator, request)
    back(placed)
    assert pay(coordinator, request).amount == request.amount


def test_nobody_agrees_to_what_a_file_that_is_away_was_asked_for(
    caseworker, coordinator, case, make_user, other_team, take
):
    stranger = make_user("caseworker", other_team)
    lead = make_user("coordinator", other_team)
    given = {"reference": case.reference, "reason": "tonight", "now": NOW}
    opening = ask_break_glass(actor=stranger, **given)
    said = {"case_id": case.pk, "purpose": "un_filing", "audience": "un", "reason": "no answer"}
    agreed = ask_staff_consent(actor=caseworker, now=NOW, **said)
    take("case", case)
    for who, approval in ((lead, opening), (coordinator, agreed)):
        with pytest.raises(Conflict):
            approve(actor=who, approval_id=approval.pk, now=NOW)
    assert Approval.objects.requested().count() == 2


def test_an_open_exception_shows_nothing_any_more(case, make_user, other_team, take):
    stranger, lead = (make_user(role, other_team) for role in ("caseworker", "coordinator"))
    given = {"reference": case.reference, "reason": "tonight", "now": NOW}
    approve(actor=lead, approval_id=ask_break_glass(actor=stranger, **given).pk, now=NOW)
    read_by_exception(actor=stranger, reference=case.reference, now=NOW)
    take("case", case)
    with pytest.raises(Missing):
        read_by_exception(actor=stranger, reference=case.reference, now=NOW)


def test_a_mailed_offer_of_a_file_that_is_away_answers_nothing(
    case, caseworker, volunteer, mailbox, remind, take
):
    task = open_task(
        actor=caseworker,
        case_id=case.pk,
        title="words",
        kind="transport",
        due_at=NOW + 2 * DAY,
        now=NOW,
    )
    offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=NOW)
    at = NOW + DAY
    remind(at)
    token = token_in(mailbox.to(volunteer)[-1])
    (line,) = find_letter(token, now=at).lines
    assert line.verbs
    take("case", case)
    assert [line.verbs for line in find_letter(token, now=at).lines] == [()]
    with pytest.raises((Missing, Conflict)):
        answer_line(token=token, notice_id=line.notice_id, verb=LinkVerb.TAKE, now=at)


def test_a_release_that_was_taken_away_frees_no_name(release, coordinator, take):
    take("release", release)
    assert not Release.objects.exists()
    assert release.case not in exported_cases(
        requester=coordinator, team=None, wave=None, is_own=False
    )


def test_no_later_needs_open_of_a_release_that_is_away(release, take, back):
    placed = take("case", release.case)
    assert open_phases(now=NOW + 40 * DAY) == 0
    back(placed)
    assert open_phases(now=NOW + 40 * DAY) == 1


def test_a_need_that_was_taken_away_is_not_opened_once_more(release, take):
    phase, known = release.next_phase, set(Need.objects.values_list("kind", flat=True))
    assert open_phases(now=NOW + 40 * DAY) == 1
    need = Need.objects.exclude(kind__in=known).first()
    take("need", need)
    Release.objects.update(next_phase=phase, next_phase_at=NOW + 41 * DAY)
    assert open_phases(now=NOW + 42 * DAY) >= 1
    assert not Need.objects.filter(case=need.case_id, kind=need.kind).exists()


def test_a_closed_file_is_not_opened_beside_one_that_is_away(make_case, take, coordinator):
    old = make_case("Ада Прыклад")
    close_case(actor=coordinator, case_id=old.pk, reason="settled", now=NOW)
    new = make_case("Янка Іншы")
    Case.objects.filter(pk=new.pk).update(prisoner=old.prisoner)
    take("case", new)
    given = {"stage": "inside", "reason": "by mistake", "now": NOW}
    with pytest.raises(Conflict):
        reopen_case(actor=coordinator, case_id=old.pk, **given)


def test_people_of_whom_a_file_is_away_are_not_merged(make_case, take, coordinator):
    kept, lost = make_case("Ада Прыклад"), make_case("Ада Прыклад")
    more = make_case("Янка Іншы")
    close_case(actor=coordinator, case_id=more.pk, reason="settled", now=NOW)
    Case.objects.filter(pk=more.pk).update(prisoner=lost.prisoner)
    more.refresh_from_db()
    take("case", more)
    with pytest.raises((Conflict, Forbidden)):
        merge_prisoners(
            actor=coordinator, kept_id=kept.prisoner_id, lost_id=lost.prisoner_id, now=NOW
        )


def test_a_scheme_counts_no_document_that_is_away(case, coordinator, take):
    given = {"country": "LT", "ends_on": date(2026, 3, 1), "source": "Order 7", "now": NOW}
    scheme = record_scheme(actor=coordinator, name="Passports count", **given)
    facts = {"kind": "national_passport", "scheme_id": scheme.pk, "now": NOW}
    document = record_document(actor=coordinator, case_id=case.pk, **facts)
    assert Scheme.objects.counted().get().documents_in_use == 1
    take("document", document)
    assert not Clock.objects.filter(document=document.pk).exists()
    assert Scheme.objects.counted().get().documents_in_use == 0


def test_an_action_goes_with_its_clock_and_tasks(case, coordinator, take, back):
    given = {"kind": "appeal", "reply_due_at": NOW + 9 * DAY, "now": NOW}
    action = record_action(actor=coordinator, case_ids=[case.pk], **given)
    assert Clock.objects.filter(action=action.pk).exists()
    placed = take("action", action)
    assert (placed.case_id, placed.team_id) == (None, action.team_id)
    assert not Action.objects.exists()
    assert not Clock.objects.filter(action=action.pk).exists()
    back(placed)
    assert Clock.objects.get(action=action.pk).episode == 2


def test_a_backup_counts_what_is_away(case, take):
    before = _rows()
    take("case", case)
    assert _rows() > before
    assert Quarantine.objects.count() == 1
