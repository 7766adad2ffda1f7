import pytest

from casetracker.services.detentions import record_detention
from casetracker.services.facilities import record_facility
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW


@pytest.fixture
def facility(coordinator):
    return record_facility(actor=coordinator, name="ИК-4, Гомель", now=NOW)


@pytest.fixture
def detention(caseworker, case, facility):
    return record_detention(
        actor=caseworker,
        case_id=case.pk,
        charges=[{"article": "342", "part": "1"}],
        facility_id=facility.pk,
        now=NOW,
    )


def test_a_detention_is_recorded_with_charges_and_place(call, caseworker, case, facility):
    body = {
        "case": case.pk,
        "arrested_on": "2024-03-01",
        "arrested_precision": "month",
        "sentence_months": 30,
        "charges": [{"article": "342", "part": "1"}, {"article": "361-4"}],
        "facility": facility.pk,
    }
    answer = call(caseworker).post("detentions/", body)
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert [(c["article"], c["part"]) for c in said["charges"]] == [("342", "1"), ("361-4", "")]
    assert [c["facility"] for c in said["custodies"]] == [str(facility.pk)]


def test_a_detention_is_edited_extended_and_moved(call, caseworker, detention):
    caller = call(caseworker)
    path = f"detentions/{detention.pk}/"
    charged = caller.post(f"{path}add-charge/", {"article": "130"})
    assert [c["article"] for c in charged.json()["charges"]] == ["130", "342"]
    tag = charged.headers["ETag"]
    edited = caller.patch(path, {"sentence_months": 60}, If_Match=tag)
    assert edited.json()["sentence_months"] == 60
    place = caller.post("facilities/", {"name": "ІК-17, Шклоў"}).json()
    moved = caller.post(f"{path}move-to-facility/", {"facility": place["id"]})
    assert [c["until_on"] is None for c in moved.json()["custodies"]].count(True) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sentence_months", -1),
        ("sentence_months", 1.5),
        ("sentence_months", 10**12),
        ("arrested_on", "2024-02-30"),
        ("warrant_shown", "yes"),
        ("charges", [{"article": ""}]),
        ("charges", [{}]),
        ("charges", {"article": "342"}),
        ("facility", "IK-4"),
        ("facility", "01890000-0000-7000-8000-000000000000"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_by_name(call, caseworker, case, field, value):
    answer = call(caseworker).post("detentions/", {"case": case.pk, field: value})
    problem = assert_problem(answer, 400)
    assert any(name.startswith(field) for name in problem["errors"])


def test_a_second_running_detention_is_a_conflict(call, caseworker, case, detention):
    assert_problem(call(caseworker).post("detentions/", {"case": case.pk}), 409)


def test_other_peoples_detentions_are_nobodys_to_find(
    call, stranger, colleague, volunteer, detention, case
):
    for user in (stranger, colleague):
        caller = call(user)
        assert ids(caller.get("detentions/")) == []
        assert_problem(caller.get(f"detentions/{detention.pk}/"), 404)
        assert_problem(caller.post(f"detentions/{detention.pk}/add-charge/", {"article": "1"}), 404)
    assert_problem(call(stranger).post("detentions/", {"case": case.pk}), 400, "case")
    assert_problem(call(colleague).post("detentions/", {"case": case.pk}), 403)
    assert_problem(call(volunteer).get("detentions/"), 403)


def test_detentions_are_found_by_place_and_state(call, caseworker, detention, facility):
    caller = call(caseworker)
    for query in ({"facility": facility.pk}, {"is_running": "true"}, {"case": detention.case_id}):
        assert ids(caller.get("detentions/", query)) == [str(detention.pk)]
    assert ids(caller.get("detentions/", {"is_running": "false"})) == []


def test_a_list_costs_the_same_however_many_there_are(
    call, caseworker, make_case, facility, django_assert_max_num_queries
):
    caller = call(caseworker)
    for letter in "абвг":
        record_detention(
            actor=caseworker,
            case_id=make_case(f"Ада Прыклад{letter}").pk,
            charges=[{"article": "342"}],
            facility_id=facility.pk,
            now=NOW,
        )
    with django_assert_max_num_queries(6):
        assert len(ids(caller.get("detentions/"))) == 4


def test_facilities_are_everybodys_to_read_and_staffs_to_enter(call, volunteer, stranger, facility):
    for user in (volunteer, stranger):
        assert ids(call(user).get("facilities/")) == [str(facility.pk)]
    assert_problem(call(volunteer).post("facilities/", {"name": "ИК-1"}), 403)
    assert_problem(call(stranger).post("facilities/", {"name": "ИК 4 Гомель"}), 409)
