"""Money in a browser: by keyboard, without a complaint of axe, on a wide and a narrow screen."""

from __future__ import annotations

import pytest
from django.utils import timezone

from casetracker.models import FundRequest
from tests.browser.test_lists import looked_at
from tests.money import ask, make_float, make_line, make_need, pay, say_yes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def books(coordinator, caseworker, make_user, make_case, team):
    """A fund with something of everything in it, on the clock of this moment."""
    now = timezone.now()
    line = make_line(coordinator, team, holds="20000", at=now)
    second = make_user("coordinator", team, name="Second Coordinator")
    first, other = (make_case(name, at=now) for name in ("Ада Прыклад", "Пётр Узор"))
    need = make_need(caseworker, first, at=now)
    acting = {"now": now}
    paid = say_yes(coordinator, ask(caseworker, need, line, **acting), **acting)
    payment = pay(coordinator, paid, **acting)
    say_yes(
        coordinator, ask(caseworker, make_need(caseworker, other, at=now), line, **acting), **acting
    )
    again = ask(caseworker, need, line, duplicate_answer="It was stolen.", **acting)
    cash = make_float(caseworker, line, coordinator, second, "300", at=now)
    return {"need": need, "again": again, "cash": cash, "line": line, "payment": payment}


def test_money_is_asked_for_by_keyboard_and_every_page_is_sound(
    watch, coordinator, caseworker, books
):
    window = watch(390)
    window.sign_in(caseworker)
    window.go(f"/needs/{books['need'].pk}/")
    looked_at(window, "money-need-390")
    window.tab_to("Ask for money")
    window.press_enter_and_wait()
    assert "This looks like the same aid once more" in window.text
    window.tab_to("From")
    window.page.keyboard.press("ArrowDown")
    window.tab_to("Sum")
    window.page.keyboard.type("20,50")
    window.tab_to("How")
    window.page.keyboard.type("in cash")
    window.tab_to("Why")
    window.page.keyboard.type("Another week.")
    window.tab_to("Why this is not the same")
    window.page.keyboard.type("The first was for a coat.")
    looked_at(window, "money-ask-390")
    window.page.keyboard.press("Enter")
    window.page.wait_for_url("**/funds/requests/**")
    assert FundRequest.objects.filter(amount="20.5").exists()
    looked_at(window, "money-request-390")
    for name, path in (("cash", f"/funds/cash/{books['cash'].pk}/"), ("funds", "/funds/")):
        window.go(path)
        looked_at(window, f"money-{name}-390")

    window = watch()
    window.sign_in(coordinator)
    for name, path in (
        ("funds", "/funds/"),
        ("new", "/funds/new/"),
        ("fund", f"/funds/{books['line'].fund_id}/"),
        ("requests", "/funds/requests/"),
        ("request", f"/funds/requests/{books['again'].pk}/"),
        ("payment", f"/funds/payments/{books['payment'].pk}/"),
        ("figures", "/funds/figures/"),
        ("floats", "/funds/cash/"),
        ("cash", f"/funds/cash/{books['cash'].pk}/"),
        ("case", f"/cases/{books['need'].case.reference}/"),
        ("proposals", "/approvals/"),
    ):
        window.go(path)
        looked_at(window, f"money-{name}")
    window.follow("text=Give 1,000.00")
    looked_at(window, "money-proposal")
