import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from casetracker.domain.words import EventKind
from casetracker.models import AuditEvent, Notice, WebSession
from casetracker.selectors.links import link_tokens
from casetracker.services.sessions import hash_of
from tests.conftest import NOW
from tests.second_factors import give_app
from tests.web.conftest import PASSWORD, Reader

LOGIN = "/accounts/login/"
FORGOTTEN = "/accounts/password/reset/"
NEW = "a lantern nobody ever saw"


def link(user):
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return f"/accounts/set-password/{uid}/{link_tokens.make_token(user)}/"


def test_signing_in_leads_to_the_first_page(read, volunteer, with_password):
    with_password(volunteer)
    page = read().press(LOGIN, login=volunteer.email, password=PASSWORD)
    assert "My tasks" in page
    assert volunteer.name in page


def test_a_page_asked_for_before_signing_in_is_shown_afterwards(read, caseworker, with_password):
    app = give_app(with_password(caseworker))
    reader = read()
    assert reader.get("/outbox/").where == f"{LOGIN}?next=/outbox/"
    asked = reader.post(LOGIN, login=caseworker.email, password=PASSWORD, next="/outbox/")
    answer = reader.post(asked.where, code=app.code())
    assert answer.where == "/outbox/"


@pytest.mark.parametrize(
    "evil", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(read, caseworker, volunteer, with_password, evil):
    with_password(volunteer)
    answer = read().post(LOGIN, login=volunteer.email, password=PASSWORD, next=evil)
    assert answer.where == "/"
    app, reader = give_app(with_password(caseworker)), read()
    asked = reader.post(LOGIN, login=caseworker.email, password=PASSWORD, next=evil)
    assert reader.post(asked.where, code=app.code(), next=evil).where == "/"
    asked_again = reader.post("/accounts/second-factor/", code=app.code(steps=1), next=evil)
    assert asked_again.where == "/"


def test_known_unknown_and_locked_accounts_are_refused_alike(read, caseworker, with_password):
    with_password(caseworker)
    wrong = read().post(LOGIN, login=caseworker.email, password="not this one at all")
    unknown = read().post(LOGIN, login="nobody@example.org", password=PASSWORD)
    caseworker.frozen_at = NOW
    caseworker.save()
    frozen = read().post(LOGIN, login=caseworker.email, password=PASSWORD)
    assert "E-mail or password is wrong." in wrong
    texts = {
        a.text.replace(caseworker.email, "").replace("nobody@example.org", "")
        for a in (wrong, unknown, frozen)
    }
    assert len(texts) == 1
    assert {wrong.status, unknown.status, frozen.status} == {200}


def test_freezing_ends_a_session_at_once(read, caseworker):
    reader = read(caseworker)
    assert reader.get("/my/cases/").status == 200
    caseworker.frozen_at = NOW
    caseworker.save()
    assert reader.get("/my/cases/").where.startswith(LOGIN)


def test_the_session_is_another_one_after_signing_in(read, caseworker, with_password):
    app = give_app(with_password(caseworker))
    reader, planter = read(), read()
    session = planter.client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    reader.client.cookies["sessionid"] = planted
    asked = reader.post(LOGIN, login=caseworker.email, password=PASSWORD)
    reader.post(asked.where, code=app.code())
    assert reader.client.session.session_key != planted
    assert "My cases" in reader.get("/my/cases/")
    planter.client.cookies["sessionid"] = planted
    assert planter.get("/my/cases/").where.startswith(LOGIN)


@pytest.mark.parametrize("key", ["x" * 32, "short", "", "\x00" * 40])
def test_a_session_key_that_was_never_given_out_becomes_nobodys(read, db, key):
    reader = read()
    reader.client.cookies["sessionid"] = key
    reader.client.get(LOGIN)
    assert not WebSession.objects.filter(key_hash=hash_of(key)).exists()


def test_nobody_registers_by_themselves(read):
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    for path in ("/accounts/signup/", "/accounts/email/", "/accounts/password/change/"):
        assert read().get(path).status == 404
        assert read().post(path, email="a@example.org").status == 404


@pytest.mark.parametrize("is_known", [True, False])
def test_many_wrong_passwords_are_slowed_down_and_the_right_one_then_too(
    read, coordinator, with_password, monkeypatch, is_known
):
    app, reader = give_app(with_password(coordinator)), read()
    email = coordinator.email if is_known else "nobody@example.org"
    answers = [reader.post(LOGIN, login=email, password=f"wrong {n}") for n in range(6)]
    assert ["Too many attempts" in answer for answer in answers] == [False] * 5 + [True]
    assert {answer.status for answer in answers} == {200}
    assert "Too many attempts" in reader.post(LOGIN, login=email, password=PASSWORD)
    if is_known:  # from another network at once, from this one in a few minutes
        elsewhere = read(REMOTE_ADDR="203.0.113.9")
        asked = elsewhere.post(LOGIN, login=email, password=PASSWORD)
        assert elsewhere.post(asked.where, code=app.code()).where == "/"
        monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))
        asked = reader.post(LOGIN, login=email, password=PASSWORD)
        assert asked.where == "/accounts/second-factor/"


def test_a_sign_in_costs_the_same_whoever_it_names(
    read, caseworker, make_user, team, with_password, monkeypatch
):
    """One password hash and as many statements: known, unknown, invited, locked."""
    hashed = []
    encode = Argon2PasswordHasher.encode
    monkeypatch.setattr(
        Argon2PasswordHasher, "encode", lambda *a, **k: hashed.append(1) or encode(*a, **k)
    )
    verify = Argon2PasswordHasher.verify
    monkeypatch.setattr(
        Argon2PasswordHasher, "verify", lambda *a, **k: hashed.append(1) or verify(*a, **k)
    )
    locked = with_password(make_user("caseworker", team, frozen_at=NOW))
    invited = make_user("caseworker", team)
    work = set()
    with_password(caseworker)
    for email in (caseworker.email, "nobody@example.org", invited.email, locked.email):
        hashed.clear()
        reader = read()
        with CaptureQueriesContext(connection) as statements:
            answer = reader.post(LOGIN, login=email, password="not this one at all")
        work.add((answer.status, len(hashed), len(statements), len(answer.headers)))
    assert len(work) == 1
    assert work.pop()[1] == 1


def test_a_password_of_4096_characters_is_refused_without_a_fault(read, caseworker, with_password):
    with_password(caseworker)
    known = read().post(LOGIN, login=caseworker.email, password="x" * 4096)
    unknown = read().post(LOGIN, login="nobody@example.org", password="x" * 4096)
    assert known.status == unknown.status == 200
    assert "at most 256 characters" in known
    assert "at most 256 characters" in unknown


def test_signing_out_is_a_post_and_tells_the_browser_to_forget(read, caseworker):
    reader = read(caseworker)
    assert reader.get("/accounts/logout/").status == 405
    assert reader.get("/").status == 200
    answer = reader.post("/accounts/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.where == "/accounts/signed-out/"
    assert reader.get("/").where.startswith(LOGIN)


# ── forgotten password, invitation ────────────────────────────────────────────────────────
def test_asking_for_a_link_makes_a_notice_and_says_the_same_of_unknown_accounts(read, caseworker):
    known = read().press(FORGOTTEN, email=caseworker.email)
    unknown = read().press(FORGOTTEN, email="nobody@example.org")
    assert known.text == unknown.text
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (caseworker, EventKind.PASSWORD_RESET)


def test_asking_again_and_again_is_slowed_down(read, caseworker):
    reader = read()
    answers = [reader.post(FORGOTTEN, email=caseworker.email).status for _ in range(7)]
    assert answers[:5] == [302] * 5
    assert answers[-1] == 429


def test_a_link_sets_a_password_once_and_its_token_leaves_the_address(read, caseworker):
    reader, path = read(), link(caseworker)
    form = reader.get(path)
    assert form.status == 302
    assert form.where.endswith("/form/")
    page = reader.get(form.where)
    assert "Welcome" in page  # never had a password: an invitation
    done = reader.press(form.where, password=NEW, again=NEW)
    assert "Your password is set." in done
    caseworker.refresh_from_db()
    assert caseworker.check_password(NEW)
    assert AuditEvent.objects.filter(verb="choose_password", object_id=caseworker.pk).exists()
    assert read().get(path).status == 410
    assert reader.post(form.where, password=PASSWORD, again=PASSWORD).status == 410
    assert read().post(LOGIN, login=caseworker.email, password=NEW).where == "/"


def test_setting_a_password_ends_other_sessions(read, caseworker, with_password):
    elsewhere = read(with_password(caseworker))
    reader = read()
    form = reader.get(link(caseworker)).where
    assert "Choose a new password" in reader.get(form)
    reader.press(form, password=NEW, again=NEW)
    assert elsewhere.get("/").where.startswith(LOGIN)


def test_a_link_alone_does_not_change_the_password_of_who_has_a_second_factor(
    read, caseworker, with_password
):
    app, reader = give_app(with_password(caseworker)), read()
    form = reader.get(link(caseworker)).where
    assert "Is it you?" in reader.get(form)
    assert "Is it you?" in reader.post(form, password=NEW, again=NEW)
    wrong = reader.post(form, code="000000")
    assert wrong.status == 400
    assert "This code is not right" in wrong
    caseworker.refresh_from_db()
    assert caseworker.check_password(PASSWORD)
    assert "Choose a new password" in reader.press(form, code=app.code())
    assert "Your password is set." in reader.press(form, password=NEW, again=NEW)


def test_what_was_shown_for_one_link_does_not_open_another(read, caseworker, make_user, team):
    app, reader = give_app(caseworker), read()
    form = reader.get(link(caseworker)).where
    reader.post(form, code=app.code())
    other = make_user("caseworker", team)
    give_app(other)
    assert "Is it you?" in reader.get(reader.get(link(other)).where)


def test_a_link_is_dead_when_the_account_is_locked(read, caseworker):
    reader, path = read(), link(caseworker)
    form = reader.get(path).where
    caseworker.frozen_at = NOW
    caseworker.save()
    assert reader.get(form).status == 410
    assert reader.post(form, password=NEW, again=NEW).status == 410
    assert read().get(path).status == 410
    caseworker.refresh_from_db()
    assert not caseworker.has_usable_password()


def test_a_link_expires(read, caseworker, monkeypatch, settings):
    path = link(caseworker)
    now = link_tokens._now
    monkeypatch.setattr(
        link_tokens,
        "_now",
        lambda: now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 1),
    )
    assert read().get(path).status == 410


@pytest.mark.parametrize("uid", ["x", "MQ", "____", "%00", "0" * 300])
def test_a_link_to_nobody_is_simply_dead(read, db, uid):
    assert read().get(f"/accounts/set-password/{uid}/abc-def/").status == 410


def test_a_flipped_character_makes_a_link_dead(read, caseworker):
    path = link(caseworker)
    flipped = path[:-2] + ("a" if path[-2] != "a" else "b") + "/"
    assert read().get(flipped).status == 410


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", "short", "too short"),
        ("password1234", "password1234", "too common"),
        (NEW, NEW + "x", "The two passwords differ."),
        ("x" * 4096, "x" * 4096, "at most 256"),
    ],
)
def test_a_bad_password_is_refused_in_words(read, caseworker, password, again, said):
    reader = read()
    form = reader.get(link(caseworker)).where
    answer = reader.post(form, password=password, again=again)
    assert answer.status == 400
    assert said in answer


# ── the demo ──────────────────────────────────────────────────────────────────────────────
def test_only_a_demo_shows_whom_one_may_be(read, caseworker, settings):
    assert caseworker.name not in read().get(LOGIN)
    settings.INSTANCE, settings.DEMO_PASSWORD = "demo", PASSWORD
    page = read().get(LOGIN)
    assert caseworker.name in page
    assert PASSWORD not in page.html
    filled = read().get(LOGIN, {"as": caseworker.email})
    assert f'value="{caseworker.email}"' in filled.html
    assert f'value="{PASSWORD}"' in filled.html
    assert f'value="{PASSWORD}"' not in read().get(LOGIN, {"as": "nobody@example.org"}).html
    settings.PRODUCTION = True
    assert caseworker.name not in read().get(LOGIN)


def test_sign_in_asks_for_the_csrf_token(caseworker, with_password):
    with_password(caseworker)
    reader = Reader(None, enforce_csrf_checks=True)
    answer = reader.post(LOGIN, login=caseworker.email, password=PASSWORD)
    assert answer.status == 403
    assert "Please send it again" in answer


def test_a_form_of_before_signing_in_is_stale(volunteer, with_password):
    """The token turns with the sign-in: what another page has learnt before is worth nothing."""
    with_password(volunteer)
    reader = Reader(None, enforce_csrf_checks=True)
    before = token_in(reader.get(LOGIN))
    fields = {"csrfmiddlewaretoken": before, "login": volunteer.email, "password": PASSWORD}
    assert reader.post(LOGIN, **fields).status == 302
    page = "/settings/mails/stop/"
    stale = reader.post(page, csrfmiddlewaretoken=before)
    assert (stale.status, "Please send it again" in stale) == (403, True)
    volunteer.refresh_from_db()
    assert volunteer.mail_stopped_at is None
    fresh = token_in(reader.get("/settings/profile/"))
    assert reader.post(page, csrfmiddlewaretoken=fresh).status == 302


def token_in(answer):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.html)[1]
