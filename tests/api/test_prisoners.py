from tests.api.conftest import assert_problem, ids


def test_a_person_is_entered_with_one_name(call, caseworker):
    answer = call(caseworker).post("prisoners/", {"name": "Ада Прыклад"})
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert next(iter(said)) == "id"
    assert [(n["text"], n["script"], n["is_preferred"]) for n in said["names"]] == [
        ("Ада Прыклад", "Cyrl", True)
    ]


def test_a_person_is_entered_with_several_spellings(call, caseworker):
    names = [{"text": "Ада Прыклад", "kind": "birth"}, {"text": "Ada Pryklad", "kind": "passport"}]
    said = call(caseworker).post("prisoners/", {"names": names, "born_on": "1990-02-03"}).json()
    assert said["name"] == "Ада Прыклад"
    assert [n["text"] for n in said["names"]] == ["Ада Прыклад", "Ada Pryklad"]
    assert (said["born_on"], said["born_precision"]) == ("1990-02-03", "day")


def test_a_person_without_any_name_is_refused(call, caseworker):
    assert_problem(call(caseworker).post("prisoners/", {}), 400, "name")


def test_spellings_and_relatives_are_added(call, caseworker, make_case):
    case, father = make_case("Ада Прыклад"), make_case("Іван Прыклад")
    caller = call(caseworker)
    path = f"prisoners/{case.prisoner_id}/"
    answer = caller.post(f"{path}add-name/", {"text": "Ada Pryklad", "kind": "press"})
    assert [n["text"] for n in answer.json()["names"]] == ["Ада Прыклад", "Ada Pryklad"]
    assert_problem(caller.post(f"{path}add-name/", {"text": "Ada Pryklad"}), 409, "text")
    link = {"relative": father.prisoner_id, "kind": "parent"}
    assert caller.post(f"{path}relate/", link).status_code == 200
    assert_problem(caller.post(f"{path}relate/", link), 409)


def test_facts_are_corrected(call, caseworker, case):
    caller = call(caseworker)
    path = f"prisoners/{case.prisoner_id}/"
    tag = caller.get(path).headers["ETag"]
    answer = caller.patch(path, {"sex": "f", "occupation": "teacher"}, If_Match=tag)
    assert (answer.json()["sex"], answer.json()["occupation"]) == ("f", "teacher")


def test_a_person_of_another_team_is_nobodys_to_find(call, stranger, case, make_user, team):
    caller = call(stranger)
    assert ids(caller.get("prisoners/")) == []
    assert ids(caller.get("prisoners/", {"search": "Ада"})) == []
    path = f"prisoners/{case.prisoner_id}/"
    assert_problem(caller.get(path), 404)
    assert_problem(caller.post(f"{path}add-name/", {"text": "Ada"}), 404)
    own = caller.post("prisoners/", {"name": "Бэла Узорава"}).json()["id"]
    link = {"relative": case.prisoner_id, "kind": "spouse"}
    assert_problem(caller.post(f"prisoners/{own}/relate/", link), 400, "relative")


def test_a_colleagues_person_is_read_and_not_changed(call, colleague, case):
    caller = call(colleague)
    path = f"prisoners/{case.prisoner_id}/"
    assert caller.get(path).status_code == 200
    assert_problem(caller.patch(path, {"sex": "f"}, If_Match='"1"'), 403)


def test_people_are_found_by_every_spelling(call, caseworker, make_case):
    case = make_case("Ада Прыклад")
    make_case("Бэла Узорава")
    caller = call(caseworker)
    caller.post(f"prisoners/{case.prisoner_id}/add-name/", {"text": "Ada Pryklad"})
    for text in ("ада", "прыклад ада", "Ada", "pryk"):
        assert ids(caller.get("prisoners/", {"search": text})) == [str(case.prisoner_id)], text
    for text in ("нікога", "%", "!!"):
        assert ids(caller.get("prisoners/", {"search": text})) == [], text


def test_a_list_costs_the_same_however_many_there_are(
    call, caseworker, make_case, django_assert_max_num_queries
):
    for letter in "абвг":
        make_case(f"Ада Прыклад{letter}")
    caller = call(caseworker)
    caller.get("prisoners/")
    # Session, user, memberships; people, cases, spellings.
    with django_assert_max_num_queries(6):
        assert len(ids(caller.get("prisoners/"))) == 4
