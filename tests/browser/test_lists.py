"""A list on its way through the pages in a browser: by keyboard, and without a complaint of axe."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.utils import timezone

from casetracker.domain.doubts import Judgement, Verdict
from casetracker.models import Case, ImportBatch, ImportRow, Merge, Prisoner, User
from casetracker.services.import_work import work_on_lists
from casetracker.services.imports import import_list
from casetracker.services.matches import note_pairs
from tests.browser.test_accessible import violations
from tests.lists import path_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = "Іваноў Іван\nПятрова Марыя\nJan Kowalski (34)\n"


def looked_at(window, name):
    """Axe finds nothing; with PICTURES=folder a picture is kept for human eyes."""
    if folder := os.environ.get("PICTURES"):
        window.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
    assert violations(window) == []


def test_names_are_pasted_taken_in_and_taken_back_by_keyboard(watch, coordinator):
    window = watch()
    window.sign_in(coordinator)
    window.tab_to("Lists")
    window.press_enter_and_wait()
    looked_at(window, "lists-none")
    window.tab_to("Take in a list")
    window.press_enter_and_wait()
    window.tab_to("Whose list it is")
    window.page.keyboard.type("A message")
    window.tab_to("Or paste the list")
    window.page.keyboard.insert_text(NAMES)
    looked_at(window, "lists-new")
    window.tab_to("Look at it")
    window.press_enter_and_wait()
    assert "What do the columns hold?" in window.text
    looked_at(window, "lists-columns")
    window.tab_to("Show what each row")
    window.press_enter_and_wait()
    assert "birth year from the age" in window.text
    assert not Prisoner.objects.exists()
    window.tab_to("Take it in")
    window.press_enter_and_wait()
    assert "What became of it" in window.text
    assert Case.objects.count() == 3
    window.tab_to("Take the list back")
    window.press_enter_and_wait()
    assert not Prisoner.objects.exists()
    looked_at(window, "lists-undone")


def test_a_long_list_shows_its_progress_and_then_its_plan_by_itself(
    watch, coordinator, monkeypatch
):
    monkeypatch.setattr("casetracker.web.imports.SHORT", 10)
    window = watch()
    window.sign_in(coordinator)
    window.go("/imports/new/")
    window.page.fill("#id_source", "List B")
    window.page.set_input_files("#id_file", str(path_of("B")))
    window.follow("text=Look at it")
    looked_at(window, "lists-columns-b")
    window.follow("text=Show what each row")
    assert "0 of 200 rows" in window.text
    looked_at(window, "lists-progress")
    work_on_lists(now=timezone.now())
    window.page.wait_for_selector("#plan")
    looked_at(window, "lists-plan")
    window.follow("text=Take it in")
    work_on_lists(now=timezone.now())
    window.page.wait_for_selector("#report")
    looked_at(window, "lists-report")
    assert Case.objects.count() > 140
    window.go("/imports/")
    looked_at(window, "lists-some")


@pytest.mark.parametrize("language", ["en", "be", "ru"])
def test_a_row_that_waits_and_a_pair_are_decided_and_asked_again_by_keyboard(
    watch, coordinator, team, language, make_case, now
):
    User.objects.filter(pk=coordinator.pk).update(language=language)
    text = "name;birthday\nКаваленка Андрэй;1980-01-02\nKavalenka Andrei;1980-11-02\nN.N.;\n"
    given = {"actor": coordinator, "now": now}
    import_list(source="a list", data=text.encode(), team_id=team.pk, **given)
    batch = ImportBatch.objects.get()
    window = watch()
    window.page.set_viewport_size({"width": 375, "height": 800})
    window.sign_in(coordinator)
    window.go(f"/imports/{batch.pk}/#decide")
    looked_at(window, f"lists-decide-{language}")
    fits(window)
    for words in (
        ("Somebody else", "Іншы чалавек", "Другой человек"),
        ("Leave it out", "Прапусціць", "Пропустить"),
        ("Ask again", "Спытаць", "Спросить"),
    ):
        window.tab_to(words[("en", "be", "ru").index(language)])
        window.press_enter_and_wait()
    looked_at(window, f"lists-decided-{language}")
    fits(window)
    assert ImportRow.objects.filter(outcome="review").count() == 1

    one, other = (make_case(name, worker=coordinator) for name in ("Ада Адна", "Ada Adna"))
    found = Judgement(Verdict.REVIEW, 0.9, ("similar_name",))
    note_pairs(pairs=[(one.prisoner_id, other.prisoner_id, found)], now=now)
    window.go("/imports/review/")
    looked_at(window, f"review-{language}")
    fits(window)
    with window.page.expect_navigation():
        window.page.keyboard.press("1")
    assert Merge.objects.standing().count() == 1
    looked_at(window, f"review-merged-{language}")


def fits(window):
    """Nothing has to be scrolled sideways."""
    wide, seen = window.page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= seen
