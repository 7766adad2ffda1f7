"""What somebody hostile stored, sends or asks for stays harmless on every page."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils.html import escape

from casetracker.domain.contacts import RevealPurpose
from casetracker.models import Contact, Team, User
from casetracker.services.activities import record_activity
from casetracker.services.letters import account_link
from casetracker.services.needs import open_need
from casetracker.services.reveals import reveal_case
from casetracker.services.tasks import open_task
from casetracker.web.urls import urlpatterns
from tests.conftest import NOW
from tests.web.conftest import PASSWORD

#: What a page must show as text, however it is written into markup, attributes and scripts.
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "javascript:alert(1)",
    '<a href="javascript:alert(1)">x</a>',
    '<div hx-get="/settings/users/" hx-trigger="load">x</div>',
    '<div id="content" hx-swap-oob="true">gone</div>',
    '<form action="https://evil.example"><input name=csrfmiddlewaretoken></form>',
    "</title><base href=https://evil.example>",
    "{{7*7}}{% load static %}",
]
TAGS = {"base", "iframe", "object", "embed", "svg", "style", "frame", "template"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "srcset", "poster"}


class Reader(HTMLParser):
    """Reads a page as a browser does, and notes what could do something."""

    def __init__(self, html):
        super().__init__()
        self.faults = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = {name: (value or "").strip().lower() for name, value in attrs}
        if tag in TAGS or (tag == "script" and not given.get("src", "").startswith("/static/")):
            self.faults.append(tag)
        for name, value in given.items():
            leads = name in ADDRESSES and re.match(r"[a-z]+:|//", value)
            is_picture = name == "src" and value.startswith("data:image/svg+xml;base64,")
            # An icon that is nothing, so that the browser does not ask for one.
            is_picture |= (tag, name, value) == ("link", "href", "data:,")
            if name.startswith(("on", "hx-", "data-hx-")) or (leads and not is_picture):
                self.faults.append(f"{tag} {name}={value}")


@pytest.fixture
def stored(case, caseworker, coordinator, volunteer, team, monkeypatch):
    """`stored(text)`: the text in every field that people fill and pages show."""

    def store(text):
        short = text[:60]
        record_activity(
            actor=caseworker, case_id=case.pk, kind="note", occurred_at=NOW, text=text, now=NOW
        )
        need = open_need(actor=caseworker, case_id=case.pk, kind="asylum", now=NOW)
        task = open_task(
            actor=caseworker,
            case_id=case.pk,
            title=short,
            due_at=NOW,
            assignee_id=volunteer.pk,
            brief=text,
            now=NOW,
        )
        given = {"prisoner": case.prisoner, "case": case, "created_at": NOW}
        Contact.objects.create(
            **given, relation="mother", name=text, phone=text, address=text, note=text
        )
        reveal_case(actor=caseworker, case_id=case.pk, purpose=next(iter(RevealPurpose)), now=NOW)
        case.prisoner.names.update(text=text)
        User.objects.update(name=short)
        Team.objects.update(name=short)
        return need, task

    return store


def readable(client, ids):
    """(address, markup) of every page that answers with one."""
    for pattern in urlpatterns:
        wanted = pattern.pattern.converters
        if not set(wanted) <= set(ids):
            continue
        path = reverse(pattern.name, kwargs={key: ids[key] for key in wanted})
        answer = client.get(path)
        if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
            yield path, answer.content.decode()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_field_stays_text_on_every_page(
    client, stored, case, caseworker, coordinator, text
):
    need, task = stored(text)
    ids = {
        "reference": case.reference,
        "need_id": need.pk,
        "task_id": task.pk,
        "user_id": caseworker.pk,
        "name": "stale",
    }
    shown = 0
    for reader in (caseworker, coordinator):
        client.force_login(User.objects.get(pk=reader.pk))
        for path, html in readable(client, ids):
            assert Reader(html).faults == [], path
            assert "49{%" not in html, path
            shown += escape(text) in html
    assert shown >= 4


def test_the_check_above_sees_what_it_looks_for():
    for markup in (
        "<p><script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        '<a href=" JavaScript:alert(1)">',
        '<p hx-swap-oob="true">',
        "<base href=x>",
        '<form action="https://evil.example">',
        "<a href=//evil.example>",
    ):
        assert Reader(markup).faults, markup
    assert not Reader('<script src="/static/casetracker.js" defer></script>').faults
    assert not Reader(escape("".join(HOSTILE))).faults


@pytest.mark.parametrize(
    "forged",
    [
        {"HX-Request": "true"},
        {"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "content"},
        {"X-Requested-With": "XMLHttpRequest"},
        {"Accept": "application/json"},
        {"X-HTTP-Method-Override": "DELETE"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
        {"Referer": "https://evil.example/"},
    ],
)
def test_forged_headers_change_nothing(read, caseworker, case, forged):
    reader = read(caseworker)
    plain = reader.get(f"/cases/{case.reference}/")
    answer = reader.get(f"/cases/{case.reference}/", headers=forged)
    hidden = re.compile(r'(csrfmiddlewaretoken" value=)"\w+"')
    assert hidden.sub("", answer.html) == hidden.sub("", plain.html)
    assert "evil" not in answer.html
    signed_out = read().get(f"/cases/{case.reference}/", headers=forged)
    assert (signed_out.status, signed_out.where.split("?")[0]) == (302, "/accounts/login/")


HEADERS = {
    "Cache-Control": "no-store, private",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def test_every_answer_carries_the_headers_that_protect_it(read, caseworker, case):
    """Pages, refusals, redirections, the API and its errors."""
    reader = read(caseworker)
    for path, status in (
        ("/my/cases/", 200),
        (f"/cases/{case.reference}/", 200),
        ("/settings/sign-in/", 200),
        ("/no/such/page/", 404),
        ("/system/", 403),
        ("/settings/sign-in/codes/", 302),
        ("/api/v1/cases/", 200),
        ("/api/v1/nothing/", 404),
        ("/accounts/logout/", 405),
    ):
        answer = reader.get(path)
        assert answer.status == status, path
        for name, value in HEADERS.items():
            assert answer.headers.get(name) == value, (path, name)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "frame-ancestors 'none'" in policy, path
        assert "form-action 'self'" in policy, path
        assert "unsafe" not in policy, path


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.example",
        "https://evil.example/",
        "\\\\evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "\t//evil.example",
        "https:///evil.example",
    ],
)
def test_no_address_leads_to_another_site(read, caseworker, evil):
    reader = read(caseworker)
    for path in ("/accounts/login/", "/accounts/second-factor/"):
        assert "evil" not in reader.get(path, {"next": evil}).where
        assert "evil" not in reader.post(path, next=evil).where


@pytest.mark.parametrize("host", ["evil.example", "localhost:80@evil.example", "localhost\t", "["])
def test_the_host_is_never_taken_from_the_request(read, caseworker, host):
    answer = read(caseworker).get("/", headers={"host": host})
    assert answer.status == 400
    assert "evil" not in answer.html


def test_a_mailed_link_names_the_site_of_the_settings(caseworker, settings):
    settings.BASE_URL = "https://cases.example"
    from_settings = account_link(caseworker)
    assert from_settings.startswith("https://cases.example/accounts/set-password/")


def test_no_script_reads_the_cookies_and_no_other_site_sends_them(read, volunteer, with_password):
    with_password(volunteer)
    reader = read()
    reader.get("/accounts/login/")
    reader.post("/accounts/login/", login=volunteer.email, password=PASSWORD)
    assert set(reader.client.cookies) == {"sessionid", "csrftoken"}
    for name, cookie in reader.client.cookies.items():
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax"), name
