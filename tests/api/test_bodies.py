"""Hostile bodies: a clear refusal each, nothing stored, never a 500."""

import pytest

from casetracker.models import Prisoner
from tests.api.conftest import assert_problem


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"name": "A B", "name": "C D"}', "stands twice"),
        (b'{"name": NaN}', "NaN"),
        (b'{"name": Infinity}', "Infinity"),
        (b'{"name": 1e400}', "too large"),
        (b'{"name": "A\\ud800B"}', "surrogate"),
        (b'{"name": "A\\u0000B"}', "U+0000"),
        (b'{"A\\ud800": 1}', "surrogate"),
        (b"[" * 100_000 + b"]" * 100_000, "nested"),
        (b'{"name":' + b"[" * 70 + b"]" * 70 + b"}", "nested"),
        (b'{"name": "A B"', "not JSON"),
        (b"{'name': 'A B'}", "not JSON"),
        (b'{"name": ' + b"9" * 5000 + b"}", "not JSON"),
        ('{"name": "Ада"}'.encode("cp1251"), "UTF-8"),
        ('{"name": "Ада"}'.encode("utf-16"), "UTF-8"),
        (b"", "name"),
        (b"null", "not accepted"),
        (b"[]", "not accepted"),
        (b'"name"', "not accepted"),
        (b"12", "not accepted"),
    ],
)
def test_a_body_that_two_readers_could_read_differently_is_refused(call, caseworker, body, says):
    answer = call(caseworker).post("prisoners/", body)
    assert says in str(assert_problem(answer, 400)).lower() or says in answer.content.decode()
    assert not Prisoner.objects.exists()


def test_a_body_over_a_megabyte_is_refused_by_its_size(call, caseworker):
    answer = call(caseworker).post("prisoners/", b'{"name": "' + b"A" * 1_000_000 + b'"}')
    assert_problem(answer, 413)


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data", ""])
def test_another_content_type_is_refused(call, caseworker, kind):
    answer = call(caseworker).post("prisoners/", b'{"name": "A B"}', content_type=kind)
    assert_problem(answer, 415)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_form_is_refused_however_long(call, caseworker, kind):
    body = b"name=" + b"A" * 3_000_000
    assert call(caseworker).post("prisoners/", body, content_type=kind).status_code in (413, 415)


def test_an_unknown_key_is_named_with_those_that_are_allowed(call, caseworker):
    answer = call(caseworker).post("prisoners/", {"name": "Ада Прыклад", "nmae": "x"})
    said = assert_problem(answer, 400, "nmae")["errors"]["nmae"][0]
    assert said["value"] == "x"
    assert "name" in said["allowed"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", 12),
        ("name", True),
        ("name", None),
        ("name", ["Ада Прыклад"]),
        ("name", {"text": "Ада Прыклад"}),
        ("name", ""),
        ("name", " \u200b "),
        ("name", "\u0007bell"),
        ("name", "а" * 301),
        ("sex", "male"),
        ("sex", 1),
        ("born_on", "2024-02-30"),
        ("born_on", "1024-02-03"),
        ("born_on", "9999-12-31"),
        ("born_on", "02.03.1990"),
        ("born_on", 19900302),
        ("born_on", "1990-03-02T00:00:00Z"),
        ("born_on", "2999-01-01"),
        ("names", []),
        ("names", "Ада"),
        ("occupation", "x" * 201),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_naming_its_field(call, caseworker, field, value):
    body = {"name": "Ада Прыклад", field: value}
    assert_problem(call(caseworker).post("prisoners/", body), 400, field)
    assert not Prisoner.objects.exists()


def test_an_error_deep_in_a_list_names_its_place(call, caseworker):
    body = {"names": [{"text": "Ада Прыклад"}, {"text": "Ada", "kind": "nick", "x": 1}]}
    problem = assert_problem(call(caseworker).post("prisoners/", body), 400)
    assert set(problem["errors"]) == {"names.1.kind", "names.1.x"}
    assert "birth" in problem["errors"]["names.1.kind"][0]["allowed"]


@pytest.mark.parametrize(
    "at",
    [
        "2026-02-09",
        "2026-02-09T12:00:00",
        "2026-02-09T24:00:00Z",
        "2024-02-30T12:00:00Z",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
        "yesterday",
        1770638400,
        None,
    ],
)
def test_a_time_without_offset_or_out_of_range_is_refused(call, caseworker, case, at):
    body = {"case": case.pk, "kind": "note", "occurred_at": at}
    problem = assert_problem(call(caseworker).post("activities/", body), 400, "occurred_at")
    if at is not None:
        assert "RFC 3339" in problem["errors"]["occurred_at"][0]["allowed"]


@pytest.mark.parametrize(
    "name",
    ["null", "-1", "{{7*7}}", "Robert'); DROP TABLE", "<script>alert(1)</script>", "Ivanoв Пётр"],
)
def test_a_strange_name_is_kept_as_it_is_or_refused_with_words(call, caseworker, name):
    answer = call(caseworker).post("prisoners/", {"name": name})
    assert answer.status_code in (201, 400)
    if answer.status_code == 201:
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_nfd_name_and_bidirectional_marks_are_tidied(call, caseworker):
    answer = call(caseworker).post("prisoners/", {"name": "\u202eЁжи\u0438\u0306 Пётр\u202c"})
    assert answer.json()["name"] == "Ёжий Пётр"


def test_a_method_is_not_overridden(call, caseworker, case):
    answer = call(caseworker).post(
        f"cases/{case.pk}/", {"_method": "PATCH"}, X_HTTP_Method_Override="PATCH"
    )
    assert_problem(answer, 405)
