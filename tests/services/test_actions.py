"""Actions: over many cases at once, their answers, and whom they are aimed at."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused, Stale
from casetracker.domain.references import reference_from
from casetracker.models import (
    Action,
    ActionCase,
    Activity,
    AuditEvent,
    Body,
    Case,
    Clock,
    Notice,
    Prisoner,
)
from casetracker.services.actions import (
    edit_action,
    edit_body,
    record_action,
    record_answer,
    record_body,
)
from casetracker.services.sweep import sweep

DAY = timedelta(days=1)


@pytest.fixture
def act(case, caseworker, now):
    def make(**values):
        values.setdefault("actor", caseworker)
        values.setdefault("kind", "appeal")
        values.setdefault("case_ids", [case.pk])
        values.setdefault("now", now)
        return record_action(**values)

    return make


@pytest.fixture
def many_cases(caseworker, team, now):
    def make(count):
        people = Prisoner.objects.bulk_create(Prisoner(created_at=now) for _ in range(count))
        cases = Case.objects.bulk_create(
            Case(
                reference=reference_from(person.pk.bytes[::-1]),
                prisoner=person,
                team=team,
                caseworker=caseworker,
                stage="inside",
                opened_at=now,
                last_activity_at=now,
                created_at=now,
            )
            for person in people
        )
        return [case.pk for case in cases]

    return make


def test_the_smallest_action_has_a_kind_and_a_case(act, case, caseworker):
    action = act()
    action.refresh_from_db()
    assert (action.team, action.owner, action.publicity) == (case.team, caseworker, "confidential")
    assert list(ActionCase.objects.values_list("case", flat=True)) == [case.pk]
    assert Activity.objects.get(kind="action").facts == {
        "action": str(action.pk),
        "kind": "appeal",
    }
    assert AuditEvent.objects.get(verb="record_action").case_id == case.pk
    assert not Clock.objects.filter(action=action).exists()


def test_an_action_for_ten_cases_is_care_and_for_eleven_it_is_not(act, many_cases, now):
    later = now + DAY
    for count, is_care in ((10, True), (11, False)):
        ids = many_cases(count)
        act(case_ids=ids, now=later)
        restarted = Clock.objects.filter(kind="case_silent", case__in=ids, started_at=later)
        assert restarted.count() == (count if is_care else 0)
        touched = Case.objects.filter(pk__in=ids, last_activity_at=later).count()
        assert touched == (count if is_care else 0)


def test_what_is_to_be_sent_in_future_is_no_care_yet(act, case, now):
    act(sent_at=now + DAY)
    case.refresh_from_db()
    assert case.last_activity_at == now
    assert Activity.objects.get(kind="action").occurred_at == now + DAY


def test_an_awaited_answer_has_one_clock_however_many_cases(act, many_cases, caseworker, now):
    action = act(case_ids=many_cases(30), sent_at=now, reply_due_at=now + 60 * DAY)
    clock = Clock.objects.get(kind="reply_awaited")
    assert (clock.action, clock.owner, clock.due_at) == (action, caseworker, now + 60 * DAY)
    sweep(now=now + 60 * DAY)
    notice = Notice.objects.get(kind="reply_awaited")
    assert (notice.recipient, notice.clock) == (caseworker, clock)


def test_any_number_of_cases_costs_the_same_number_of_statements(act, many_cases, caseworker, now):
    counts = []
    for count in (12, 300):
        ids = many_cases(count)
        with CaptureQueriesContext(connection) as queries:
            action = act(case_ids=ids, reply_due_at=now + DAY)
        answer = {"action_id": action.pk, "response_kind": "substantive", "now": now}
        with CaptureQueriesContext(connection) as answering:
            record_answer(actor=caseworker, **answer)
        counts.append((len(queries), len(answering)))
        assert ActionCase.objects.filter(action=action).count() == count
    assert counts[0] == counts[1]
    assert counts[0][0] <= 20
    assert Activity.objects.filter(kind="answer").count() == 312
    assert AuditEvent.objects.filter(verb="record_action").count() == 312


def test_one_foreign_case_among_many_is_named_and_nothing_is_recorded(
    act, case, make_case, make_user, other_team, team
):
    stranger = make_user("caseworker", other_team)
    foreign = make_case("Пётра Іншы", worker=stranger, team_id=other_team.pk)
    colleagues = make_case("Марыя Трэцяя", worker=make_user("caseworker", team))
    found = {foreign.pk: Missing, colleagues.pk: Forbidden, uuid4(): Missing}
    for wrong, error in found.items():
        with pytest.raises(error) as refusal:
            act(case_ids=[case.pk, wrong])
        assert (refusal.value.field, refusal.value.value) == ("cases", wrong)
    assert not Action.objects.exists()


def test_an_action_covers_one_to_five_thousand_cases_each_once(act, case):
    for ids in ([], [uuid4() for _ in range(5001)]):
        with pytest.raises(Refused) as refusal:
            act(case_ids=ids)
        assert (refusal.value.field, refusal.value.allowed) == ("cases", "1 to 5000")
    act(case_ids=[case.pk, case.pk])
    assert ActionCase.objects.count() == 1


def test_cases_of_several_teams_need_the_team_that_acts(
    act, case, make_case, make_user, other_team, team
):
    both = make_user("coordinator", team)
    both.memberships.create(team=other_team, role="coordinator", created_at=case.created_at)
    other = make_case("Пётра Іншы", worker=both, team_id=other_team.pk)
    both = type(both).objects.get(pk=both.pk)
    with pytest.raises(Refused) as refusal:
        act(actor=both, case_ids=[case.pk, other.pk])
    assert refusal.value.field == "team"
    assert str(team.pk) in refusal.value.allowed
    action = act(actor=both, case_ids=[case.pk, other.pk], team_id=other_team.pk)
    assert action.team == other_team
    with pytest.raises(Missing):
        act(team_id=other_team.pk)


def test_words_times_and_texts_are_checked_by_name(act, now):
    for field, values in {
        "kind": {"kind": "bribe"},
        "publicity": {"publicity": "secret"},
        "channel": {"channel": "x" * 61},
        "sent_at": {"sent_at": now.replace(tzinfo=None)},
        "reply_due_at": {"sent_at": now, "reply_due_at": now - DAY},
        "target": {"target_id": uuid4()},
        "note": {"note": "\x00"},
    }.items():
        with pytest.raises(Refused) as refusal:
            act(**values)
        assert refusal.value.field == field
    assert not Action.objects.exists()


def test_an_answer_stops_the_clock_and_is_care_for_the_cases(act, case, caseworker, now):
    action = act(sent_at=now, reply_due_at=now + 60 * DAY, note="By post.")
    later = now + 5 * DAY
    record_answer(
        actor=caseworker,
        action_id=action.pk,
        response_kind="substantive",
        answered_at=later - DAY,
        effect=1,
        note="They will look into it.",
        version=1,
        now=later,
    )
    action.refresh_from_db()
    assert (action.response_kind, action.effect, action.version) == ("substantive", 1, 2)
    assert action.note == "By post.\nThey will look into it."
    assert Clock.objects.get(action=action).stopped_at == later
    case.refresh_from_db()
    assert case.last_activity_at == later - DAY
    event = AuditEvent.objects.get(verb="record_answer")
    assert set(event.changes) == {"response_kind", "answered_at", "effect"}


def test_after_an_acknowledgement_the_answer_in_substance_follows_once(act, caseworker, now):
    action = act()
    for kind in ("acknowledged", "refused"):
        record_answer(actor=caseworker, action_id=action.pk, response_kind=kind, now=now)
    with pytest.raises(Conflict) as refusal:
        record_answer(actor=caseworker, action_id=action.pk, response_kind="refused", now=now)
    assert refusal.value.value == "refused"


def test_an_answer_from_tomorrow_or_beyond_the_scale_is_refused(act, caseworker, now):
    action = act()
    for field, values in {
        "answered_at": {"answered_at": now + DAY},
        "effect": {"effect": 3},
        "response_kind": {"response_kind": "maybe"},
    }.items():
        given = {"response_kind": "refused", **values}
        with pytest.raises(Refused) as refusal:
            record_answer(actor=caseworker, action_id=action.pk, now=now, **given)
        assert refusal.value.field == field
        assert refusal.value.allowed


def test_only_owner_and_coordinator_answer_an_action(
    act, case, make_user, coordinator, team, volunteer, now
):
    action = act(actor=coordinator)
    answer = {"action_id": action.pk, "response_kind": "refused", "now": now}
    with pytest.raises(Missing):
        record_answer(actor=volunteer, **answer)
    with pytest.raises(Missing):
        record_answer(actor=make_user("caseworker", team), **answer)
    # The caseworker of a case that it covers sees it.
    with pytest.raises(Forbidden):
        record_answer(actor=case.caseworker, **answer)
    with pytest.raises(Stale):
        record_answer(actor=coordinator, version=7, **answer)


def test_a_changed_reply_date_moves_the_clock_and_a_new_owner_has_it(
    act, caseworker, coordinator, now
):
    action = act(reply_due_at=now + 60 * DAY)
    changes = {"reply_due_at": now + 90 * DAY, "owner": coordinator.pk, "channel": "e-mail"}
    edited = edit_action(actor=caseworker, action_id=action.pk, changes=changes, now=now)
    clock = Clock.objects.get(action=action)
    assert (clock.owner, clock.due_at) == (coordinator, now + 90 * DAY)
    assert (edited.owner, edited.channel) == (coordinator, "e-mail")
    assert set(AuditEvent.objects.get(verb="edit_action").changes) == set(changes)
    edit_action(actor=coordinator, action_id=action.pk, changes={"reply_due_at": None}, now=now)
    assert Clock.objects.get(action=action).stopped_at == now


def test_what_cannot_be_edited_is_named_with_what_can(act, caseworker, volunteer, now):
    action = act()
    for field, value in {"team": uuid4(), "owner": volunteer.pk, "kind": "letter"}.items():
        with pytest.raises(Refused) as refusal:
            edit_action(actor=caseworker, action_id=action.pk, changes={field: value}, now=now)
        assert refusal.value.field == field
        assert refusal.value.allowed
    edit_action(actor=caseworker, action_id=action.pk, changes={"source": ""}, now=now)
    assert not AuditEvent.objects.filter(verb="edit_action").exists()


def test_a_body_is_entered_once_and_aimed_at(act, caseworker, volunteer, now):
    body = record_body(actor=caseworker, name=" Human  Rights Committee ", country="CH", now=now)
    assert act(target_id=body.pk).target.name == "Human Rights Committee"
    with pytest.raises(Conflict) as refusal:
        record_body(actor=caseworker, name="Human Rights Committee", now=now)
    assert refusal.value.field == "name"
    for name, country, field in (("", "", "name"), ("Court", "Swiss", "country")):
        with pytest.raises(Refused) as refusal:
            record_body(actor=caseworker, name=name, country=country, now=now)
        assert refusal.value.field == field
    with pytest.raises(Forbidden):
        record_body(actor=volunteer, name="Court", now=now)


def test_a_body_is_corrected_by_staff(caseworker, volunteer, now):
    body = record_body(actor=caseworker, name="Courrt", now=now)
    record_body(actor=caseworker, name="Other", now=now)
    edit_body(actor=caseworker, body_id=body.pk, changes={"name": "Court"}, version=1, now=now)
    assert Body.objects.get(pk=body.pk).version == 2
    with pytest.raises(Conflict):
        edit_body(actor=caseworker, body_id=body.pk, changes={"name": "Other"}, now=now)
    with pytest.raises(Refused):
        edit_body(actor=caseworker, body_id=body.pk, changes={"id": 1}, now=now)
    with pytest.raises(Stale):
        edit_body(actor=caseworker, body_id=body.pk, changes={}, version=1, now=now)
    with pytest.raises(Missing):
        edit_body(actor=volunteer, body_id=body.pk, changes={"name": "X"}, now=now)
