"""A reception desk on pages: it reaches its own, and nothing else of the house."""

import re
from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from casetracker.models import AuditEvent, Desk, WebSession
from casetracker.services.contacts import record_contact
from casetracker.services.desks import open_desk
from casetracker.services.freezing import freeze_user
from casetracker.services.waves import ReleasedPerson, record_wave
from casetracker.web.urls import urlpatterns
from tests.conftest import NOW
from tests.house.access import routes

SOME = "01890000-0000-7000-8000-000000000000"
#: What a desk may open: these and no others.
OF_A_DESK = {
    "desk",
    "desk_enter",
    "desk_enter_by_picture",
    "desk_leave",
    "desk_person",
    "desk_sit",
    "desk_task_done",
}


@pytest.fixture
def wave(coordinator, make_case):
    people = [ReleasedPerson(case_id=make_case("Ада Прыклад").pk, destination="LT")]
    given = {"kind": "deportation", "happened_on": NOW.date(), "people": people}
    return record_wave(actor=coordinator, name="December", now=NOW, **given).wave


@pytest.fixture
def release(wave):
    return wave.releases.get()


@pytest.fixture
def at_desk(read, coordinator, wave):
    """A reader whose browser is a desk of the wave."""
    _desk, code = open_desk(actor=coordinator, wave_id=wave.pk, device="Tablet", now=NOW)
    reader = read()
    assert reader.post("/desk/enter/", code=code, person="Nadia").where == "/desk/"
    return reader


def test_from_the_coordinators_page_to_the_desks_board(read, coordinator, wave, release):
    page = read(coordinator).post(f"/waves/{wave.pk}/desks/", device="The tablet at the door")
    code = re.search(r"[A-Z2-9]{5}-[A-Z2-9]{5}", page.text)[0]
    assert "data:image/svg+xml;base64," in page.html
    assert code not in read(coordinator).get(f"/waves/{wave.pk}/desks/")
    # Behind the picture: the code leaves the address, and opens nothing by itself.
    tablet = read()
    plain = code.replace("-", "")
    assert tablet.get(f"/desk/enter/{plain}/").where == "/desk/enter/"
    assert f'value="{plain}"' in tablet.get("/desk/enter/").html
    assert not Desk.objects.exclude(started_at=None).exists()
    board = tablet.press("/desk/enter/", code=code, person="Nadia")
    assert "Ада Прыклад" in board
    assert "Nadia , The tablet at the door" in board
    assert coordinator.name not in board
    session = WebSession.objects.get(desk__isnull=False)
    assert (session.user, session.device) == (coordinator, "The tablet at the door")


def test_a_desk_finds_no_other_page(at_desk, wave, release, case):
    ids = {"reference": case.reference, "verb": "move", "name": "stale", "wave_id": wave.pk}
    tried = 0
    for pattern in urlpatterns:
        if pattern.name in OF_A_DESK:
            continue
        wanted = pattern.pattern.converters
        path = reverse(pattern.name, kwargs={key: ids.get(key, SOME) for key in wanted})
        for answer in (at_desk.get(path), at_desk.post(path)):
            assert answer.status == 404, path
            tried += 1
    assert tried > 100
    for address in ("/api/v1/cases/", "/api/v1/users/me/", "/api/v1/schema/", "/no/such/page/"):
        assert at_desk.get(address).status == 404, address
    # Nothing of that has cost it its seat.
    assert at_desk.get("/desk/").status == 200


def test_the_pages_of_a_desk_are_these_and_no_others():
    found = {
        pattern.name
        for _, pattern in routes(get_resolver().url_patterns)
        if getattr(pattern.callback, "is_of_desk", False)
    }
    assert found == OF_A_DESK


def test_whoever_sits_at_no_desk_is_led_to_where_a_code_is_typed(read, coordinator, release):
    paths = ("/desk/", f"/desk/people/{release.pk}/")
    for reader in (read(), read(coordinator)):
        for path in paths:
            assert reader.get(path).where == "/desk/enter/"
        for verb in (f"tasks/{SOME}/done", "sit", "leave"):
            assert reader.post(f"/desk/{verb}/").where == "/desk/enter/"


def test_contacts_are_opened_with_a_purpose_and_each_look_is_recorded(at_desk, caseworker, release):
    record_contact(
        actor=caseworker,
        prisoner_id=release.case.prisoner_id,
        name="Маці Прыклад",
        relation="mother",
        phone="+37529000",
        now=NOW,
    )
    path = f"/desk/people/{release.pk}/"
    assert "+37529000" not in at_desk.get(path)
    assert at_desk.post(path, purpose="").status == 400
    assert "+37529000" in at_desk.press(path, purpose="call")
    looks = AuditEvent.objects.filter(verb="read_in_clear")
    assert looks.count() == 1
    assert looks.get().actor_name.startswith("Nadia · Tablet · ")


def test_a_task_is_done_at_the_desk(at_desk, release):
    page = at_desk.get(f"/desk/people/{release.pk}/")
    (path, *_) = re.findall(r'action="(/desk/tasks/[^"]+)"', page.html)
    assert "The task is done." in at_desk.press(path)
    assert "Nothing was changed" in at_desk.press(path)
    assert at_desk.post(f"/desk/tasks/{SOME}/done/").status == 404


def test_somebody_else_sits_down(at_desk):
    assert "Ben , Tablet" in at_desk.press("/desk/sit/", person="Ben")
    assert at_desk.post("/desk/sit/", person=" ").status == 400
    assert Desk.objects.get().person == "Ben"


def test_a_freeze_of_whoever_opened_it_ends_it_with_the_next_request(at_desk, coordinator):
    freeze_user(actor=None, user_id=coordinator.pk, now=NOW)
    assert not WebSession.objects.exists()
    assert at_desk.get("/desk/").where == "/desk/enter/"


def test_it_stands_among_the_sessions_of_whoever_opened_it_and_is_ended_there(
    read, at_desk, coordinator, wave
):
    reader = read(coordinator)
    page = reader.get("/settings/sign-in/")
    assert "Reception desk: Tablet · December" in page
    session = WebSession.objects.get(desk__isnull=False)
    reader.post(f"/settings/sign-in/sessions/{session.pk}/end/")
    assert at_desk.get("/desk/").where == "/desk/enter/"
    assert Desk.objects.get().ended_at == NOW
    assert AuditEvent.objects.filter(verb="end_desk").count() == 1


def test_signing_out_everywhere_else_ends_the_desks_too(read, at_desk, coordinator):
    reader = read(coordinator)
    reader.post("/settings/sign-in/sessions/end/")
    assert reader.get("/settings/sign-in/").status == 200
    assert at_desk.get("/desk/").where == "/desk/enter/"


def test_the_coordinators_of_the_team_end_it_and_others_do_not_see_it(
    read, at_desk, make_user, team, other_team, caseworker, wave
):
    desk = Desk.objects.get()
    stranger = read(make_user("coordinator", other_team))
    assert stranger.get(f"/waves/{wave.pk}/desks/").status == 404
    assert stranger.post(f"/waves/desks/{desk.pk}/end/").status == 404
    assert read(caseworker).post(f"/waves/desks/{desk.pk}/end/").status == 403
    second = read(make_user("coordinator", team))
    assert "Tablet" in second.get(f"/waves/{wave.pk}/desks/")
    assert "The desk is ended" in second.press(f"/waves/desks/{desk.pk}/end/")
    assert at_desk.get("/desk/").where == "/desk/enter/"


def test_the_desk_ends_itself_and_the_browser_forgets(at_desk):
    answer = at_desk.post("/desk/leave/")
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert not WebSession.objects.filter(desk__isnull=False).exists()
    assert at_desk.get("/desk/").where == "/desk/enter/"


def test_it_is_over_after_its_shift(at_desk, monkeypatch):
    for hours, status in ((11, 200), (12, 302)):
        at = NOW + timedelta(hours=hours)
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        assert at_desk.get("/desk/").status == status


def test_a_device_becomes_a_desk_under_a_new_key_and_signs_nobody_in(
    read, coordinator, caseworker, wave
):
    _desk, code = open_desk(actor=coordinator, wave_id=wave.pk, device="Tablet", now=NOW)
    reader = read(caseworker)
    before = reader.client.cookies["sessionid"].value
    reader.post("/desk/enter/", code=code, person="Nadia")
    assert reader.client.cookies["sessionid"].value != before
    assert reader.get("/my/cases/").status == 404
    assert not WebSession.objects.filter(user=caseworker).exists()


def test_wrong_codes_are_counted(read, coordinator, wave):
    _desk, code = open_desk(actor=coordinator, wave_id=wave.pk, device="Tablet", now=NOW)
    reader = read()
    for _ in range(5):
        answer = reader.post("/desk/enter/", code="AAAAA-AAAAA", person="Eve")
        assert "This code is not right" in answer
    assert "Too many attempts" in reader.post("/desk/enter/", code=code, person="Eve")
    # From another network it opens at once.
    assert (
        reader.client.post(
            "/desk/enter/", {"code": code, "person": "Nadia"}, REMOTE_ADDR="192.0.2.7"
        ).status_code
        == 302
    )


@pytest.mark.parametrize(("language", "words"), [("be", "Стойка прыёму"), ("ru", "Стойка приёма")])
def test_the_desk_speaks_the_language_of_the_browser(at_desk, language, words):
    assert words in at_desk.get("/desk/", headers={"Accept-Language": language})
