"""The first day of a wave: a device becomes a desk, volunteers come in by paper."""

import pytest
from django.utils import timezone

from casetracker.models import AuditEvent, User
from casetracker.services.contacts import record_contact
from casetracker.services.invitation_sheets import print_invitations
from casetracker.services.waves import ReleasedPerson, record_wave
from tests.browser.conftest import PASSWORD
from tests.browser.test_accessible import violations
from tests.browser.test_taken_along import fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def wave(coordinator, caseworker, make_case):
    now = timezone.now()
    case = make_case("Ада Прыклад")
    people = [ReleasedPerson(case_id=case.pk, destination="LT")]
    record_contact(
        actor=caseworker,
        prisoner_id=case.prisoner_id,
        name="Маці Прыклад",
        relation="mother",
        phone="+37060000000",
        country="LT",
        now=now,
    )
    given = {"kind": "deportation", "happened_on": now.date(), "people": people}
    return record_wave(actor=coordinator, name="December", now=now, **given).wave


def test_a_tablet_becomes_a_desk_calls_a_mother_and_is_ended_from_afar(watch, coordinator, wave):
    one, tablet = watch(), watch(390)
    one.sign_in_by_keyboard(coordinator)
    one.go(f"/waves/{wave.pk}/")
    one.follow("text=Reception desks")
    one.page.fill("#id_device", "Tablet at the door")
    one.follow("text=Make the code")
    assert violations(one) == []
    code = one.page.inner_text("section code")
    # Typed by hand, by keyboard alone.
    tablet.go("/desk/enter/")
    assert violations(tablet) == []
    tablet.tab_to("Code")
    tablet.page.keyboard.type(code.lower())
    tablet.tab_to("Who sits at this desk?")
    tablet.page.keyboard.type("Nadia")
    tablet.press_enter_and_wait()
    assert "Nadia, Tablet at the door" in tablet.text
    assert violations(tablet) == []
    assert fits(tablet)
    tablet.follow("text=Ада Прыклад")
    assert "+37060000000" not in tablet.text
    assert violations(tablet) == []
    tablet.page.select_option("#id_purpose", "call")
    tablet.follow("main button:has-text('Open')")
    assert "+37060000000" in tablet.text
    assert violations(tablet) == []
    assert fits(tablet)
    tablet.follow("text=It is done >> nth=0")
    assert "The task is done." in tablet.text
    who = AuditEvent.objects.get(verb="finish_task").actor_name
    assert who == f"Nadia · Tablet at the door · {coordinator.name}"
    # Everything else of the house is not there.
    tablet.go("/queues/")
    assert "There is no such page" in tablet.text
    tablet.complaints.clear()  # the console mentions the missing page
    tablet.follow("text=Casetracker")
    assert "Nadia, Tablet at the door" in tablet.text
    # Ended where whoever opened it is signed in.
    one.go("/settings/sign-in/")
    assert "Reception desk: Tablet at the door" in one.text
    assert violations(one) == []
    one.follow("button[aria-label='End: Tablet at the door']")
    tablet.go("/desk/")
    assert tablet.page.url.endswith("/desk/enter/")
    assert "December" not in tablet.text


def test_a_volunteer_reads_a_slip_chooses_a_password_and_is_in(watch, coordinator, team):
    one, telephone = watch(), watch(390)
    one.sign_in(coordinator)
    one.go("/settings/users/invite/sheet/")
    one.page.fill("#id_people", "Ada Example, ada@example.org")
    assert violations(one) == []
    one.follow("text=Make the sheet")
    assert one.page.locator(".slips img.qr").count() == 1
    assert violations(one) == []
    # What the picture holds, made anew: the telephone reads it here.
    people = [("Ada Example", "ada@example.org")]
    given = {"team_id": team.pk, "language": "en", "now": timezone.now()}
    (slip,) = print_invitations(actor=coordinator, people=people, **given)
    telephone.go(slip.link.removeprefix("http://localhost:8000"))
    telephone.page.fill("#id_password", PASSWORD)
    telephone.page.fill("#id_again", PASSWORD)
    telephone.page.keyboard.press("Enter")
    telephone.page.wait_for_selector("text=Your password is set.")
    telephone.page.fill("#id_login", "ada@example.org")
    telephone.page.fill("#id_password", PASSWORD)
    telephone.page.keyboard.press("Enter")
    telephone.page.wait_for_selector("text=My tasks")
    assert User.objects.get(email="ada@example.org").last_login is not None
