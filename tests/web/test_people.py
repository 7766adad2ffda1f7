from casetracker.models import Approval, Case, Membership
from tests.conftest import NOW
from tests.second_factors import give_app


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


def test_an_administrator_enters_another_address_for_one_that_fails(
    read, make_user, coordinator, caseworker
):
    type(caseworker).objects.filter(pk=caseworker.pk).update(address_failed_at=NOW)
    path = f"/settings/users/{caseworker.pk}/"
    assert "let an administrator enter it" in read(coordinator).get(path)
    reader = read(make_user("administrator"))
    assert "mails do not arrive" in reader.get(path)
    page = reader.press(f"{path}address/", email="a@b,c@d")
    assert "Nothing was changed: This is no e-mail address" in page
    page = reader.press(f"{path}address/", email="new@example.org")
    assert "Mails now go to new@example.org" in page
    assert "mails do not arrive" not in page
    assert read(coordinator).post(f"{path}address/", email="x@example.org").status == 403


def test_a_second_factor_is_reset_by_who_has_seen_the_person(read, coordinator, caseworker):
    reader = read(coordinator)
    assert "Reset the second factor" not in reader.get(page_of(caseworker))
    give_app(caseworker)
    assert "Reset the second factor" in reader.get(page_of(caseworker))
    path = page_of(caseworker) + "reset-factor/"
    assert "Say how you know" in reader.press(path, reason="lost")
    assert caseworker.factors.exists()
    page = reader.press(path, reason="She came to the office with her passport.")
    assert "sets up a new second factor" in page
    assert not caseworker.factors.exists()
    caseworker.refresh_from_db()
    assert read(caseworker).post(path, reason="It is me, I swear.").status == 403


def test_an_administrator_proposes_a_role_and_a_coordinator_approves_it(
    read, administrator, coordinator, caseworker, team
):
    reader = read(administrator)
    assert "Propose another role" in reader.get(page_of(caseworker))
    assert "Propose another role" not in read(coordinator).get(page_of(caseworker))
    path = page_of(caseworker) + "role/"
    given = {"team": str(team.pk), "role": "coordinator", "reason": "She leads from now on."}
    assert "Nothing changes before" in reader.press(path, **given)
    assert read(coordinator).post(path, **given).status == 403
    page = read(coordinator).get("/approvals/")
    assert f"Change the role of {caseworker.name}" in page
    approval = Approval.objects.get()
    assert "caseworker coordinator" in read(coordinator).get(f"/approvals/{approval.pk}/")
    read(coordinator).press(f"/approvals/{approval.pk}/approve/", reason="")
    assert caseworker.memberships.get().role == "coordinator"
    assert "Nothing was changed" in reader.press(path, **given | {"role": "king"})


def test_an_auditor_lists_people_without_addresses_and_has_nothing_to_press(
    read, auditor, coordinator, caseworker, stranger
):
    page = read(auditor).get("/settings/users/")
    assert page.status == 200
    for person in (coordinator, caseworker, stranger):
        assert person.name in page
        assert person.email not in page.html
        assert page_of(person) not in page.html
        assert read(auditor).get(page_of(person)).status == 403
    assert "Lock out" not in page
    assert "Invite somebody" not in page
    assert read(auditor).post(f"/settings/users/{caseworker.pk}/lock/").status == 403


def test_who_audits_and_coordinates_reads_the_addresses_of_the_own_team_alone(
    read, make_user, team, coordinator, caseworker, stranger
):
    make_user("auditor")
    coordinator.memberships.create(user=coordinator, role="auditor", created_at=NOW)
    page = read(coordinator).get("/settings/users/")
    assert caseworker.email in page
    assert stranger.name in page
    assert stranger.email not in page.html
    assert read(coordinator).get(page_of(stranger)).status == 404
