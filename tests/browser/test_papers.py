"""Papers in a browser: without a complaint of axe, on a wide and a narrow screen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.models import CountryChoice
from casetracker.services.country_choices import choose_country
from casetracker.services.country_facts import record_country_fact
from casetracker.services.documents import record_document, renew_document
from casetracker.services.person_statuses import record_status
from casetracker.services.procedure_decisions import decide_procedure
from casetracker.services.procedures import end_procedure, open_procedure
from casetracker.services.schemes import record_scheme
from tests.browser.test_lists import looked_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)
OPEN_ALL = "document.querySelectorAll('main details').forEach(one => one.open = true)"


@pytest.fixture
def full(coordinator, caseworker, make_case):
    """A file with something of everything on its page, on the clock of this moment."""
    now = timezone.now()
    today, lead, acting = now.date(), {"actor": coordinator, "now": now}, {"now": now}
    case = make_case("Ада Прыклад", stage="reception", destination="LT", at=now)
    acting |= {"actor": caseworker}
    law = {"country": "LT", "kind": "asylum", "source": "Law on aliens, article 138"}
    fact = record_country_fact(topic="appeal_period", number=14, unit="days", **law, **lead)
    record_country_fact(topic="leaving_ends", is_so=True, **law, **lead)
    text = "Live where the certificate says, and come when the office calls."
    record_country_fact(topic="requires", stage="decision", text=text, **law, **lead)
    scheme = record_scheme(
        name="Passports that ran out are taken",
        country="LT",
        ends_on=today + 40 * DAY,
        source="Order 7 of the ministry",
        **lead,
    )
    of_case = {"case_id": case.pk, **acting}
    asylum = open_procedure(kind="asylum", country="LT", office_number="A-17/2026", **of_case)
    decide_procedure(procedure_id=asylum.pk, outcome="refused", **acting)
    waits = open_procedure(kind="national_visa", country="PL", **of_case)
    decide_procedure(procedure_id=waits.pk, outcome="refused_security", **acting)
    visa = open_procedure(kind="humanitarian_visa", country="DE", **of_case)
    end_procedure(procedure_id=visa.pk, reason="withdrawn", **acting)
    passport = {"kind": "national_passport", "country": "BY", "expires_on": today - 30 * DAY}
    record_document(scheme_id=scheme.pk, number="MP 1234567", **passport, **of_case)
    old = record_document(
        kind="temporary_certificate",
        country="LT",
        procedure_id=asylum.pk,
        expires_on=today + 3 * DAY,
        **of_case,
    )
    renew_document(document_id=old.pk, expires_on=today + 90 * DAY, **acting)
    record_document(kind="identity_card", country="BY", state="taken", **of_case)
    person = {"prisoner_id": case.prisoner_id, **acting}
    record_status(aspect="documents", value="taken", as_of=today - 9 * DAY, **person)
    record_status(aspect="documents", value="expired", source="the person", **person)
    record_status(aspect="citizenship", value="citizen", country="BY", **person)
    choose_country(country="LT", chosen_at=now - 3 * DAY, **of_case)
    choose_country(country="DE", knows_leaving=True, reason="A sister lives there.", **of_case)
    return {"case": case, "fact": fact, "scheme": scheme}


def test_a_choice_is_recorded_by_keyboard_and_every_page_is_sound(
    watch, coordinator, caseworker, full
):
    window, papers = watch(390), f"/cases/{full['case'].reference}/papers/"
    window.sign_in(caseworker)
    window.go(papers)
    looked_at(window, "papers-390")
    window.tab_to("The person chose another one")
    window.page.keyboard.press("Enter")
    window.tab_to("Country of choice")
    window.page.keyboard.type("Poland")
    window.tab_to("knows it")
    window.page.keyboard.press("Space")
    looked_at(window, "papers-choice-390")
    window.press_enter_and_wait()
    assert CountryChoice.objects.get(until_at=None).country == "PL"
    for name, path in (("facts", "/countries/"), ("schemes", "/countries/schemes/")):
        window.go(path)
        looked_at(window, f"countries-{name}-390")

    window, scheme = watch(), full["scheme"]
    window.sign_in(coordinator)
    extended = (scheme.ends_on + 365 * DAY).isoformat()
    asked = "?topic=appeal_period&country=PL&kind=national_visa"
    for name, path, heading in (
        ("case", f"/cases/{full['case'].reference}/", "Ада Прыклад"),
        ("all", papers, "Papers"),
        ("facts", f"/countries/{asked}", "What countries say"),
        ("fact", f"/countries/facts/{full['fact'].pk}/", "time to appeal"),
        ("schemes", "/countries/schemes/", "Schemes"),
        ("extend", f"/countries/schemes/{scheme.pk}/?ends_on={extended}", scheme.name),
        ("choices", "/countries/choices/", "Countries of choice"),
    ):
        window.go(path)
        assert window.page.inner_text("h1") == heading
        looked_at(window, f"papers-{name}")
    window.go(papers)
    window.page.evaluate(OPEN_ALL)
    looked_at(window, "papers-open")
