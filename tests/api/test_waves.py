"""What is done to people of a wave through the API."""

import pytest

from casetracker.models import Case, Release
from casetracker.services.waves import ReleasedPerson, record_wave
from tests.api.conftest import assert_problem
from tests.conftest import NOW


@pytest.fixture
def wave(coordinator, make_case):
    people = [ReleasedPerson(make_case(name).pk, "LT") for name in ("Ада Прыклад", "Іда Прыклад")]
    return record_wave(
        actor=coordinator,
        name="December",
        kind="deportation",
        happened_on=NOW.date(),
        people=people,
        now=NOW,
    ).wave


@pytest.fixture
def releases(wave):
    return [str(pk) for pk in Release.objects.order_by("pk").values_list("pk", flat=True)]


def test_people_of_a_wave_go_elsewhere_together_or_alone(
    call, coordinator, caseworker, wave, releases
):
    body = {"releases": releases, "destination": "UA"}
    assert call(coordinator).post(f"waves/{wave.pk}/redirect/", body).status_code == 200
    assert set(Case.objects.values_list("destination", flat=True)) == {"UA"}
    alone = call(caseworker).post(f"releases/{releases[0]}/redirect/", {"destination": ""})
    assert alone.json()["actual_destination"] == "LT"
    assert sorted(Case.objects.values_list("destination", flat=True)) == ["LT", "UA"]


def test_where_people_go_is_no_caseworkers_to_say_for_many_nor_a_strangers_for_one(
    call, caseworker, make_user, other_team, wave, releases
):
    stranger = make_user("coordinator", other_team)
    body = {"releases": releases, "destination": "UA"}
    assert_problem(call(caseworker).post(f"waves/{wave.pk}/redirect/", body), 403)
    assert_problem(call(stranger).post(f"waves/{wave.pk}/redirect/", body), 404)
    path = f"releases/{releases[0]}/redirect/"
    assert_problem(call(stranger).post(path, {"destination": "UA"}), 404)


def test_two_sources_lift_the_embargo_and_a_mistake_puts_it_back(
    call, coordinator, caseworker, wave, releases
):
    body = {"releases": releases, "source": "Driver", "saw_person": True}
    assert call(coordinator).post(f"waves/{wave.pk}/report/", body).status_code == 200
    path = f"releases/{releases[0]}/"
    assert call(caseworker).get(path).json()["lacking"] == ["sources"]
    said = call(caseworker).post(f"{path}report/", {"source": "Mother"}).json()
    assert (said["state"], said["lacking"]) == ("confirmed", [])
    assert {one["source"] for one in said["reports"]} == {"Driver", "Mother"}
    wrong = {"report": said["reports"][-1]["id"]}
    other = f"releases/{releases[1]}/withdraw-report/"
    assert_problem(call(caseworker).post(other, wrong), 400, "report")
    back = call(caseworker).post(f"{path}withdraw-report/", wrong).json()
    assert (back["state"], back["lacking"]) == ("announced", ["sources"])


def test_reports_on_others_are_nobodys_to_make_or_read(
    call, caseworker, stranger, colleague, make_user, wave, releases
):
    body = {"source": "Mother"}
    for user in (stranger, colleague):
        assert_problem(call(user).post(f"releases/{releases[0]}/report/", body), 404)
    many = {"releases": releases, "source": "Mother"}
    assert_problem(call(caseworker).post(f"waves/{wave.pk}/report/", many), 403)
    auditor = call(make_user("auditor")).get(f"releases/{releases[0]}/").json()
    assert not {"reports", "lacking"} & set(auditor)


def test_who_was_refused_at_the_border_is_inside_again_for_everybody_who_sees_it(
    call, caseworker, stranger, colleague, wave, releases
):
    path = f"releases/{releases[0]}/reverse/"
    body = {"how": "refused", "reason": "stood in the neutral zone"}
    assert_problem(call(stranger).post(path, body), 404)
    assert_problem(call(colleague).post(path, body), 404)
    assert_problem(call(caseworker).post(path, {"how": "vanished"}), 400, "how")
    said = call(caseworker).post(path, body)
    assert (said.status_code, said.json()["state"]) == (200, "refused")
    assert_problem(call(caseworker).post(path, body), 409, "how")
    case = call(caseworker).get(f"cases/{said.json()['case']}/").json()
    assert case["stage"] == "inside"


def test_a_destination_that_is_no_country_is_refused_by_name(call, coordinator, wave, releases):
    for destination in ("QQ", "Lithuania"):
        body = {"releases": releases, "destination": destination}
        answer = call(coordinator).post(f"waves/{wave.pk}/redirect/", body)
        assert_problem(answer, 400, "destination")
