"""Somebody comes in: the page is gone, the session ended, the way back shows nothing."""

import pytest
from django.conf import settings

from casetracker.models import WebSession

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def window(watch, caseworker, make_case):
    case = make_case()
    window = watch()
    window.page.route(f"{settings.QUICK_EXIT_URL}**", lambda route: route.fulfill(body="weather"))
    window.sign_in(caseworker)
    window.go(f"/cases/{case.reference}/")
    assert "Ада Прыклад" in window.text
    return window


def is_out(window):
    window.page.wait_for_url(settings.QUICK_EXIT_URL)
    assert window.text == "weather"
    for _ in range(100):  # the page was left before the answer that ended the session
        if not WebSession.objects.exclude(user=None).exists():
            break
        window.page.wait_for_timeout(100)
    assert not WebSession.objects.exclude(user=None).exists()
    window.page.go_back()
    window.page.wait_for_load_state()
    assert "Ада Прыклад" not in window.text
    window.complaints.clear()  # that page is another site, on purpose


def test_escape_twice_leaves_at_once(window):
    window.page.keyboard.press("Escape")
    window.page.wait_for_timeout(900)
    window.page.keyboard.press("Escape")
    window.page.wait_for_timeout(900)
    assert "Ада Прыклад" in window.text  # twice, but not quickly: not meant
    window.page.keyboard.press("Escape")
    window.page.keyboard.press("Escape")
    is_out(window)


def test_the_button_leaves_at_once(window):
    window.page.click("text=Leave at once")
    is_out(window)
