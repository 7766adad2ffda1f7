"""Staff reach nothing without a second factor; what is shown once is taken once."""

import json
import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import timezone

from casetracker.domain.second_factors import DEMANDED_OF
from casetracker.domain.words import Role
from casetracker.models import AuditEvent, Notice, SecondFactor, WebSession
from casetracker.services.freezing import freeze_user, unfreeze_user
from casetracker.web.urls import urlpatterns
from tests.conftest import NOW
from tests.second_factors import App, give_app
from tests.web.conftest import PASSWORD

LOGIN = "/accounts/login/"
ASK = "/accounts/second-factor/"
WAYS = "/settings/sign-in/"
SOME = "01890000-0000-7000-8000-000000000000"
#: What stands open to who has given the password only.
BEFORE = {"sign_in_ways", "factor_app", "factor_passkey"}


@pytest.fixture
def half(read, with_password, sign_in_by_password_alone):
    """`half(user)`: a reader who has signed in with a password and nothing else."""

    def enter(user):
        reader = read()
        if not user.has_usable_password():
            with_password(user)
        sign_in_by_password_alone(reader.client, user)
        return reader

    return enter


def paths(case):
    ids = {"reference": case.reference, "verb": "move", "name": "stale", "uidb64": "x"}
    for pattern in urlpatterns:
        callback = pattern.callback
        if getattr(callback, "is_public", False) or hasattr(callback, "is_for_desk"):
            continue
        if pattern.name in BEFORE:
            continue
        wanted = pattern.pattern.converters
        yield reverse(pattern.name, kwargs={key: ids.get(key, SOME) for key in wanted})


@pytest.mark.parametrize("role", sorted(DEMANDED_OF))
def test_staff_without_a_second_factor_are_led_to_set_one_up_from_every_page(
    half, case, make_user, team, role
):
    reader = half(make_user(role, None if role in ("auditor", "administrator") else team))
    tried = 0
    for path in paths(case):
        for answer in (reader.get(path), reader.post(path), reader.get(path, headers=FRAGMENT)):
            assert (answer.status, answer.where) == (302, WAYS), path
            tried += 1
    assert tried > 100
    page = reader.get(WAYS)
    assert "One thing before you begin" in page
    assert "Where you are signed in" not in page
    for noun in ("cases", "users/me", "prisoners", "audit-events"):
        assert reader.get(f"/api/v1/{noun}/").status == 403, noun


FRAGMENT = {"HX-Request": "true", "HX-Target": "content"}


def test_whoever_has_still_to_set_one_up_is_shown_no_way_elsewhere(half, caseworker):
    page = half(caseworker).get("/settings/sign-in/app/")
    assert page.status == 200
    assert "Sign out" in page
    assert "My cases" not in page
    assert 'href="/settings/profile/"' not in page.html


def test_the_pages_open_before_the_second_factor_are_these_and_no_others():
    found = {p.name for p in urlpatterns if getattr(p.callback, "is_before_factor", False)}
    assert found == BEFORE


def test_a_volunteer_need_not_have_one(half, volunteer):
    assert half(volunteer).get("/my/tasks/").status == 200
    assert set(DEMANDED_OF) == set(Role) - {Role.VOLUNTEER}


@pytest.mark.parametrize(
    ("instance", "production", "is_let_in"),
    [("demo", False, True), ("demo", True, False), ("other", False, False), ("", False, False)],
)
def test_only_an_instance_named_demo_lets_it_be_skipped(
    half, caseworker, settings, instance, production, is_let_in
):
    settings.INSTANCE, settings.PRODUCTION = instance, production
    assert (half(caseworker).get("/my/cases/").status == 200) is is_let_in


def test_an_app_is_set_up_and_its_owner_writes_down_the_codes(half, caseworker):
    reader = half(caseworker)
    elsewhere = half(caseworker)
    page = reader.get(f"{WAYS}app/")
    assert 'src="data:image/svg+xml;base64,' in page.html
    app = App(re.search(r"<code>([A-Z2-7 ]+)</code>", page.html)[1].replace(" ", ""))
    wrong = reader.post(f"{WAYS}app/", code="000000")
    assert wrong.status == 400
    assert "This code is not right" in wrong
    codes = reader.press(f"{WAYS}app/", code=app.code())
    assert len(re.findall(r"<code>\w{5}-\w{5}</code>", codes.html)) == 10
    assert "My cases" in reader.get("/my/cases/")
    # Whoever has the password alone, elsewhere, is out; the owner is told by mail.
    assert elsewhere.get("/my/cases/").where.startswith(LOGIN)
    assert Notice.objects.get().kind == "account_changed"
    assert AuditEvent.objects.get(verb="add_second_factor").object_id == caseworker.pk
    assert reader.press(f"{WAYS}codes/", do="saved").status == 200
    assert reader.get(f"{WAYS}codes/").where == WAYS


def test_a_secret_lies_sealed_in_the_tables_and_in_the_session(half, caseworker):
    reader = half(caseworker)
    reader.get(f"{WAYS}app/")
    app = App(reader.client.session["app_secret"])
    reader.press(f"{WAYS}app/", code=app.code())
    codes = json.loads(caseworker.factors.get(kind="recovery").secret)
    kept = [bytes(value) for value in SecondFactor.objects.values_list("secret", flat=True)]
    kept += [bytes(value) for value in WebSession.objects.values_list("data", flat=True)]
    assert len(kept) >= 3
    for told in (app.secret, *codes, str(caseworker.pk)):
        assert all(told.encode() not in value for value in kept)


def sign_in(reader, user):
    return reader.post(LOGIN, login=user.email, password=PASSWORD)


def test_the_password_alone_signs_nobody_in_who_has_an_app(read, caseworker, with_password):
    app, reader = give_app(with_password(caseworker)), read()
    assert sign_in(reader, caseworker).where == ASK
    assert reader.get("/my/cases/").where.startswith(LOGIN)
    assert reader.get(ASK).status == 200
    assert reader.post(ASK, code=app.code()).where == "/"
    assert "My cases" in reader.get("/my/cases/")
    assert AuditEvent.objects.filter(verb="sign_in", object_id=caseworker.pk).count() == 1


def test_a_code_is_taken_once(read, caseworker, with_password):
    app, first, second = give_app(with_password(caseworker)), read(), read()
    sign_in(first, caseworker)
    sign_in(second, caseworker)
    assert first.post(ASK, code=app.code()).status == 302
    replay = second.post(ASK, code=app.code())
    assert replay.status == 400
    assert "was used already" in replay
    # Neither is one that came before it.
    assert second.post(ASK, code=app.code(steps=-1)).status == 400
    assert second.post(ASK, code=app.code(steps=1)).status == 302


@pytest.mark.parametrize("code", ["", "000000", "12345", "1234567", "ééé", "\x00", "0" * 40])
def test_a_wrong_code_is_refused_in_words(read, caseworker, with_password, code):
    give_app(with_password(caseworker))
    reader = read()
    sign_in(reader, caseworker)
    assert reader.post(ASK, code=code).status == 400
    assert reader.get("/my/cases/").where.startswith(LOGIN)


def test_codes_are_slowed_down_but_not_for_ever(read, caseworker, with_password, monkeypatch):
    app, reader = give_app(with_password(caseworker)), read()
    sign_in(reader, caseworker)
    answers = [reader.post(ASK, code="000000") for _ in range(6)]
    assert "Too many attempts" in answers[-1]
    assert "Too many attempts" in reader.post(ASK, code=app.code())
    later = NOW + timedelta(minutes=6)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert reader.post(ASK, code=app.code(later)).status == 302


def test_a_recovery_code_works_once(read, half, caseworker, with_password):
    reader = half(caseworker)
    reader.get(f"{WAYS}app/")
    app = App(reader.client.session["app_secret"])
    reader.post(f"{WAYS}app/", code=app.code())
    code = json.loads(caseworker.factors.get(kind="recovery").secret)[3]
    again = read()
    sign_in(again, caseworker)
    assert again.post(ASK, code=f"{code[:5]}-{code[5:]}".lower()).where == "/"
    assert "Recovery codes left: 9" in again.get(WAYS)
    third = read()
    sign_in(third, caseworker)
    assert third.post(ASK, code=code).status == 400


def test_a_freeze_or_a_new_password_ends_a_sign_in_that_has_begun(
    read, caseworker, coordinator, with_password
):
    app, reader = give_app(with_password(caseworker)), read()
    sign_in(reader, caseworker)
    freeze_user(actor=coordinator, user_id=caseworker.pk, now=NOW)
    assert reader.post(ASK, code=app.code()).where == LOGIN
    unfreeze_user(actor=coordinator, user_id=caseworker.pk, now=NOW)
    assert reader.post(ASK, code=app.code()).where == LOGIN
    assert reader.get("/my/cases/").where.startswith(LOGIN)


def test_nobody_is_asked_for_a_factor_before_the_password(read, db):
    assert read().get(ASK).where == LOGIN
    assert read().post(ASK, code="123456").where == LOGIN


def test_who_changes_how_one_signs_in_shows_the_factor_once_more(read, caseworker, monkeypatch):
    app, reader = give_app(caseworker), read(caseworker)
    assert reader.get(f"{WAYS}passkey/").status == 200
    later = NOW + timedelta(minutes=20)
    monkeypatch.setattr(timezone, "now", lambda: later)
    asked = reader.get(f"{WAYS}passkey/")
    assert unquote(asked.where) == f"{ASK}?next=/settings/sign-in/passkey/"
    for path in ("app/", "codes/", f"factors/{SOME}/remove/"):
        assert unquote(reader.post(f"{WAYS}{path}").where) == f"{ASK}?next={WAYS}"
    answer = reader.post(ASK, code=app.code(later), next="/settings/sign-in/passkey/")
    assert answer.where == "/settings/sign-in/passkey/"
    assert reader.get(answer.where).status == 200


def test_the_last_factor_of_staff_stays_and_a_volunteers_may_go(read, caseworker, volunteer):
    for user, is_kept in ((caseworker, True), (volunteer, False)):
        give_app(user)
        reader = read(user)
        factor = user.factors.get()
        page = reader.press(f"{WAYS}factors/{factor.pk}/remove/")
        assert ("Nothing was changed" in page) is is_kept
        assert user.factors.exists() is is_kept
        assert reader.get(WAYS).status == 200


def test_nobody_removes_what_is_anothers(read, caseworker, coordinator):
    give_app(coordinator)
    reader = read(caseworker)
    factor = coordinator.factors.get()
    assert reader.post(f"{WAYS}factors/{factor.pk}/remove/").status == 404
    session = WebSession.objects.create(
        user=coordinator, key_hash="x", data="{}", started_at=NOW, seen_at=NOW, expires_at=NOW
    )
    assert reader.post(f"{WAYS}sessions/{session.pk}/end/").status == 404
    assert coordinator.factors.exists()
    assert coordinator.sessions.exists()


@pytest.mark.parametrize(
    "credential",
    ["", "{", "null", "[]", "{}", '{"id": 1}', '{"id": "AA", "rawId": "AA", "response": {}}', "1"],
)
def test_nonsense_in_place_of_a_passkey_is_refused_in_words(read, caseworker, credential):
    reader = read(caseworker)
    reader.get(f"{WAYS}passkey/")
    answer = reader.post(f"{WAYS}passkey/", name="key", credential=credential)
    assert answer.status == 400
    assert "passkey" in answer
    reader.get(ASK)
    assert reader.post(ASK, credential=credential).status in (302, 400)
    assert not caseworker.factors.exists()


# ── where one is signed in ────────────────────────────────────────────────────────────────
def test_one_sees_where_one_is_signed_in_and_ends_it(read, caseworker, with_password):
    app = give_app(with_password(caseworker))
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    here, there = read(caseworker), read(headers={"user-agent": agent})
    sign_in(there, caseworker)
    there.post(ASK, code=app.code())
    page = here.get(WAYS)
    assert "Firefox, Linux" in page
    assert "140.0" not in page
    session = WebSession.objects.get(device="Firefox, Linux")
    assert session.user == caseworker
    assert "That browser is signed out." in here.press(f"{WAYS}sessions/{session.pk}/end/")
    assert there.get("/my/cases/").where.startswith(LOGIN)
    assert here.get("/my/cases/").status == 200


def test_all_others_end_in_one_press(read, caseworker):
    here, there = read(caseworker), read(caseworker)
    page = here.press(f"{WAYS}sessions/end/")
    assert "You are signed in here only" in page
    assert there.get("/my/cases/").where.startswith(LOGIN)
    assert here.get("/my/cases/").status == 200


def test_a_session_says_when_it_was_seen_to_five_minutes(read, caseworker, monkeypatch):
    reader = read(caseworker)
    for minutes, seen in ((4, 0), (6, 6), (8, 6), (12, 12)):
        at = NOW + timedelta(minutes=minutes)
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        reader.get("/my/cases/")
        assert WebSession.objects.get().seen_at == NOW + timedelta(minutes=seen)


def test_a_session_ends_after_twelve_hours(read, caseworker, monkeypatch):
    reader = read(caseworker)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(hours=12))
    assert reader.get("/my/cases/").where.startswith(LOGIN)


def test_a_session_that_cannot_be_opened_is_nobodys(read, caseworker):
    reader = read(caseworker)
    row = WebSession.objects.get()
    other = WebSession(key_hash="other", data="{}", started_at=NOW, seen_at=NOW, expires_at=NOW)
    other.save()
    moved = WebSession.objects.filter(pk=other.pk).values_list("data", flat=True)[0]
    WebSession.objects.filter(pk=row.pk).update(data=moved)
    assert reader.get("/my/cases/").where.startswith(LOGIN)
