"""What holds for every page, whoever reads it."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casetracker.models import Email, Heartbeat
from casetracker.web.urls import urlpatterns
from tests.web.conftest import Answer, Reader

PUBLIC = {
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "desk_enter",
    "desk_enter_by_picture",
    "healthz",
    "mail_link",
    "one_click",
    "readyz",
    "second_factor",
    "set_password",
    "signed_out",
}
#: They take no cookie's word: what they are asked to do is proved by a token that was mailed.
BY_TOKEN = {"mail_link", "one_click"}
#: A page of each kind that lists or shows something, and who may read it.
PAGES = {
    "home": {"coordinator", "caseworker", "volunteer", "auditor", "administrator"},
    "my_cases": {"coordinator", "caseworker"},
    "case_list": {"coordinator", "caseworker"},
    "case_new": {"coordinator", "caseworker"},
    "my_tasks": {"coordinator", "caseworker", "volunteer", "auditor", "administrator"},
    "queues": {"coordinator"},
    "needs": {"coordinator", "caseworker"},
    "country_facts": {"coordinator", "caseworker"},
    "schemes": {"coordinator", "caseworker"},
    "country_choices": {"coordinator", "caseworker"},
    "waves": {"coordinator", "caseworker"},
    "desk_lists": {"coordinator", "caseworker"},
    "exports": {"coordinator", "caseworker", "auditor"},
    "export_new": {"coordinator", "caseworker"},
    "wave_new": {"coordinator"},
    "insight": {"coordinator", "caseworker", "auditor", "administrator"},
    "counts_file": {"coordinator", "caseworker", "auditor", "administrator"},
    "imports": {"coordinator", "caseworker"},
    "import_new": {"coordinator", "caseworker"},
    "rules": {"coordinator", "caseworker", "auditor"},
    "funds": {"coordinator", "caseworker", "auditor"},
    "fund_requests": {"coordinator", "caseworker", "auditor"},
    "figures": {"coordinator", "auditor"},
    "floats": {"coordinator", "caseworker", "auditor"},
    "float_new": {"coordinator", "caseworker"},
    "fund_new": {"coordinator"},
    "addresses": {"coordinator", "administrator"},
    "approvals": {"coordinator", "caseworker", "auditor", "administrator"},
    "outbox": {"coordinator", "caseworker", "volunteer", "auditor", "administrator"},
    "audit": {"coordinator", "caseworker", "auditor", "administrator"},
    "system": {"administrator"},
    "profile": {"coordinator", "caseworker", "volunteer", "auditor", "administrator"},
    "users": {"coordinator", "administrator", "auditor"},
    "volunteers": {"coordinator"},
    "invite": {"coordinator", "administrator"},
}
#: What htmx says of itself, and anybody can: it stands for no token.
HTMX = {"HX-Request": "true", "HX-Target": "content", "X-Requested-With": "XMLHttpRequest"}
ROLES = ["coordinator", "caseworker", "volunteer", "auditor", "administrator"]


def test_the_public_pages_are_these_and_no_others():
    public = {p.name for p in urlpatterns if getattr(p.callback, "is_public", False)}
    assert public == PUBLIC
    assert all(hasattr(p.callback, "roles") for p in urlpatterns)


@pytest.mark.parametrize("role", ROLES)
def test_a_page_is_for_its_roles_and_refused_to_others(read, make_user, team, role):
    user = make_user(role, None if role in ("auditor", "administrator") else team)
    reader = read(user)
    for name, roles in PAGES.items():
        answer = reader.get(reverse(name))
        assert answer.status == (200 if role in roles else 403), name
        assert answer.headers["Cache-Control"] == "no-store, private"


def test_every_address_that_needs_sign_in_asks_for_it(read, case):
    ids = {
        "reference": case.reference,
        "verb": "move",
        "name": "stale",
    }
    some = "01890000-0000-7000-8000-000000000000"
    for pattern in urlpatterns:
        if pattern.name in PUBLIC or hasattr(pattern.callback, "is_for_desk"):
            continue  # a desk signs nobody in: tests/web/test_desk.py
        wanted = pattern.pattern.converters
        path = reverse(pattern.name, kwargs={key: ids.get(key, some) for key in wanted})
        for answer in (read().get(path), read().post(path)):
            assert answer.where.startswith("/accounts/login/"), path


def test_every_post_asks_for_the_csrf_token(caseworker, case):
    some = "01890000-0000-7000-8000-000000000000"
    ids = {"reference": case.reference, "verb": "move", "name": "stale"}
    reader = Reader(caseworker, enforce_csrf_checks=True)
    for pattern in urlpatterns:
        wanted = pattern.pattern.converters
        path = reverse(pattern.name, kwargs={key: ids.get(key, some) for key in wanted})
        for forged in ({}, HTMX):
            answer = Answer(reader.client.post(path, headers=forged))
            if pattern.name in BY_TOKEN:
                assert answer.status == 404, path
                continue
            assert answer.status == 403, (path, forged)
            assert "Please send it again" in answer


def test_a_person_without_a_role_is_told_whom_to_ask(read, caseworker):
    caseworker.memberships.all().delete()
    assert "no team has given you a role" in read(caseworker).get("/")


def test_a_person_of_several_roles_has_a_tab_for_each(read, coordinator, make_user, team):
    coordinator.memberships.create(
        user=coordinator, team=team, role="volunteer", created_at=coordinator.created_at
    )
    page = read(coordinator).get("/")
    assert all(tab in page for tab in ("Queues", "My cases", "My tasks"))
    assert 'href="/queues/" aria-current="page"' in page.html


def test_pages_speak_the_language_of_their_reader_and_say_so(read, caseworker):
    caseworker.language = "be"
    caseworker.save()
    answer = read(caseworker).get("/settings/profile/")
    assert '<html lang="be">' in answer.html
    assert answer.headers["Content-Language"] == "be"


def test_the_security_policy_allows_nothing_inline_and_nobody_else(read, caseworker):
    policy = read(caseworker).get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_no_template_marks_anything_safe_or_holds_script_and_style(settings):
    folder = settings.BASE_DIR / "casetracker" / "templates"
    templates = {path: path.read_text() for path in folder.rglob("*.html")}
    assert templates
    for path, text in templates.items():
        for word in ("|safe", "autoescape off", "<style", " style=", "onclick", "javascript:"):
            assert word not in text, (path, word)
        assert text.count("<script") == text.count('<script src="{'), path


def test_looking_at_the_head_of_a_page_is_reading_it(caseworker):
    reader = Reader(caseworker)
    assert reader.client.head("/my/cases/").status_code == 200
    assert reader.client.head("/healthz").status_code == 200


def test_an_unknown_page_is_said_to_be_none(read, caseworker):
    answer = read(caseworker).get("/no/such/page/")
    assert answer.status == 404
    assert "There is no such page, or it is not one that you may see." in answer


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example"])
def test_another_host_name_is_refused(read, caseworker, host):
    assert read(caseworker).get("/", headers={"host": host}).status == 400


def test_a_fault_of_the_program_is_owned_up_to(read, caseworker, monkeypatch):
    monkeypatch.setattr("casetracker.web.home.my_cases", lambda *args, **kwargs: 1 / 0)
    answer = read(caseworker).get("/my/cases/")
    assert answer.status == 500
    assert "This is a fault of the program, not yours." in answer


def test_the_banner_is_asked_for_every_few_seconds_not_by_every_page(
    read, caseworker, settings, django_assert_num_queries
):
    settings.BANNER_AGE = 15
    reader = read(caseworker)
    try:
        with CaptureQueriesContext(connection) as first:
            reader.get("/settings/profile/")
        with django_assert_num_queries(len(first) - 1):
            assert "Reminders are not going out" in reader.get("/settings/profile/")
    finally:
        caches["process"].clear()


def test_a_page_says_when_reminders_stand_still(read, caseworker, now):
    reader = read(caseworker)
    assert "Reminders are not going out" in reader.get("/")
    beat = Heartbeat.objects.create(name="sweep", at=now - timedelta(minutes=14))
    assert "Reminders are not going out" not in reader.get("/")
    letter = Email.objects.create(
        recipient=caseworker,
        kind="digest",
        created_at=now,
        message_id="<a@b>",
        next_attempt_at=now - timedelta(minutes=16),
    )
    assert "A reminder has been due since" in reader.get("/")
    letter.delete()
    beat.at = now - timedelta(minutes=16)
    beat.save()
    assert "Files were last checked:" in reader.get("/")


def test_a_page_tells_its_reader_when_their_time_zone_has_vanished(read, caseworker):
    page = read(caseworker).get("/")
    assert "Nobody knows the time zone" not in page
    type(caseworker).objects.filter(pk=caseworker.pk).update(time_zone="Mars/Olympus")
    assert "Nobody knows the time zone Mars/Olympus any more" in read(caseworker).get("/")
