from casetracker.models import Case, Membership


def page_of(user):
    return f"/settings/users/{user.pk}/"


def test_an_invited_volunteer_is_vetted_by_a_coordinator_and_no_longer_so(
    read, coordinator, volunteer
):
    Membership.objects.filter(user=volunteer).update(vetted_at=None)
    membership = Membership.objects.get(user=volunteer)
    reader = read(coordinator)
    assert "not vetted" in reader.get(page_of(volunteer))
    team = str(membership.team_id)
    page = reader.press(page_of(volunteer) + "vet/", team=team)
    assert "this volunteer is asked" in page
    membership.refresh_from_db()
    assert membership.vetted_by == coordinator
    reader.press(page_of(volunteer) + "unvet/", team=team)
    membership.refresh_from_db()
    assert membership.vetted_at is None


def test_all_work_of_one_goes_to_another_in_one_act(read, coordinator, caseworker, colleague, case):
    reader = read(coordinator)
    assert colleague.name in reader.get(page_of(caseworker))
    page = reader.press(page_of(caseworker) + "hand-over/", to=str(colleague.pk))
    assert f"Everything is now with {colleague.name}" in page
    assert Case.objects.get(pk=case.pk).caseworker == colleague
    assert "Choose" in reader.press(page_of(caseworker) + "hand-over/", to="")


def test_a_person_of_another_team_does_not_exist_and_caseworkers_have_no_such_page(
    read, coordinator, caseworker, stranger
):
    assert read(coordinator).get(page_of(stranger)).status == 404
    assert read(coordinator).post(page_of(stranger) + "vet/").status == 404
    assert read(caseworker).get(page_of(caseworker)).status == 403
    assert read(coordinator).post(page_of(caseworker) + "promote/").status == 404
