"""Pages under axe-core (WCAG 2.2 A and AA): labels, contrast, headings, tables, landmarks."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from casetracker.services.activities import record_activity
from casetracker.services.cases import flag_case
from casetracker.services.needs import open_need
from casetracker.services.offers import accept_task, offer_task
from casetracker.services.sweep import sweep
from casetracker.services.tasks import open_task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text()
RUN = """() => axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
}).then(found => found.violations.map(
  fault => fault.id + ": " + fault.nodes.map(node => node.target.join(" ")).join(", ")
))"""


def violations(window):
    window.page.evaluate(AXE)
    return window.page.evaluate(RUN)


@pytest.fixture
def full_case(make_case, caseworker, volunteer):
    """A case with something of everything on its page, and two tasks for the volunteer."""
    now = timezone.now()
    case = make_case(at=now - timedelta(days=34))
    acting = {"actor": caseworker, "now": now}
    flag_case(case_id=case.pk, flags={"hunger_strike": True}, **acting)
    record_activity(case_id=case.pk, kind="note", occurred_at=now, text="words", **acting)
    open_need(case_id=case.pk, kind="asylum", due_at=now + timedelta(days=2), **acting)
    for kind in ("transport", "clothes"):
        task = open_task(
            case_id=case.pk, title="words", kind=kind, due_at=now + timedelta(hours=5), **acting
        )
        offer_task(task_id=task.pk, volunteer_id=volunteer.pk, **acting)
    accept_task(actor=volunteer, task_id=task.pk, now=now)
    sweep(now=now)
    return case


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_faults_that_axe_can_see(watch, coordinator, volunteer, full_case, scheme):
    window = watch()
    window.page.emulate_media(color_scheme=scheme)
    found = {}
    window.go("/accounts/login/")
    found["sign-in"] = violations(window)
    window.sign_in(coordinator)
    for path in (
        "/queues/",
        "/queues/stale/",
        "/queues/untaken/",
        "/my/cases/",
        "/needs/?show=team",
        "/cases/",
        f"/cases/{full_case.reference}/",
        "/cases/new/",
        "/outbox/",
        "/audit/",
        "/settings/users/",
        "/settings/users/invite/",
        "/settings/profile/",
        "/settings/volunteers/",
        f"/settings/volunteers/{volunteer.pk}/",
        "/insight/",
        "/no/such/page/",
    ):
        window.go(path)
        if path == f"/cases/{full_case.reference}/":
            window.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found[path] = violations(window)
    window.complaints.clear()  # the missing page is one that the console mentions
    other = watch(390)
    other.page.emulate_media(color_scheme=scheme)
    other.sign_in(volunteer)
    found["my tasks"] = violations(other)
    other.follow("text=What to know")
    found["task"] = violations(other)
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_axe_sees_what_it_looks_for(watch, caseworker):
    window = watch()
    window.sign_in(caseworker)
    window.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<input name=x>')")
    assert any(fault.startswith("label: ") for fault in violations(window))
