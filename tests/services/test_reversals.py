"""Freedom that did not last: what stops, what goes on, who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.models import Case, Clock, Consent, Detention, Need, Notice, Release, Task
from casetracker.services.cases import close_case, move_case
from casetracker.services.consents import record_consent
from casetracker.services.detentions import record_detention
from casetracker.services.hearings import schedule_hearing
from casetracker.services.moves import reverse_release
from casetracker.services.needs import edit_need
from casetracker.services.offers import accept_task
from casetracker.services.waves import ReleasedPerson, record_wave


@pytest.fixture
def detention(case, caseworker, now):
    """Since a year; the sentence ends in a month, and there is a hearing in a week."""
    found = record_detention(
        actor=caseworker,
        case_id=case.pk,
        arrested_on=now.date() - timedelta(days=365),
        expected_release_on=now.date() + timedelta(days=30),
        now=now,
    )
    schedule_hearing(
        actor=caseworker, detention_id=found.pk, scheduled_at=now + timedelta(days=7), now=now
    )
    return found


@pytest.fixture
def free(case, detention, coordinator, volunteer, now):
    """`free("LT")`: the person of the case leaves."""

    def leave(destination="LT", name="September"):
        record_wave(
            actor=coordinator,
            name=name,
            kind="deportation",
            happened_on=now.date(),
            people=[ReleasedPerson(case.pk, destination)],
            now=now,
        )
        return Release.objects.get(wave__name=name)

    return leave


@pytest.fixture
def reverse(caseworker, now):
    def call(release, how, **values):
        values.setdefault("actor", caseworker)
        return reverse_release(release_id=release.pk, how=how, now=now, **values)

    return call


def test_refused_at_the_border_he_is_inside_again_and_prison_goes_on(
    free, reverse, case, detention, now
):
    release = free()
    assert not Clock.objects.running().filter(detention=detention).exists()
    reverse(release, "refused", reason="stood in the neutral zone")
    release.refresh_from_db()
    case.refresh_from_db()
    detention.refresh_from_db()
    assert (release.state, case.stage, case.destination) == ("refused", "inside", "")
    assert (detention.released_on, detention.released_precision) == (None, "unknown")
    running = Clock.objects.running()
    assert set(running.values_list("kind", flat=True)) == {
        "case_silent",
        "life_silent",
        "release_expected",
        "hearing",
    }
    entry = case.activities.filter(kind="stage_changed").get()
    assert (entry.facts["how"], entry.text) == ("refused", "stood in the neutral zone")


def test_needs_pause_and_whoever_had_a_task_is_told_once(
    free, reverse, caseworker, coordinator, volunteer, mailbox, remind, now
):
    release = free()
    need = Need.objects.get(kind="phone")
    due = {"due_at": now + timedelta(days=3)}
    edit_need(actor=caseworker, need_id=need.pk, changes=due, now=now)
    accept_task(actor=volunteer, task_id=Task.objects.get(kind="bed").pk, now=now)
    remind(now)
    reverse(release, "returned")
    assert set(Need.objects.values_list("state", flat=True)) == {"paused"}
    assert {(task.state, task.cancel_reason) for task in Task.objects.all()} == {
        ("cancelled", "the person is not free any more")
    }
    assert not Clock.objects.running().filter(need__isnull=False).exists()
    remind(now)
    _, letter = mailbox.to(volunteer)
    assert letter.count("•") == 3
    assert "the plan has changed" in mailbox.to(coordinator)[-1]


def test_the_coordinator_and_whoever_saw_to_the_needs_are_told_at_once(
    free, reverse, case, coordinator, make_user, team, now
):
    release = free()
    keeper = make_user("caseworker", team)
    Need.objects.filter(kind="phone").update(owner=keeper)
    reverse(release, "refused")
    told = Notice.objects.filter(kind="refused_at_border", is_urgent=True)
    assert set(told.values_list("recipient", flat=True)) == {coordinator.pk, keeper.pk}


def test_an_arrest_begins_another_detention_and_leaves_the_release_as_it_was(
    free, reverse, case, detention, coordinator, now
):
    release = free("BY")
    reverse(release, "re_arrested")
    release.refresh_from_db()
    assert (release.state, Case.objects.get().stage) == ("announced", "inside")
    first, second = Detention.objects.order_by("pk")
    assert first.released_on == now.date()
    assert (second.arrested_on, second.released_on) == (now.date(), None)
    assert Notice.objects.filter(kind="re_arrested", recipient=coordinator).count() == 1


def test_a_closed_file_of_somebody_arrested_again_is_open(free, reverse, case, caseworker, now):
    release = free()
    close_case(actor=caseworker, case_id=case.pk, reason="settled", now=now)
    reverse(release, "re_arrested")
    case.refresh_from_db()
    assert (case.stage, case.closed_at) == ("inside", None)


def test_a_plain_move_to_inside_does_the_same(free, case, caseworker, now):
    release = free()
    move_case(actor=caseworker, case_id=case.pk, stage="inside", now=now)
    release.refresh_from_db()
    assert release.state == "refused"
    assert set(Need.objects.values_list("state", flat=True)) == {"paused"}


def test_what_relatives_agreed_to_before_the_release_holds_again(
    free, reverse, case, caseworker, now
):
    record_consent(
        actor=caseworker,
        prisoner_id=case.prisoner_id,
        purpose="publish",
        audience="public",
        given_by="relative",
        expires_on=now.date() + timedelta(days=100),
        now=now,
    )
    release = free()
    assert Consent.objects.get().suspended_at == now
    reverse(release, "refused")
    assert Consent.objects.get().suspended_at is None
    assert Clock.objects.running().filter(kind="consent_expiry").count() == 1


def test_free_again_old_needs_wake_but_none_stands_twice(
    free, reverse, case, caseworker, volunteer, now
):
    first = free()
    Need.objects.filter(kind="phone").update(kind="legal")
    reverse(first, "refused")
    second = free(name="December")
    assert set(Need.objects.filter(release=first).values_list("kind", "state")) == {
        ("reception", "not_needed"),
        ("transport", "not_needed"),
        ("legal", "open"),
    }
    assert set(Need.objects.filter(release=second).values_list("state", flat=True)) == {"open"}
    with pytest.raises(Conflict, match="released again later"):
        reverse(first, "refused")


def test_of_two_who_say_it_at_once_one_is_told_that_it_is_said(free, reverse):
    release = free()
    reverse(release, "refused")
    with pytest.raises(Conflict, match="inside"):
        reverse(release, "returned")
    assert Notice.objects.filter(kind="refused_at_border").count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"how": "vanished"}, "how"),
        ({"how": "refused", "happened_on": -1}, "happened_on"),
        ({"how": "refused", "happened_on": 9}, "happened_on"),
    ],
)
def test_a_refusal_names_the_field_and_changes_nothing(free, reverse, values, field, now):
    release = free()
    if "happened_on" in values:
        values = values | {"happened_on": now.date() + timedelta(days=values["happened_on"])}
    with pytest.raises(Refused) as refusal:
        reverse(release, **values)
    assert refusal.value.field == field
    assert Case.objects.get().stage == "reception"


def test_another_teams_release_is_missing_and_a_colleagues_is_not_seen(
    free, reverse, make_user, team, other_team
):
    release = free()
    for user in (make_user("coordinator", other_team), make_user("caseworker", team)):
        with pytest.raises((Missing, Forbidden)):
            reverse(release, "refused", actor=user)
