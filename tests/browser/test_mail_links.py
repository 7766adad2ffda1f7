"""The link of a mail on a phone: scanners change nothing, then a person answers by touch, by
keyboard, and without scripts."""

from __future__ import annotations

import re
import urllib.request
from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.models import Clock, LinkAnswer, Notice, Task, User
from casetracker.services.emails import deliver_due
from casetracker.services.notices import pack
from casetracker.services.offers import offer_task
from casetracker.services.sweep import sweep
from casetracker.services.tasks import open_task
from tests.browser.test_accessible import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 360
DAY = timedelta(days=1)


@pytest.fixture
def letter(make_case, caseworker, volunteer, mailbox, settings, live_server):
    """Two offers and a task that was handed over, in one letter; the link in it."""
    settings.BASE_URL = live_server.url
    now = timezone.now()
    case = make_case(at=now - 3 * DAY)
    for kind in ("transport", "bed", "clothes"):
        task = open_task(
            actor=caseworker,
            case_id=case.pk,
            title="words",
            kind=kind,
            due_at=now + 2 * DAY,
            assignee_id=volunteer.pk if kind == "clothes" else None,
            now=now,
        )
        if kind != "clothes":
            offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)
    Notice.objects.filter(recipient=volunteer).update(is_urgent=True)
    pack(now=now)
    deliver_due(now=now)
    (text,) = mailbox.to(volunteer)
    return re.search(rf"{live_server.url}/m/#\S+", text)[0]


def state():
    return (
        sorted(Task.objects.values_list("pk", "state", "version")),
        sorted(Notice.objects.values_list("pk", "state")),
        sorted(Clock.objects.values_list("pk", "version", "next_step_at")),
        sorted(User.objects.values_list("pk", "version")),
        LinkAnswer.objects.count(),
    )


def test_scanners_change_nothing_then_a_person_takes_declines_and_reports_done(watch, letter):
    before = state()
    for method in ["GET"] * 20 + ["HEAD"]:
        request = urllib.request.Request(letter.partition("#")[0], method=method)
        with urllib.request.urlopen(request) as answer:
            assert b"I take it" not in answer.read()
    for _ in range(3):  # a scanner with a browser: it loads, runs the script, and presses nothing
        scanner = watch(PHONE)
        scanner.page.goto(letter)
        scanner.page.wait_for_selector("button:has-text('I take it')")
        scanner.page.reload()
        scanner.page.wait_for_selector("button:has-text('I take it')")
    assert state() == before

    phone = watch(PHONE)
    asked = []
    phone.page.on("request", lambda request: asked.append((request.method, request.url)))
    phone.page.goto(letter)
    phone.page.wait_for_selector("button:has-text('I take it')")
    origin = phone.origin
    assert sorted(asked) == [
        ("GET", letter.partition("#")[0]),
        ("GET", f"{origin}/static/m.css"),
        ("GET", f"{origin}/static/m.js"),
        ("POST", f"{origin}/m/"),
    ]
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert phone.page.evaluate(
        "[...document.querySelectorAll('button')].filter(b => b.offsetHeight)"
        ".every(b => b.offsetHeight >= 44)"
    )
    phone.page.locator("button:has-text('I take it')").first.click()
    phone.page.wait_for_selector("text=It is yours. Thank you!")
    phone.page.locator("button:has-text('I cannot')").first.click()
    phone.page.wait_for_selector("text=Somebody else is asked.")
    phone.page.locator("button:has-text('Done')").first.click()
    phone.page.wait_for_selector("text=Whoever asked you is told and confirms it.")
    assert sorted(Task.objects.values_list("state", flat=True)) == [
        "accepted",
        "open",
        "reported_done",
    ]
    after = state()
    phone.page.reload()
    phone.page.wait_for_selector("text=It is yours. Thank you!")
    assert "Somebody else is asked." in phone.text
    assert state() == after


def test_a_double_press_and_a_second_tab_answer_once(watch, letter):
    tabs = [watch(PHONE) for _ in range(2)]
    for tab in tabs:
        tab.page.goto(letter)
        tab.page.wait_for_selector("button:has-text('I take it')")
    tabs[0].page.locator("button:has-text('I take it')").first.dblclick()
    tabs[0].page.wait_for_selector("text=It is yours. Thank you!")
    tabs[1].page.locator("button:has-text('I cannot')").first.click()
    tabs[1].page.wait_for_selector("text=It is yours. Thank you!")
    assert list(LinkAnswer.objects.values_list("answer", flat=True)) == ["take"]
    assert Task.objects.filter(state="accepted", kind__in=["transport", "bed"]).count() == 1


def test_without_scripts_the_link_is_pasted_and_the_buttons_work(browser, live_server, letter):
    context = browser.new_context(
        viewport={"width": PHONE, "height": 700}, java_script_enabled=False, locale="en-GB"
    )
    page = context.new_page()
    page.goto(letter)
    assert "Paste the whole link" in page.inner_text("body")
    page.fill("#token", letter)
    for button in ("button:has-text('Show')", "button:has-text('I take it') >> nth=0"):
        with page.expect_navigation():
            page.click(button)
    assert "It is yours. Thank you!" in page.inner_text("body")
    context.close()
    assert LinkAnswer.objects.count() == 1


def test_by_keyboard_alone_and_a_screen_reader_is_told_what_a_button_is_about(watch, letter):
    window = watch(PHONE)
    window.page.goto(letter)
    window.page.wait_for_selector("button:has-text('I take it')")
    assert window.page.evaluate("document.activeElement.tagName") == "H1"
    window.tab_to("I take it")
    about = window.page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-describedby')).innerText"
    )
    assert "a new task: say whether you can take it" in about
    window.page.keyboard.press("Enter")
    window.page.wait_for_selector("[role=status]:has-text('Noted.')")
    window.tab_to("Stop mails")
    window.page.keyboard.press("Enter")
    window.tab_to("Stop mails")
    window.page.keyboard.press("Enter")
    window.page.wait_for_selector("text=You get no mails.")
    window.tab_to("Start mails again")
    window.page.keyboard.press("Enter")
    window.page.wait_for_selector("summary:has-text('Stop mails')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_have_no_faults_that_axe_can_see(watch, letter, scheme):
    window = watch(PHONE)
    window.page.emulate_media(color_scheme=scheme)
    found = {}
    window.go("/m/")
    found["paste"] = violations(window)
    window.go("/m/stop/x/")
    found["stop"] = violations(window)
    window.page.goto(letter)
    window.page.wait_for_selector("button:has-text('I take it')")
    window.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found["letter"] = violations(window)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_a_dead_link_says_what_to_do(watch, letter):
    window = watch(PHONE)
    window.page.goto(letter[:-1] + ("a" if letter[-1] != "a" else "b"))
    window.page.wait_for_selector("text=This link does not work, or no longer.")
    assert "Take the link of your newest mail, or sign in." in window.text
    assert len(window.complaints) == 1  # the browser notes that the answer was a 404
    window.complaints.clear()


def test_two_mailboxes_compared_share_no_word_that_joins_them(
    make_case, caseworker, coordinator, mailbox, remind
):
    """The same files, told to two people: what their letters have in common are fixed words."""
    start = timezone.now() - 40 * DAY
    cases = [make_case(f"Ціхая Справа {n}", at=start) for n in range(12)]
    for day in range(28, 44):
        at = start + day * DAY
        sweep(now=at)
        remind(at)
    boxes = [mailbox.to(who) for who in (caseworker, coordinator)]
    assert all(boxes)
    labels = [set(re.findall(r"^• ([a-z]+ [a-z]+) –", "\n".join(box), re.M)) for box in boxes]
    assert all(len(found) >= len(cases) - 3 for found in labels), labels
    assert not labels[0] & labels[1]
    links = [set(re.findall(r"/m/#(\S+)", "\n".join(box))) for box in boxes]
    assert not links[0] & links[1]
