"""A sheet with one code for each volunteer: all or none, each works once."""

import base64
import re

import pytest

from casetracker.domain.errors import Refused
from casetracker.domain.guest_lists import MOST, read_guests
from casetracker.models import AuditEvent, Notice, User
from casetracker.services.invitation_sheets import print_invitations
from tests.conftest import NOW

SHEET = "/settings/users/invite/sheet/"
PEOPLE = "Ада, ada@example.org\n\nBen Example <ben@example.org>\ncy@example.org\n"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Ada Example, ada@example.org", ("Ada Example", "ada@example.org")),
        ("Ada Example <ada@example.org>", ("Ada Example", "ada@example.org")),
        ("Ada\tada@example.org", ("Ada", "ada@example.org")),
        ("Example, Ada; ada@example.org", ("Example, Ada", "ada@example.org")),
        ("ada@example.org", ("ada", "ada@example.org")),
    ],
)
def test_a_line_is_read_as_people_write_it(line, read):
    assert read_guests(line) == [read]


@pytest.mark.parametrize(
    "text", ["", "Ada", "Ada, nobody", "a@b.org\nA@B.ORG", "x@y.org\n" * (MOST + 1)]
)
def test_what_cannot_be_read_is_named(text):
    with pytest.raises(Refused) as refusal:
        read_guests(text)
    assert refusal.value.field == "people"


def test_a_coordinator_prints_codes_and_each_makes_one_account(read, coordinator, team):
    page = read(coordinator).post(SHEET, team=str(team.pk), language="be", people=PEOPLE)
    assert page.status == 200
    pictures = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page.html)
    assert len(pictures) == 3
    assert all(base64.b64decode(picture).startswith(b"<?xml") for picture in pictures)
    assert len(set(pictures)) == 3
    assert page.headers["Cache-Control"] == "no-store, private"
    invited = User.objects.filter(email__in=["ada@example.org", "ben@example.org"])
    assert {user.language for user in invited} == {"be"}
    assert {member.vetted_at for user in invited for member in user.memberships.all()} == {None}
    assert not Notice.objects.exists()
    assert "Прачытайце код" in page
    assert "Print this now" in page
    assert AuditEvent.objects.filter(verb="invite_user", team_id=team.pk).count() == 3


def test_a_slip_works_once_and_a_second_sheet_makes_a_new_one_for_who_has_not_come(
    read, coordinator, team
):
    given = {"actor": coordinator, "team_id": team.pk, "language": "en", "now": NOW}
    people = [("Ada", "ada@example.org"), ("Ben", "ben@example.org")]
    ada, ben = print_invitations(people=people, **given)
    reader = read()
    form = reader.get(ada.link.removeprefix("http://localhost:8000")).where
    password = "a lantern nobody ever saw"
    assert "Your password is set." in reader.press(form, password=password, again=password)
    assert reader.get(ada.link.removeprefix("http://localhost:8000")).status == 410
    (again,) = print_invitations(people=people[1:], **given)
    assert again.user.email == "ben@example.org"
    assert read().get(ben.link.removeprefix("http://localhost:8000")).status == 410
    assert read().get(again.link.removeprefix("http://localhost:8000")).status == 302
    with pytest.raises(Refused) as refusal:
        print_invitations(people=people, **given)
    assert refusal.value.message.startswith("Ada: This address has an account")
    assert User.objects.filter(email="ben@example.org").count() == 1


def test_one_line_that_cannot_be_leaves_nobody_invited(read, coordinator, caseworker, team):
    text = f"Ada, ada@example.org\nBen, {caseworker.email}"
    answer = read(coordinator).post(SHEET, team=str(team.pk), language="en", people=text)
    assert answer.status == 400
    assert "Ben: This address has an account already." in answer
    assert not User.objects.filter(email="ada@example.org").exists()


def test_only_coordinators_and_only_into_their_own_team(
    read, coordinator, caseworker, administrator, other_team
):
    given = {"language": "en", "people": "ada@example.org"}
    assert read(coordinator).post(SHEET, team=str(other_team.pk), **given).status == 400
    for user in (caseworker, administrator):
        assert read(user).get(SHEET).status == 403
    assert not User.objects.filter(email="ada@example.org").exists()
