"""Pages of volunteers: what they say of themselves, and who looks for them."""

import pytest

from tests.conftest import NOW

OWN = "/settings/volunteering/"
FIELDS = {"speaks": ["be", "lt"], "skills": ["driving"], "free_on": ["saturday"], "capacity": "3"}


def test_a_volunteer_says_what_they_do(read, volunteer):
    assert "What you do, where and on which days" in read(volunteer).get("/settings/profile/")
    page = read(volunteer).press(OWN, **FIELDS, works_in=["LT"], version=volunteer.version)
    assert "Saved." in page
    volunteer.refresh_from_db()
    assert (volunteer.speaks, volunteer.free_on) == (["be", "lt"], ["saturday"])
    assert page.html.count(" checked>") == 5
    assert volunteer.memberships.get().capacity == 3


def test_a_volunteer_adds_a_country_that_is_not_on_the_short_list(read, volunteer):
    given = FIELDS | {"works_in": ["LT"], "also_in": "PT"}
    page = read(volunteer).press(OWN, **given, version=volunteer.version)
    volunteer.refresh_from_db()
    assert volunteer.works_in == ["LT", "PT"]
    # From then on it stands among the others, ticked, and can be taken out.
    assert 'value="PT"' in page.html
    read(volunteer).press(OWN, **FIELDS, works_in=["PT"], version=volunteer.version)
    volunteer.refresh_from_db()
    assert volunteer.works_in == ["PT"]
    assert read(volunteer).post(OWN, **FIELDS, also_in="QQ").status == 400


def test_what_is_no_choice_is_refused_beside_its_field(read, volunteer):
    for bad in ({"skills": "surgery"}, {"works_in": "XX"}, {"capacity": "1000"}):
        assert read(volunteer).post(OWN, **FIELDS | bad).status == 400


def test_of_two_old_forms_the_second_is_told(read, volunteer, coordinator):
    old = volunteer.version
    read(volunteer).press(OWN, **FIELDS, version=old)
    late = read(coordinator).post(
        f"/settings/volunteers/{volunteer.pk}/", capacity="3", speaks=["ru"], version=old
    )
    assert (late.status, "Somebody else changed this meanwhile" in late) == (400, True)


def test_staff_say_nothing_of_themselves_there(read, caseworker):
    assert read(caseworker).get(OWN).status == 403
    assert "What you do, where" not in read(caseworker).get("/settings/profile/")


@pytest.mark.usefixtures("volunteer")
def test_a_coordinator_finds_volunteers_and_says_it_for_them(read, coordinator, make_user, team):
    host = make_user("volunteer", team, name="Ona Host", skills=["hosting"], works_in=["LT"])
    page = read(coordinator).get("/settings/volunteers/", {"skill": "hosting", "country": "LT"})
    assert "Ona Host Vilnius 0 taken, 0 asked, of 5" in page
    assert "has a bed for somebody" in page
    none = read(coordinator).get("/settings/volunteers/", {"country": "NO", "skill": "driving"})
    assert "Ona Host" not in none
    address = f"/settings/volunteers/{host.pk}/"
    assert "Saved." in read(coordinator).press(address, **FIELDS, version=host.version)
    host.refresh_from_db()
    assert (host.skills, host.works_in) == (["driving"], [])


def test_who_does_not_coordinate_them_sees_none_of_it(
    read, caseworker, volunteer, make_user, other_team
):
    address = f"/settings/volunteers/{volunteer.pk}/"
    elsewhere = make_user("coordinator", other_team)
    # The page is for volunteers and who coordinates them; of those it knows only who is theirs.
    for stranger, status in ((caseworker, 403), (elsewhere, 404)):
        assert read(stranger).get(address).status == status
        assert read(stranger).post(address, **FIELDS).status == status
    assert read(caseworker).get("/settings/volunteers/").status == 403
    assert "no volunteers yet" in read(elsewhere).get("/settings/volunteers/")


def test_somebody_away_shows_as_away(read, coordinator, make_user, team):
    make_user("volunteer", team, away_until=NOW.date())
    page = read(coordinator).get("/settings/volunteers/")
    assert "away until" in page
    assert "away until" not in read(coordinator).get("/settings/volunteers/", {"has_room": "on"})
