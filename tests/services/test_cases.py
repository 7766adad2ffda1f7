"""Files: opened, moved, assigned, flagged, closed, reopened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused, Stale
from casetracker.domain.references import read_reference
from casetracker.domain.words import Stage
from casetracker.models import Activity, AuditEvent, AuditPending, Case, Clock, Notice, StageSpan
from casetracker.services.activities import check_no_news, record_activity
from casetracker.services.cases import (
    assign_case,
    assign_cases,
    close_case,
    flag_case,
    move_case,
    open_case,
    reopen_case,
)

DAY = timedelta(days=1)


def clock(case: Case, kind: str = "case_silent") -> Clock:
    return Clock.objects.get(case=case, kind=kind)


def test_an_opened_case_has_a_reference_a_span_a_timeline_clocks_and_an_audit_event(
    case, caseworker, now
):
    assert read_reference(case.reference) == case.reference
    assert case.caseworker == caseworker
    span = StageSpan.objects.get(case=case)
    assert (span.stage, span.from_at, span.until_at) == ("inside", now, None)
    assert [a.kind for a in case.activities.all()] == ["opened"]
    assert clock(case).due_at == now + 30 * DAY
    assert clock(case, "life_silent").due_at == now + 45 * DAY
    event = AuditEvent.objects.get(verb="open_case")
    assert (event.case_id, event.actor_id, event.actor_name) == (
        case.pk,
        caseworker.pk,
        caseworker.name,
    )
    assert AuditPending.objects.filter(event=event).exists()


def test_a_second_open_case_is_refused_by_the_verb_and_by_the_database(case, caseworker, now):
    with pytest.raises(Conflict, match="open case already") as refusal:
        open_case(actor=caseworker, prisoner_id=case.prisoner_id, now=now)
    assert refusal.value.status == 409
    twin = Case(
        reference="TWIN",
        prisoner=case.prisoner,
        team=case.team,
        stage="inside",
        opened_at=now,
        last_activity_at=now,
        created_at=now,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    assert Case.objects.count() == 1


def test_a_new_case_beside_a_closed_one_is_allowed_and_then_the_old_one_stays_closed(
    case, caseworker, now
):
    close_case(actor=caseworker, case_id=case.pk, reason="settled", now=now)
    open_case(actor=caseworker, prisoner_id=case.prisoner_id, now=now + DAY)
    with pytest.raises(Conflict, match="another open case"):
        reopen_case(
            actor=caseworker, case_id=case.pk, stage="inside", reason="again", now=now + DAY
        )


def test_a_move_writes_the_span_and_restarts_what_the_new_stage_needs(case, caseworker, now):
    later = now + DAY
    move_case(
        actor=caseworker,
        case_id=case.pk,
        stage="reception",
        destination="LT",
        expected_stage="inside",
        now=later,
    )
    old, new = StageSpan.objects.filter(case=case).order_by("from_at")
    assert (old.stage, old.until_at) == ("inside", later)
    assert (new.stage, new.destination, new.until_at) == ("reception", "LT", None)
    assert clock(case).due_at == later + DAY
    assert clock(case, "life_silent").stopped_at == later


def test_an_illegal_move_is_refused_with_the_legal_ones_and_changes_nothing(case, caseworker, now):
    with pytest.raises(Conflict) as refusal:
        move_case(actor=caseworker, case_id=case.pk, stage="resettling", now=now)
    assert refusal.value.allowed == ["freed_in_country", "reception", "died", "closed"]
    assert "freed_in_country, reception, died, closed" in refusal.value.message
    case.refresh_from_db()
    assert (case.stage, case.version) == ("inside", 1)


def test_of_two_who_move_on_the_same_old_state_one_wins_and_the_other_is_told(
    case, caseworker, coordinator, now
):
    both = {"case_id": case.pk, "expected_stage": "inside", "now": now}
    move_case(actor=caseworker, stage="reception", **both)
    with pytest.raises(Conflict, match="meanwhile: it is in reception"):
        move_case(actor=coordinator, stage="freed_in_country", **both)


def test_an_old_version_is_stale(case, caseworker, now):
    flag_case(actor=caseworker, case_id=case.pk, flags={"minor": True}, version=1, now=now)
    with pytest.raises(Stale) as refusal:
        flag_case(actor=caseworker, case_id=case.pk, flags={"minor": False}, version=1, now=now)
    assert (refusal.value.value, refusal.value.allowed) == (1, 2)


def test_closing_stops_every_clock_and_reopening_starts_them(case, caseworker, now):
    close_case(actor=caseworker, case_id=case.pk, reason="settled", now=now)
    case.refresh_from_db()
    assert (case.stage, case.closing_reason, case.closed_at) == ("closed", "settled", now)
    assert not Clock.objects.running().filter(case=case).exists()
    later = now + 3 * DAY
    reopen_case(actor=caseworker, case_id=case.pk, stage="inside", reason="re-arrest", now=later)
    case.refresh_from_db()
    assert (case.stage, case.closing_reason, case.closed_at) == ("inside", "", None)
    assert clock(case).due_at == later + 30 * DAY


def test_a_case_is_closed_only_for_a_known_reason(case, caseworker, now):
    with pytest.raises(Refused) as refusal:
        close_case(actor=caseworker, case_id=case.pk, reason="tired", now=now)
    assert refusal.value.field == "reason"
    assert "settled" in refusal.value.allowed


def test_a_risk_flag_shortens_the_threshold_at_once(case, caseworker, now):
    later = now + 10 * DAY
    flag_case(actor=caseworker, case_id=case.pk, flags={"hunger_strike": True}, now=later)
    assert clock(case).due_at == now + DAY
    assert clock(case).next_step_at == now + DAY
    flag_case(actor=caseworker, case_id=case.pk, flags={"hunger_strike": False}, now=later)
    assert clock(case).due_at == now + 30 * DAY


def test_a_re_arrest_is_told_to_coordinators_at_once(case, caseworker, coordinator, now):
    move_case(actor=caseworker, case_id=case.pk, stage="reception", now=now)
    move_case(actor=caseworker, case_id=case.pk, stage="inside", now=now + DAY)
    notice = Notice.objects.get(recipient=coordinator)
    assert (notice.kind, notice.is_urgent) == ("refused_at_border", True)


def test_another_teams_case_does_not_exist_and_a_colleagues_case_is_not_mine_to_change(
    make_user, team, other_team, case, now
):
    stranger = make_user("coordinator", other_team)
    with pytest.raises(Missing):
        move_case(actor=stranger, case_id=case.pk, stage="reception", now=now)
    colleague = make_user("caseworker", team)
    with pytest.raises(Forbidden):
        move_case(actor=colleague, case_id=case.pk, stage="reception", now=now)
    volunteer = make_user("volunteer", team)
    with pytest.raises(Missing):
        move_case(actor=volunteer, case_id=case.pk, stage="reception", now=now)


def test_a_case_is_assigned_only_to_staff_of_its_team(
    case, caseworker, volunteer, make_user, other_team, now
):
    for wrong in (volunteer, make_user("caseworker", other_team)):
        with pytest.raises(Refused) as refusal:
            assign_case(actor=caseworker, case_id=case.pk, caseworker_id=wrong.pk, now=now)
        assert refusal.value.field == "caseworker"


def test_forty_cases_change_hands_in_one_act_and_a_constant_number_of_statements(
    make_case, caseworker, coordinator, make_user, team, now, django_assert_max_num_queries
):
    heir = make_user("caseworker", team)
    cases = [make_case(f"Прыклад {number}") for number in range(40)]
    coordinator.roles()
    with django_assert_max_num_queries(15):
        moved = assign_cases(
            actor=coordinator, case_ids=[c.pk for c in cases], caseworker_id=heir.pk, now=now
        )
    assert moved == 40
    assert set(Case.objects.values_list("caseworker", flat=True)) == {heir.pk}
    assert set(Clock.objects.running().values_list("owner", flat=True)) == {heir.pk}
    assert Notice.objects.filter(recipient=heir, kind="case_handed_over").count() == 40
    assert AuditEvent.objects.filter(verb="assign_case").count() == 40


def test_one_foreign_case_among_many_changes_nothing(
    make_case, coordinator, make_user, other_team, now
):
    mine = [make_case(f"Прыклад {number}") for number in range(3)]
    stranger = make_user("caseworker", other_team)
    foreign = make_case("Чужы Прыклад", worker=stranger, team_id=other_team.pk)
    ids = [*(c.pk for c in mine), foreign.pk]
    with pytest.raises(Missing, match=str(foreign.pk)):
        check_no_news(actor=coordinator, case_ids=ids, now=now + DAY)
    assert not Activity.objects.filter(kind="checked_no_news").exists()


@pytest.mark.parametrize(
    ("kind", "silence", "life"),
    [
        ("letter_received", True, True),
        ("credible_news", True, True),
        ("contact_made", True, False),
        ("checked_no_news", True, False),
        ("note", False, False),
    ],
)
def test_what_restarts_a_cases_clocks(case, caseworker, now, kind, silence, life):
    at = now + 5 * DAY
    record_activity(actor=caseworker, case_id=case.pk, kind=kind, occurred_at=at, now=at)
    assert clock(case).due_at == (at if silence else now) + 30 * DAY
    assert clock(case, "life_silent").due_at == (at if life else now) + 45 * DAY
    assert clock(case).episode == (2 if silence else 1)


def test_what_lies_in_the_future_or_behind_what_is_known_restarts_nothing(case, caseworker, now):
    for occurred_at in (now + 9 * DAY, now - 9 * DAY):
        record_activity(
            actor=caseworker,
            case_id=case.pk,
            kind="visit",
            occurred_at=occurred_at,
            now=now,
        )
    assert clock(case).due_at == now + 30 * DAY


def test_the_text_of_an_entry_never_stands_in_clear(case, caseworker, now):
    activity = record_activity(
        actor=caseworker,
        case_id=case.pk,
        kind="note",
        occurred_at=now,
        text="Маці просіць не тэлефанаваць",
        now=now,
    )
    raw = Activity.objects.filter(pk=activity.pk).values_list("text", flat=True).get()
    assert "Маці".encode() not in bytes(raw)
    assert Activity.objects.get(pk=activity.pk).text == "Маці просіць не тэлефанаваць"


def test_checked_no_news_on_many_files_restarts_all_of_them(make_case, coordinator, now):
    cases = [make_case(f"Прыклад {number}") for number in range(15)]
    later = now + 8 * DAY
    count = check_no_news(actor=coordinator, case_ids=[c.pk for c in cases], now=later)
    assert count == 15
    assert set(Clock.objects.filter(kind="case_silent").values_list("due_at", flat=True)) == {
        later + 30 * DAY
    }
    assert set(Clock.objects.filter(kind="life_silent").values_list("due_at", flat=True)) == {
        now + 45 * DAY
    }


def test_an_unknown_stage_is_refused_by_name(case, caseworker, now):
    with pytest.raises(Refused) as refusal:
        move_case(actor=caseworker, case_id=case.pk, stage="paradise", now=now)
    assert refusal.value.allowed == list(Stage)
