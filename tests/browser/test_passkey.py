"""A passkey is made and used in Chromium, with a virtual authenticator."""

from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from casetracker.models import SecondFactor
from tests.browser.conftest import PASSWORD, Watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(settings: Any, live_server: Any) -> str:
    """The installation is where the browser finds it."""
    settings.BASE_URL = live_server.url
    return str(live_server.url)


def plug_in_a_key(window: Watched) -> Any:
    """A key that is touched at once when the page asks for it."""
    devtools = window.page.context.new_cdp_session(window.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools


def give_password(window: Watched, user: Any) -> None:
    window.go("/accounts/login/")
    window.page.fill("[name=login]", user.email)
    window.page.fill("[name=password]", PASSWORD)
    window.follow("main button[type=submit]")


@pytest.fixture
def with_passkey(watch: Any, site: str, caseworker: Any) -> Watched:
    """A window of a caseworker who was led to set up a passkey and did."""
    caseworker.password = make_password(PASSWORD)
    caseworker.save()
    window: Watched = watch()
    plug_in_a_key(window)
    give_password(window, caseworker)
    assert "One thing before you begin" in window.text
    window.follow("text=Set up a passkey")
    window.page.fill("[name=name]", "the blue key")
    window.page.click("text=Make a passkey")
    expect(window.page.locator("h1")).to_have_text("Recovery codes")
    assert SecondFactor.objects.get(kind="passkey").name == "the blue key"
    window.follow("text=I have written them down")
    assert "the blue key" in window.text
    return window


def test_a_passkey_is_set_up_and_signs_its_owner_in(with_passkey, caseworker):
    window = with_passkey
    window.follow("text=Sign out >> nth=0")
    give_password(window, caseworker)
    assert "Is it you?" in window.text
    window.page.click("text=Use a passkey")
    expect(window.page.locator("h1")).to_have_text("My cases")
    key = SecondFactor.objects.get(kind="passkey")
    assert key.used_at is not None
    assert key.last_step > 0


def test_a_key_whose_counter_does_not_rise_was_copied(with_passkey, caseworker):
    SecondFactor.objects.filter(kind="passkey").update(last_step=10_000)
    window = with_passkey
    window.follow("text=Sign out >> nth=0")
    give_password(window, caseworker)
    window.page.click("text=Use a passkey")
    expect(window.page.locator("[role=alert]").last).to_contain_text("This passkey was not accept")
    window.complaints.clear()  # the browser reports the answer's status, 400


def test_a_passkey_of_another_site_is_not_taken(with_passkey, caseworker, settings):
    window = with_passkey
    window.follow("text=Sign out >> nth=0")
    give_password(window, caseworker)
    settings.BASE_URL = "http://localhost:1"
    window.page.click("text=Use a passkey")
    expect(window.page.locator("[role=alert]").last).to_contain_text("This passkey was not accept")
    window.complaints.clear()
