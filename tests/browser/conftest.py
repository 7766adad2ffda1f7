"""A real browser on a live server: every request is watched, and every complaint of the page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from casetracker.domain.second_factors import DEMANDED_OF
from casetracker.models import User
from tests.patience import PATIENCE
from tests.second_factors import give_app

PASSWORD = "quiet lantern over water"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Playwright runs an event loop in this thread, which Django would take for an asynchronous view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()


class Watched:
    """A page of a reader; `complaints` are what the console said and requests to other places."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._asked)

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.origin, "data:")):
            self.complaints.append(f"request to {request.url}")

    def go(self, path: str) -> None:
        self.page.goto(self.origin + path)

    def follow(self, target: str) -> None:
        """Press what leads to another page, and wait until that page is there.

        Playwright's own `click` comes back while the old page may still be the one that is read.
        """
        with self.page.expect_navigation():
            self.page.click(target)

    def sign_in(self, user: User) -> None:
        """As one who has signed in before, on the first page."""
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": self.origin}
        self.page.context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Lax"}])
        self.go("/")

    def sign_in_by_keyboard(self, user: User) -> None:
        """By keyboard alone: the first field has the focus; staff show an app's code, too."""
        user.password = make_password(PASSWORD)
        user.save(update_fields=["password"])
        self.go("/accounts/login/")
        self._wait_for_focus()
        keyboard = self.page.keyboard
        keyboard.type(user.email)
        keyboard.press("Tab")
        keyboard.type(PASSWORD)
        needs_factor = user.has_role(*DEMANDED_OF)
        app = give_app(user) if needs_factor else None
        with self.page.expect_navigation():
            keyboard.press("Enter")
        if app is not None:
            self._wait_for_focus()
            keyboard.type(app.code(timezone.now()))
            with self.page.expect_navigation():
                keyboard.press("Enter")

    def _wait_for_focus(self) -> None:
        """The browser gives the first field the focus a moment after the page is there."""
        self.page.wait_for_function("document.activeElement instanceof HTMLInputElement")

    def tab_to(self, words: str, most: int = 80) -> None:
        """Press Tab until what has the focus is called or labelled `words`."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if words in self.focused():
                return
        raise AssertionError(f"Tab does not lead to {words!r}")

    def focused(self) -> str:
        return str(
            self.page.evaluate(
                """() => {
                  const e = document.activeElement;
                  const label = e.labels && e.labels[0] ? e.labels[0].innerText : "";
                  return [label, e.innerText, e.getAttribute("aria-label")].join(" ");
                }"""
            )
        )

    def press_enter_and_wait(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    @property
    def text(self) -> str:
        return self.page.inner_text("body")


@pytest.fixture
def watch(browser: Browser, live_server: Any) -> Iterator[Any]:
    """`watch(width)`: a fresh browser window; whatever it complained of fails the test."""
    opened: list[Watched] = []

    def open_window(width: int = 1280) -> Watched:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="en-GB")
        context.set_default_timeout(PATIENCE * 1000)
        opened.append(Watched(context.new_page(), live_server.url))
        return opened[-1]

    yield open_window
    for window in opened:
        window.page.context.close()
    assert [c for window in opened for c in window.complaints] == []
