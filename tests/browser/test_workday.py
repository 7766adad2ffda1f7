"""A day's work in a browser: by keyboard alone, nothing from anywhere else, on small screens."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.models import Activity, Task
from casetracker.services.activities import record_activity
from casetracker.services.offers import offer_task
from casetracker.services.tasks import open_task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def quiet_case(make_case):
    return make_case(at=timezone.now() - timedelta(days=34))


def test_an_activity_is_recorded_by_keyboard_alone(watch, caseworker, quiet_case):
    window = watch()
    window.sign_in_by_keyboard(caseworker)
    assert "nothing done on the file for 34 days" in window.text
    window.tab_to("Ада Прыклад")
    window.press_enter_and_wait()
    assert "What runs out" in window.text
    window.tab_to("What happened")
    window.page.keyboard.type("sign of l")
    window.tab_to("Note")
    window.page.keyboard.type("Her mother heard her voice.")
    window.tab_to("Record")
    window.press_enter_and_wait()
    assert "Recorded: sign of life." in window.text
    assert "Her mother heard her voice." in window.text
    assert Activity.objects.filter(kind="sign_of_life").count() == 1


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(watch, caseworker, quiet_case):
    window = watch()
    window.sign_in(caseworker)
    window.page.keyboard.press("Tab")
    assert "Skip to the content" in window.focused()
    window.page.keyboard.press("Enter")
    assert window.page.evaluate("document.activeElement.id") == "content"


def test_a_volunteer_takes_a_task_and_reports_it_done(watch, caseworker, volunteer, quiet_case):
    now = timezone.now()
    task = open_task(
        actor=caseworker,
        case_id=quiet_case.pk,
        title="Meet at the station",
        kind="transport",
        due_at=now + timedelta(hours=20),
        brief="Platform 2, red scarf",
        now=now,
    )
    offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)
    window = watch(390)
    window.sign_in_by_keyboard(volunteer)
    assert "Platform 2" not in window.text
    window.follow("text=I take it")
    assert "Platform 2, red scarf" in window.text
    window.page.fill("#done_comment", "She is well.")
    window.follow("button:has-text('Done')")
    assert "Thank you! The caseworker is told" in window.text
    assert Task.objects.get().state == "reported_done"


def test_hostile_text_stays_text_in_a_browser(watch, caseworker, quiet_case):
    now = timezone.now()
    text = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    record_activity(
        actor=caseworker, case_id=quiet_case.pk, kind="note", occurred_at=now, text=text, now=now
    )
    window = watch()
    window.sign_in(caseworker)
    window.go(f"/cases/{quiet_case.reference}/")
    assert text in window.text
    assert "Ада Прыклад" in window.page.title()


def test_after_signing_out_the_way_back_shows_nothing(watch, caseworker, quiet_case):
    window = watch()
    window.sign_in(caseworker)
    window.go(f"/cases/{quiet_case.reference}/")
    window.follow("text=Sign out")
    assert "You are signed out" in window.text
    window.page.go_back()
    window.page.wait_for_load_state()
    assert "Ада Прыклад" not in window.text


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_its_screen(watch, coordinator, quiet_case, width):
    window = watch(width)
    window.sign_in_by_keyboard(coordinator)
    for path in (
        "/queues/",
        "/queues/stale/",
        "/cases/",
        f"/cases/{quiet_case.reference}/",
        "/cases/new/",
        "/outbox/",
        "/audit/",
        "/settings/users/",
        "/settings/users/invite/",
        "/settings/profile/",
    ):
        window.go(path)
        assert window.page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_one_box_ticks_every_file_and_the_link_does_it_without_scripts(
    watch, coordinator, make_case
):
    for n in range(3):
        make_case(f"Ціхая Справа {n}", at=timezone.now() - timedelta(days=40))
    window = watch()
    window.sign_in(coordinator)
    window.go("/queues/stale/")
    window.page.check("[data-picks]")
    assert window.page.locator("input[name=case]:checked").count() == 3
    window.follow("text=Tick all on this page")
    assert window.page.locator("input[name=case]:checked").count() == 3
    window.follow("text=Checked, no news")
    assert "noted on 3 files" in window.text


def test_the_watch_sees_what_it_watches_for(watch, caseworker):
    window = watch()
    window.sign_in(caseworker)
    window.page.evaluate(
        """() => {
          document.body.insertAdjacentHTML("beforeend", "<p style='color: red'>inline</p>");
          fetch("https://elsewhere.example/").catch(() => {});
        }"""
    )
    for _ in range(100):
        seen = " ".join(window.complaints)
        if "elsewhere" in seen and "style" in seen:
            break
        window.page.wait_for_timeout(100)
    assert "style" in seen
    assert "elsewhere.example" in seen
    window.complaints.clear()


def test_what_stands_behind_more_is_reached_by_keyboard_on_a_small_screen(watch, coordinator):
    window = watch(390)
    window.sign_in(coordinator)
    # No page is wider than its screen, and no tab hides behind the menu when it has the focus.
    window.tab_to("More")
    window.page.keyboard.press("Enter")
    window.tab_to("Proposals")
    assert window.page.evaluate("document.documentElement.scrollWidth") == 390
    window.press_enter_and_wait()
    assert "Nothing waits for your decision." in window.text
