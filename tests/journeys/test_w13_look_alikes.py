"""W13, look-alikes: two men with one name and birth year are refused once and never suggested
again; a true duplicate is merged, then un-merged with both histories."""

from casetracker.models import Case, MatchDecision, Merge, NameForm
from tests.conftest import NOW

YEAR = {"born_on": "1980-01-01", "born_precision": "year"}


def entered(api, name, note):
    person = api.post("prisoners/", name=name, **YEAR)["id"]
    case = api.post("cases/", prisoner=person, stage="inside")["id"]
    api.post("activities/", case=case, kind="note", occurred_at=NOW.isoformat(), text=note)
    return person, case


def scanned(client, manage):
    assert client.post("/imports/review/scan/").status_code == 302
    manage("dispatch", "--once")
    return set(MatchDecision.objects.undecided().values_list("one_id", "other_id"))


def test_two_are_told_apart_for_good_and_a_true_duplicate_comes_apart_again(
    door, coordinator, client, manage
):
    api = door(coordinator)
    client.force_login(coordinator)
    first, _ = entered(api, "Іваноў Іван", "the baker")
    second, _ = entered(api, "Иванов Иван", "the driver")

    assert len(scanned(client, manage)) == 1
    (match,) = api.get("matches/")["results"]
    assert {match["one"], match["other"]} == {first, second}
    assert api.post(f"matches/{match['id']}/different/", 200)["state"] == "different"
    assert scanned(client, manage) == set()

    third, third_case = entered(api, "Ivan Ivanov", "the baker, from another list")
    assert len(scanned(client, manage)) == 2
    match = next(
        row
        for row in api.get("matches/", state="open")["results"]
        if {row["one"], row["other"]} == {first, third}
    )
    before = {case.pk: case.activities.count() for case in Case.objects.all()}
    api.post(f"matches/{match['id']}/same/", 200, kept=first)
    merged = Case.objects.get(pk=third_case)
    assert (merged.stage, merged.closing_reason) == ("closed", "merged")
    assert set(NameForm.objects.filter(prisoner=first).values_list("text", flat=True)) == {
        "Іваноў Іван",
        "Ivan Ivanov",
    }

    api.post(f"merges/{Merge.objects.get().pk}/undo/", 200)
    merged.refresh_from_db()
    assert merged.stage == "inside"
    after = {case.pk: case.activities.count() for case in Case.objects.all()}
    # The kept file also tells of the merge.
    assert {pk: count - before[pk] for pk, count in after.items() if count != before[pk]} == {
        Case.objects.get(prisoner=first).pk: 1
    }
    assert NameForm.objects.get(prisoner=third).text == "Ivan Ivanov"
    assert MatchDecision.objects.get(one=first, other=second).state == "different"
