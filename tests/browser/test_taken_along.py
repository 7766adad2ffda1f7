"""What leaves the system by people: a list to take along, an export by two of them."""

import pytest
from django.utils import timezone
from pysequoia import Tsk, decrypt

from casetracker.models import Export
from casetracker.services.export_work import work_on_exports
from tests.browser.test_accessible import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fits(window):
    width = window.page.viewport_size["width"]
    return window.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 390])
def test_a_caseworker_prints_a_list_and_loads_it(watch, caseworker, make_case, width):
    make_case("Ада Прыклад")
    make_case("Ян Узор")
    window = watch(width)
    window.sign_in(caseworker)
    window.go("/my/cases/")
    window.follow("text=A list to take along")
    window.page.fill("#id_reason", "The desk at the border.")
    assert violations(window) == []
    window.follow("text=A page to print")
    assert "Ян Узор" in window.text
    foot = window.page.inner_text("tfoot")
    assert foot.startswith(f"{caseworker.name} · ")
    assert violations(window) == []
    assert fits(window)
    window.page.emulate_media(media="print")
    assert window.page.is_visible("tfoot")
    assert not window.page.is_visible("header.top")
    window.page.emulate_media(media="screen")
    with window.page.expect_download() as found:
        window.page.click("text=A file (CSV)")
    text = found.value.path().read_text("utf-8-sig")
    header, *rows = text.splitlines()
    assert header.startswith("reference,name,")
    assert [row.split(",")[1] for row in rows] == ["Ада Прыклад", "Ян Узор"]
    assert foot.split()[-1] in rows[0]


def test_two_coordinators_agree_on_an_export_and_the_recipient_opens_it(
    watch, coordinator, make_user, team, make_case
):
    case = make_case("Ада Прыклад")
    ada = Tsk.generate("Ada <ada@example.org>")
    one, other = watch(), watch(390)
    one.sign_in(coordinator)
    other.sign_in(make_user("coordinator", team, name="Second Coordinator"))
    one.go("/cases/")
    one.follow("text=Exports")
    assert violations(one) == []
    one.follow("text=Ask for an export")
    one.page.select_option("#id_team", label=team.name)
    one.page.check("#id_has_p3")
    one.page.fill("#id_recipient", "Ada Recipient")
    one.page.fill("#id_key", str(ada.extract_certificate()))
    one.page.fill("#id_reason", "For the UN.")
    assert violations(one) == []
    one.follow("text=Ask for approval")
    assert "It waits for a coordinator to agree" in one.text
    # The second one, on a telephone.
    other.go("/approvals/")
    other.follow("text=Read and decide")
    assert Export.objects.get().fingerprint in other.text
    assert violations(other) == []
    assert fits(other)
    other.follow("main button:has-text('Approve')")
    # The page shows how far it is, and by itself that it is ready.
    one.page.reload()
    one.page.wait_for_selector("progress")
    work_on_exports(now=timezone.now())
    one.page.wait_for_selector("text=Fetch the files")
    assert violations(one) == []
    with one.page.expect_download() as found:
        one.page.click("main ul a")
    message = found.value.path().read_bytes()
    assert found.value.suggested_filename == "cases-001.csv.pgp"
    assert case.reference in decrypt(message, decryptor=ada.decryptor()).bytes.decode()
    one.follow("text=Delete the files now")
    assert "nothing of it is left here" in one.text
