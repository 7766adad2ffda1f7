"""The board of a wave by keyboard alone, and under axe-core."""

import pytest
from django.utils import timezone

from casetracker.models import Release
from casetracker.services.embargo import report_people
from casetracker.services.waves import ReleasedPerson, record_wave
from tests.browser.test_accessible import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_one_of_a_wave_goes_elsewhere_by_keyboard(watch, coordinator, make_case, volunteer):
    now = timezone.now()
    people = [ReleasedPerson(make_case(name).pk, "LT") for name in ("Ада Прыклад", "Вера Узор")]
    wave = record_wave(
        actor=coordinator,
        name="December",
        kind="deportation",
        happened_on=now.date(),
        people=people,
        now=now,
    ).wave
    release = Release.objects.get(case=people[0].case_id)
    report_people(actor=coordinator, release_ids=[release.pk], source="Mother", now=now)
    window = watch()
    window.sign_in(coordinator)
    found = {}
    window.go(f"/waves/{wave.pk}/")
    found["board"] = violations(window)
    window.go(f"/waves/{wave.pk}/")
    window.tab_to("Tick Ада Прыклад")
    window.page.keyboard.press("Space")
    window.tab_to("They go to another country")
    window.page.keyboard.press("Enter")
    window.tab_to("They go to")
    window.page.keyboard.type("Pol")
    window.tab_to("Show what would happen")
    window.press_enter_and_wait()
    found["look"] = violations(window)
    window.tab_to("Yes, they go there")
    window.press_enter_and_wait()
    assert "1 person goes elsewhere now" in window.text
    window.go(f"/releases/{release.pk}/")
    found["release"] = violations(window)
    assert found == {"board": [], "look": [], "release": []}
    release.refresh_from_db()
    assert release.actual_destination == "PL"
