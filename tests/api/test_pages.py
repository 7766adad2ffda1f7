"""Pages by (ordering value, id): every row once, whatever ties, forwards and backwards."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing

from casetracker.models import Case, Clock, Prisoner
from casetracker.models.bulk import insert_rows
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW

TIES = 3000


@pytest.fixture
def many_ties(team, caseworker):
    """3,000 cases with one and the same last activity, as a mass release leaves them."""
    prisoners = [Prisoner(created_at=NOW) for _ in range(TIES)]
    Prisoner.objects.bulk_create(prisoners, 500)
    cases = [
        Case(
            reference=f"T{number:08}",
            prisoner=prisoner,
            team=team,
            caseworker=caseworker,
            stage="reception",
            opened_at=NOW,
            last_activity_at=NOW,
            created_at=NOW,
        )
        for number, prisoner in enumerate(prisoners)
    ]
    Case.objects.bulk_create(cases, 500)
    return cases


def walk(caller, path, query, way="next"):
    """The ids of each page from the first (or, with `previous`, from the last) on."""
    answer = caller.get(path, query)
    pages = [ids(answer)]
    while address := answer.json()[way]:
        parts = urlsplit(address)
        answer = caller.get(f"{parts.path}?{parts.query}")
        pages.append(ids(answer))
    return pages, answer


@pytest.mark.parametrize("ordering", ["last_activity_at", "-last_activity_at", "due_at"])
def test_three_thousand_equal_values_are_each_read_once(call, caseworker, many_ties, ordering):
    if ordering == "due_at":
        start_clocks(many_ties)
    query = {"page_size": 100, "ordering": ordering}
    pages, last = walk(call(caseworker), "cases/", query)
    seen = [one for page in pages for one in page]
    assert len(seen) == TIES
    assert len(set(seen)) == TIES
    assert [len(page) for page in pages] == [100] * 30
    if ordering == "last_activity_at":
        address = last.json()["previous"]
        parts = urlsplit(address)
        back, first = walk(call(caseworker), f"{parts.path}?{parts.query}", None, "previous")
        assert [*reversed(back), pages[-1]] == pages
        assert first.json()["previous"] is None


def start_clocks(cases):
    rows = [(Clock().pk, 1, NOW, "case_silent", c.pk, c.team_id, NOW, NOW, 0, 1) for c in cases]
    insert_rows(
        Clock,
        (
            "id",
            "version",
            "created_at",
            "kind",
            "case",
            "team",
            "started_at",
            "due_at",
            "step",
            "episode",
        ),
        rows,
    )


def test_a_page_is_one_query_whatever_its_size(
    call, caseworker, make_case, django_assert_max_num_queries
):
    caller = call(caseworker)
    for number in range(4):
        make_case(f"Ада Прыклад{'абвг'[number]}")
    caller.get("cases/")
    # Session, user, memberships; then the page.
    with django_assert_max_num_queries(4) as queries:
        assert len(ids(caller.get("cases/"))) == 4
    page = [q["sql"] for q in queries.captured_queries if "casetracker_nameform" in q["sql"]]
    assert len(page) == 1
    assert not any("COUNT(" in q["sql"] for q in queries.captured_queries)
    with django_assert_max_num_queries(4):
        assert len(ids(caller.get("cases/", {"ordering": "due_at"}))) == 4


@pytest.mark.parametrize("size", ["0", "-1", "101", "1000000000000000000", "x", "1.5", "٣", ""])
def test_a_page_size_out_of_range_is_refused(call, caseworker, size):
    assert_problem(call(caseworker).get("cases/", {"page_size": size}), 400, "page_size")


@pytest.mark.parametrize(
    "name", ["page", "offset", "limit", "_connector", "_negated", "a.b", "a'b"]
)
def test_an_unknown_parameter_is_refused(call, caseworker, name):
    for value in ("0", "-1", "1000000000000000000"):
        assert_problem(call(caseworker).get("cases/", {name: value}), 400, name)


def test_a_parameter_given_twice_or_empty_is_refused(call, caseworker):
    assert_problem(call(caseworker).get("cases/?stage=inside&stage=closed"), 400, "stage")
    assert_problem(call(caseworker).get("cases/?stage="), 400, "stage")


@pytest.mark.parametrize(
    "ordering", ["name", "version", "caseworker__password", "-", "", "--due_at", "due_at,id", "?"]
)
def test_an_ordering_that_is_not_listed_is_refused(call, caseworker, ordering):
    assert_problem(call(caseworker).get("cases/", {"ordering": ordering}), 400, "ordering")


def cursor_of(answer):
    return parse_qs(urlsplit(answer.json()["next"]).query)["cursor"][0]


def test_an_edited_or_foreign_cursor_is_refused(call, caseworker, colleague, make_case):
    for name in ("Ада", "Бэла", "Вера"):
        make_case(f"{name} Прыклад")
    caller = call(caseworker)
    cursor = cursor_of(caller.get("cases/", {"page_size": 1}))
    assert len(ids(caller.get("cases/", {"page_size": 2, "cursor": cursor}))) == 2
    edited = cursor[:-1] + ("a" if cursor[-1] != "a" else "b")
    forged = signing.dumps(["after", NOW.isoformat(), "x"], salt="casetracker.cursor")
    for bad in (edited, forged, "x", "\0", "🦉", "a:b:c", "1" * 5000):
        assert_problem(caller.get("cases/", {"cursor": bad}), 400, "cursor")
    assert_problem(call(colleague).get("cases/", {"cursor": cursor}), 400, "cursor")
    for other in ({"ordering": "opened_at"}, {"stage": "inside"}, {"search": "Ада"}):
        assert_problem(caller.get("cases/", {"cursor": cursor, **other}), 400, "cursor")
    assert_problem(caller.get("prisoners/", {"cursor": cursor}), 400, "cursor")


def test_rows_that_come_in_meanwhile_do_not_shift_a_page(call, caseworker, make_case):
    old = [make_case(f"{name} Прыклад", at=NOW) for name in ("Ада", "Бэла", "Вера")]
    caller = call(caseworker)
    query = {"page_size": 2, "ordering": "-opened_at"}
    first = caller.get("cases/", query)
    make_case("Ганна Прыклад", at=NOW + timedelta(days=1))
    second = ids(caller.get("cases/", {**query, "cursor": cursor_of(first)}))
    assert ids(first) + second == [str(case.pk) for case in reversed(old)]


def test_links_are_made_from_settings_and_never_from_the_request(
    call, caseworker, make_case, settings
):
    settings.BASE_URL = "https://cases.example"
    make_case("Ада Прыклад")
    make_case("Бэла Прыклад")
    answer = call(caseworker).get("cases/", {"page_size": 1}, Host="127.0.0.1:9")
    assert answer.json()["next"].startswith("https://cases.example/api/v1/cases/?")


def test_times_are_shown_in_utc_whatever_the_readers_zone(call, make_user, team, make_case):
    worker = make_user("caseworker", team, time_zone="Asia/Tbilisi")
    case = make_case("Ада Прыклад", worker=worker, at=datetime(2026, 2, 9, 12, tzinfo=UTC))
    caller = call(worker)
    assert caller.get(f"cases/{case.pk}/").json()["opened_at"] == "2026-02-09T12:00:00Z"
    (entry,) = caller.get("activities/", {"case": case.pk}).json()["results"]
    assert entry["occurred_at"] == "2026-02-09T12:00:00Z"
