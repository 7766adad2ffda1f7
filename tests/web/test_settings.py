import pytest

from casetracker.domain.words import EventKind
from casetracker.models import Membership, Notice, User
from tests.conftest import NOW

PROFILE, PEOPLE, INVITE = "/settings/profile/", "/settings/users/", "/settings/users/invite/"


@pytest.fixture
def fields(caseworker):
    """What the profile form holds before anything is changed."""
    return {
        "name": caseworker.name,
        "language": "en",
        "time_zone": "UTC",
        "digest_hour": "9",
        "quiet_from": "0",
        "quiet_until": "0",
        "away_until": "",
        "deputy": "",
    }


def test_a_profile_is_saved_and_the_page_speaks_the_new_language(read, caseworker, fields):
    page = read(caseworker).press(
        PROFILE, **fields | {"language": "ru", "time_zone": "Europe/Vilnius", "digest_hour": "7"}
    )
    assert '<html lang="ru">' in page.html
    caseworker.refresh_from_db()
    assert (caseworker.language, caseworker.time_zone) == ("ru", "Europe/Vilnius")
    assert caseworker.digest_hour == 7
    assert caseworker.next_digest_at.hour == 5


def test_a_deputy_is_a_colleague(read, caseworker, colleague, stranger, fields):
    read(caseworker).press(
        PROFILE, **fields | {"deputy": str(colleague.pk), "away_until": "2026-03-01"}
    )
    caseworker.refresh_from_db()
    assert caseworker.deputy == colleague
    for other in (stranger, caseworker):
        answer = read(caseworker).post(PROFILE, **fields | {"deputy": str(other.pk)})
        assert answer.status == 400


@pytest.mark.parametrize(
    "bad",
    [
        {"time_zone": "Mars/Olympus"},
        {"language": "xx"},
        {"digest_hour": "24"},
        {"away_until": "2026-02-30"},
        {"name": ""},
        {"name": "x" * 121},
        {"name": "a\x07"},
    ],
)
def test_a_bad_profile_is_refused(read, caseworker, fields, bad):
    answer = read(caseworker).post(PROFILE, **fields | bad)
    assert answer.status == 400
    before = caseworker.name
    caseworker.refresh_from_db()
    assert caseworker.name == before


def test_what_the_form_does_not_hold_cannot_be_changed(read, caseworker, fields):
    read(caseworker).press(
        PROFILE, **fields | {"email": "new@example.org", "is_active": "", "auth_epoch": "9"}
    )
    before = caseworker.email
    caseworker.refresh_from_db()
    assert (caseworker.email, caseworker.auth_epoch) == (before, 0)


def test_a_coordinator_sees_the_people_of_the_own_team(read, coordinator, caseworker, stranger):
    page = read(coordinator).get(PEOPLE)
    assert caseworker.name in page
    assert stranger.name not in page


def test_an_invitation_makes_an_account_without_password_and_a_notice(read, coordinator, team):
    page = read(coordinator).press(
        INVITE,
        email="new@example.org",
        name="Новая Асоба",
        role="volunteer",
        team=str(team.pk),
        language="be",
    )
    assert "Новая Асоба is invited; the link is on its way." in page
    user = User.objects.get(email="new@example.org")
    assert not user.has_usable_password()
    assert Membership.objects.get(user=user).role == "volunteer"
    assert Notice.objects.get().kind == EventKind.INVITATION


@pytest.mark.parametrize("role", ["coordinator", "administrator", "auditor", "god"])
def test_a_coordinator_raises_nobody_to_the_own_height(read, coordinator, team, role):
    answer = read(coordinator).post(
        INVITE, email="a@example.org", name="A", role=role, team=str(team.pk), language="en"
    )
    assert answer.status == 400
    assert not User.objects.filter(email="a@example.org").exists()


def test_nobody_is_invited_into_another_team(read, coordinator, other_team):
    answer = read(coordinator).post(
        INVITE,
        email="a@example.org",
        name="A",
        role="caseworker",
        team=str(other_team.pk),
        language="en",
    )
    assert answer.status == 400


def test_an_auditor_has_no_team_and_everybody_else_has_one(read, administrator, team):
    reader = read(administrator)
    person = {"email": "a@example.org", "name": "A", "language": "en"}
    assert reader.post(INVITE, role="auditor", team=str(team.pk), **person).status == 400
    assert reader.post(INVITE, role="caseworker", team="", **person).status == 400
    assert "A is invited" in reader.press(INVITE, role="auditor", team="", **person)


def test_somebody_is_locked_out_at_once_and_let_in_again(read, coordinator, caseworker):
    reader, theirs = read(coordinator), read(caseworker)
    assert theirs.get("/").status == 200
    page = reader.press(f"{PEOPLE}{caseworker.pk}/lock/")
    assert f"{caseworker.name} is locked out, everywhere and at once." in page
    assert theirs.get("/").where.startswith("/accounts/login/")
    assert "may sign in again." in reader.press(f"{PEOPLE}{caseworker.pk}/unlock/")
    assert theirs.get("/").where.startswith("/accounts/login/")


def test_nobody_locks_out_oneself_an_equal_or_somebody_unseen(
    read, coordinator, make_user, team, stranger
):
    equal = make_user("coordinator", team)
    reader = read(coordinator)
    for other in (coordinator, equal):
        assert "Nothing was changed:" in reader.press(f"{PEOPLE}{other.pk}/lock/")
    assert reader.post(f"{PEOPLE}{stranger.pk}/lock/").status == 404
    assert not User.objects.exclude(frozen_at=None).exists()


@pytest.mark.parametrize("email", ["", "x", "a@b,c@d", "a@b\nBcc: c@d", "x" * 320 + "@example.org"])
def test_an_address_that_is_none_is_refused(read, coordinator, team, email):
    answer = read(coordinator).post(
        INVITE, email=email, name="A", role="volunteer", team=str(team.pk), language="en"
    )
    assert answer.status == 400
    assert not User.objects.filter(created_at__gt=NOW).exists()


def test_mails_are_stopped_and_started_on_ones_profile(read, volunteer, coordinator):
    reader = read(volunteer)
    assert "What you have taken goes to somebody else" in reader.get(PROFILE)
    assert "You get no mails from now on." in reader.press("/settings/mails/stop/")
    assert "wants no mails" in read(coordinator).get(PEOPLE)
    assert "You get mails again." in reader.press("/settings/mails/start/")
    assert User.objects.get(pk=volunteer.pk).mail_stopped_at is None


def test_a_volunteer_has_no_deputy_and_staff_are_told_that_urgent_mail_stays(
    read, volunteer, caseworker
):
    assert "Deputy" not in read(volunteer).get(PROFILE)
    assert "What is urgent still comes." in read(caseworker).get(PROFILE)
