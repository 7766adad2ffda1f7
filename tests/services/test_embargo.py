"""Reports on people who are said to be free, and what may not leave before two agree."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.domain.errors import Conflict, Missing, Refused
from casetracker.models import Activity, AuditEvent, Notice, Release, ReleaseReport
from casetracker.selectors.exports import exported_cases
from casetracker.services.actions import edit_action, record_action
from casetracker.services.embargo import report_people, withdraw_report
from casetracker.services.moves import move_case, reverse_release
from casetracker.services.waves import ReleasedPerson, record_wave


@pytest.fixture
def releases(make_case, coordinator, now):
    people = [ReleasedPerson(make_case(f"Прыклад {n}").pk, "LT") for n in range(3)]
    record_wave(
        actor=coordinator,
        name="September",
        kind="deportation",
        happened_on=now.date(),
        people=people,
        now=now,
    )
    return list(Release.objects.order_by("pk"))


@pytest.fixture
def report(coordinator, now):
    def call(releases, source, **values):
        values.setdefault("actor", coordinator)
        values.setdefault("now", now)
        ids = [one.pk for one in releases]
        return report_people(release_ids=ids, source=source, **values)

    return call


def states():
    return list(Release.objects.order_by("pk").values_list("state", flat=True))


def test_two_sources_lift_the_embargo_person_by_person(report, releases):
    assert report(releases, "Driver at the border", saw_person=True) == 0
    assert report(releases[:1], "Mother") == 1
    assert states() == ["confirmed", "announced", "announced"]
    assert releases[1].lacking == ["sources"]
    entries = Activity.objects.filter(case=releases[0].case_id)
    assert entries.filter(kind="credible_news").count() == 2
    assert entries.get(kind="fact_changed").facts["to"] == "confirmed"
    assert AuditEvent.objects.filter(verb="judge_release").count() == 1
    assert b"Mother" not in bytes(ReleaseReport.objects.values_list("source", flat=True)[0])


def test_the_same_report_again_changes_nothing(report, releases):
    for _ in range(2):
        report(releases, "Mother", saw_person=True)
    assert ReleaseReport.objects.count() == 3
    assert states() == ["announced"] * 3


def test_a_contradiction_puts_the_name_back_and_the_coordinators_are_told_at_once(
    report, releases, coordinator, caseworker
):
    report(releases, "Mother", saw_person=True)
    report(releases, "Reporter")
    assert states() == ["confirmed"] * 3
    report(releases[:1], "State TV", is_states=True)
    report(releases[:1], "Somebody at the fence", says="not_free", actor=caseworker)
    assert states() == ["announced", "confirmed", "confirmed"]
    (notice,) = Notice.objects.filter(kind="refused_at_border")
    assert (notice.recipient, notice.case_id, notice.is_urgent) == (
        coordinator,
        releases[0].case_id,
        True,
    )


def test_a_report_made_by_mistake_is_withdrawn_once(report, releases, coordinator, now):
    report(releases[:1], "Mother", saw_person=True)
    report(releases[:1], "Reporter")
    wrong = ReleaseReport.objects.order_by("-pk").first()
    release = withdraw_report(actor=coordinator, report_id=wrong.pk, now=now)
    assert release.state == "announced"
    with pytest.raises(Conflict, match="withdrawn already"):
        withdraw_report(actor=coordinator, report_id=wrong.pk, now=now)


def test_who_may_not_see_a_person_reports_nothing_of_them(
    report, releases, make_user, team, other_team, now
):
    report(releases, "Mother")
    strangers = make_user("coordinator", other_team), make_user("caseworker", team)
    for stranger in strangers:
        with pytest.raises(Missing):
            report(releases, "Reporter", actor=stranger)
        some = ReleaseReport.objects.first()
        with pytest.raises(Missing):
            withdraw_report(actor=stranger, report_id=some.pk, now=now)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"source": " "}, "source"),
        ({"source": "x" * 121}, "source"),
        ({"source": "Mother", "says": "perhaps"}, "says"),
        ({"source": "Mother", "observed_on": "later"}, "observed_on"),
    ],
)
def test_a_refusal_names_the_field(report, releases, values, field, now):
    if "observed_on" in values:
        values = values | {"observed_on": now.date() + timedelta(days=9)}
    with pytest.raises(Refused) as refusal:
        report(releases, **values)
    assert refusal.value.field == field
    assert not ReleaseReport.objects.exists()


def test_nothing_public_is_said_of_whom_two_sources_have_not_confirmed(
    report, releases, coordinator, now
):
    given = {
        "actor": coordinator,
        "kind": "statement",
        "case_ids": [one.case_id for one in releases],
        "now": now,
    }
    action = record_action(publicity="confidential", **given)
    with pytest.raises(Conflict, match="Not yet confirmed") as refusal:
        record_action(publicity="public", **given)
    assert releases[0].case.reference in refusal.value.message
    public = {"actor": coordinator, "action_id": action.pk, "changes": {"publicity": "public"}}
    with pytest.raises(Conflict, match="Not yet confirmed"):
        edit_action(now=now, **public)
    report(releases, "Mother", saw_person=True)
    report(releases, "Reporter")
    edit_action(now=now, **public)
    record_action(publicity="public", **given)


def test_no_export_holds_whom_two_sources_have_not_confirmed(report, releases, coordinator, team):
    def exported():
        cases = exported_cases(requester=coordinator, team=team, wave=None, is_own=False)
        return set(cases.values_list("pk", flat=True))

    assert exported() == set()
    report(releases[:1], "Mother", saw_person=True)
    report(releases[:1], "Reporter")
    assert exported() == {releases[0].case_id}


def test_who_is_inside_again_is_a_prisoner_of_whom_one_may_speak(releases, coordinator, now):
    reverse_release(actor=coordinator, release_id=releases[0].pk, how="refused", now=now)
    move_case(actor=coordinator, case_id=releases[1].case_id, stage="inside", now=now)
    for one in releases[:2]:
        record_action(
            actor=coordinator,
            kind="statement",
            publicity="public",
            case_ids=[one.case_id],
            now=now,
        )


def test_what_was_said_in_public_before_they_left_stands(releases, coordinator, now):
    record_action(
        actor=coordinator,
        kind="statement",
        publicity="public",
        sent_at=now - timedelta(days=2),
        case_ids=[releases[0].case_id],
        now=now,
    )


@pytest.mark.postgres
def test_a_report_on_many_takes_as_many_statements_as_one_on_one(report, releases):
    report(releases, "Mother", saw_person=True)
    counts = []
    for some in (releases[:1], releases[1:]):
        with CaptureQueriesContext(connection) as statements:
            report(some, "Reporter")
        counts.append(len(statements))
    assert counts[0] == counts[1]
