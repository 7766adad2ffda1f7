"""`create_user`, `create_token`, `freeze`: accounts from the command line."""

import io
import sys
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.utils import timezone

from casetracker.models import Email, Membership, Team, User
from casetracker.selectors.tokens import find_token
from casetracker.services.instance import name_instance
from tests.second_factors import give_app

PASSWORD = "quiet harbour lights"


@pytest.fixture
def typed(monkeypatch):
    """What stands on standard input."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))


def test_a_user_signs_in_with_the_password_from_standard_input(say, typed, team, settings):
    said = say(
        "create_user",
        "Ada@example.org",
        *("--role", "caseworker", "--team", "Vilnius", "--password-stdin"),
        *("--language", "be", "--time-zone", "Europe/Vilnius", "--name", "Ada"),
    )
    assert said == "ada@example.org is caseworker.\n"
    user = User.objects.get()
    assert (user.name, user.language, user.time_zone) == ("Ada", "be", "Europe/Vilnius")
    assert user.check_password(PASSWORD)
    assert PASSWORD not in said
    assert Membership.objects.get() == user.memberships.get(team=team, role="caseworker")


def test_without_a_password_it_says_how_to_get_one(say, team):
    said = say("create_user", "ada@example.org", "--role", "volunteer", "--team", "Vilnius")
    assert "They cannot sign in yet" in said
    assert authenticate(username="ada@example.org", password="") is None


def test_an_invitation_is_mailed(say, run, team, now, mail_folder):
    name_instance(name="here", now=now)
    say("create_user", "ada@example.org", "--role", "caseworker", "--team", "Vilnius", "--invite")
    assert run("dispatch", "--once")["sent"] == 1
    assert Email.objects.get().kind == "account"
    assert "/accounts/set-password/" in next(mail_folder.glob("*.eml")).read_text()


def test_a_team_that_is_not_there_is_made_and_that_is_said(say, db):
    words = ("--team", "Kyiv", "--team-country", "UA", "--serves", "UA,MD")
    said = say("create_user", "ada@example.org", "--role", "coordinator", *words)
    assert "The team was not there and has been made." in said
    team = Team.objects.get()
    assert (team.name, team.country) == ("Kyiv", "UA")
    assert set(team.countries.values_list("country", flat=True)) == {"UA", "MD"}
    assert "made" not in say("create_user", "b@example.org", "--role", "coordinator", *words)


def test_a_user_who_is_refused_leaves_no_team_behind(refusal, db):
    said = refusal("create_user", "no address", "--role", "coordinator", "--team", "Kyiv")
    assert "email" in said
    assert not Team.objects.exists()


def test_a_volunteer_is_asked_only_if_vetted(run, team):
    words = ("--role", "volunteer", "--team", "Vilnius")
    run("create_user", "a@example.org", *words)
    run("create_user", "b@example.org", *words, "--vetted")
    vetted = Membership.objects.exclude(vetted_at=None)
    assert [one.user.email for one in vetted] == ["b@example.org"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--role", "boss"), "administrator, coordinator, caseworker, volunteer, auditor"),
        (("--role", "caseworker"), "team"),
        (("--role", "auditor", "--team", "Vilnius"), "team"),
        (("--role", "auditor", "--language", "de"), "en, be, ru"),
        (("--role", "auditor", "--time-zone", "Vilnius"), "Europe/Vilnius"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_is_allowed(refusal, team, words, said):
    assert said in refusal("create_user", "ada@example.org", *words)
    assert not User.objects.exists()


def test_an_address_has_one_account(refusal, run, db):
    run("create_user", "ada@example.org", "--role", "auditor")
    assert "account" in refusal("create_user", "ADA@example.org", "--role", "administrator")


def test_a_weak_password_is_refused_and_not_repeated(refusal, monkeypatch, db):
    monkeypatch.setattr(sys, "stdin", io.StringIO("hunter2\n"))
    said = refusal("create_user", "ada@example.org", "--role", "auditor", "--password-stdin")
    assert "password" in said
    assert "hunter2" not in said


def test_a_token_is_the_last_word_and_opens_the_account(say, coordinator):
    said = say("create_token", coordinator.email, "--scopes", "all", "--days", "7")
    token = find_token(said.split()[-1], now=timezone.now())
    assert token.user == coordinator
    assert token.expiry - timezone.now() < timedelta(days=7)


@pytest.mark.parametrize(
    "words",
    [("--scopes", "everything", "--days", "7"), ("--scopes", "all", "--days", "0")],
)
def test_unknown_scopes_and_endless_terms_are_refused(refusal, coordinator, words):
    assert "allowed: " in refusal("create_token", coordinator.email, *words)


def test_a_token_of_nobody_is_refused(refusal, db):
    words = ("--scopes", "all", "--days", "1")
    assert "No user has this address." in refusal("create_token", "x@example.org", *words)


def test_a_frozen_user_is_out_at_once(say, refusal, coordinator):
    said = say("create_token", coordinator.email, "--scopes", "all", "--days", "7")
    assert "is frozen since" in say("freeze", coordinator.email)
    assert find_token(said.split()[-1], now=timezone.now()) is None
    assert User.objects.get(pk=coordinator.pk).is_frozen
    assert "frozen already" in refusal("freeze", coordinator.email)


def test_freezing_nobody_is_refused(refusal, db):
    assert "No user has this address." in refusal("freeze", "nobody@example.org")


def test_an_operator_resets_a_lost_second_factor(say, refusal, coordinator):
    give_app(coordinator)
    words = ("reset_factor", coordinator.email, "--reason")
    assert "Say how you know" in refusal(*words, "lost")
    assert "sets up a new one" in say(*words, "He called me, I know his voice.")
    assert not coordinator.factors.exists()
    assert "has no second factor" in refusal(*words, "He called me once more.")
