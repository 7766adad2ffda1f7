"""Pages behind mailed links: a scanner changes and learns nothing, a person answers by pressing."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from casetracker.models import AuditEvent, Email, LinkAnswer, Notice, Task, User
from casetracker.services.emails import deliver_due
from casetracker.services.freezing import freeze_user
from casetracker.services.notices import pack
from casetracker.services.offers import offer_task
from casetracker.services.tasks import open_task
from tests.web.conftest import Answer, Reader

DAY = timedelta(days=1)


@pytest.fixture
def send(case, caseworker, mailbox, now):
    """`send(reader, count)`: a letter that offers so many tasks, or, `given`, hands them over;
    its link's token."""

    def mail(reader, count=1, given=False):
        for _n in range(count):
            task = open_task(
                actor=caseworker,
                case_id=case.pk,
                title="words",
                kind="transport",
                due_at=now + (9 if given else 2) * DAY,
                assignee_id=reader.pk if given else None,
                now=now,
            )
            if given:
                continue
            offer_task(actor=caseworker, task_id=task.pk, volunteer_id=reader.pk, now=now)
        Notice.objects.filter(recipient=reader).update(is_urgent=True)
        pack(now=now)
        deliver_due(now=now)
        return re.search(r"https?://[^/\s]+/m/#([0-9a-f]{64})\s", mailbox.to(reader)[-1])[1]

    return mail


@pytest.fixture
def letter(send, volunteer):
    return SimpleNamespace(token=send(volunteer), reader=volunteer)


def press(token, button, client=None):
    answer = Reader(None).client if client is None else client
    return Answer(answer.post("/m/", {"token": token, "press": button}))


def button(page, verb):
    return re.search(rf'value="({verb}\.[0-9a-f]{{32}})"', page.html)[1]


def state():
    return (
        list(Task.objects.order_by("pk").values()),
        list(Notice.objects.order_by("pk").values()),
        list(Email.objects.order_by("pk").values()),
        list(User.objects.order_by("pk").values()),
        LinkAnswer.objects.count(),
        AuditEvent.objects.count(),
    )


def test_a_scanner_that_asks_for_the_page_changes_and_learns_nothing(letter):
    before = state()
    client = Client()
    pages = {client.get("/m/").content for _ in range(20)}
    pages.add(client.get("/m/", {"token": letter.token}).content)
    assert len(pages) == 1
    assert client.head("/m/").content == b""
    for method in ("options", "put", "patch", "delete", "trace"):
        assert getattr(client, method)("/m/").status_code == 405
    assert client.cookies == {}
    assert state() == before


def test_a_scanner_that_runs_the_script_changes_nothing(letter):
    before = state()
    for _ in range(20):
        assert "I take it" in press(letter.token, "")
    assert state() == before
    press(letter.token, button(press(letter.token, ""), "take"))
    assert Task.objects.get().state == "accepted"


def test_the_page_shows_labels_fixed_words_and_the_day_and_nothing_else(letter, case):
    page = press(letter.token, "")
    assert page.status == 200
    assert "a new task: say whether you can take it due Wednesday, 11 February" in page
    for secret in ("words", case.reference, "Ада", "transport", "Casetracker", "Vilnius"):
        assert secret not in page.html.replace('class="words"', ""), secret


def test_a_pressed_button_answers_and_a_replay_shows_the_same(letter):
    take = button(press(letter.token, ""), "take")
    first = press(letter.token, take)
    assert "It is yours. Thank you!" in first
    after = state()
    again = press(letter.token, take)
    assert again.html == first.html
    cannot = take.replace("take", "cannot")
    assert "It is yours. Thank you!" in press(letter.token, cannot)
    assert state() == after


def test_whoever_else_is_signed_in_has_no_part_in_it(letter, coordinator, volunteer):
    reader = Reader(coordinator)
    press(letter.token, button(press(letter.token, ""), "take"), reader.client)
    assert Task.objects.get().assignee == volunteer
    assert AuditEvent.objects.get(verb="accept_task").actor_id == volunteer.pk


def dead_tokens(letter):
    token = letter.token
    flipped = ("b" if token[30] == "a" else "a").join((token[:30], token[31:]))
    yield from (flipped, "", "#", "0" * 64, token[:-1], token + "a", "\0", "ы" * 64, "a" * 5000)


def test_whatever_is_wrong_with_a_token_is_answered_alike(letter, coordinator, monkeypatch, now):
    answers = [press(token, "take." + "0" * 32) for token in dead_tokens(letter)]
    answers += [press(token, word) for token in dead_tokens(letter) for word in ("", "stop", "?")]
    monkeypatch.setattr(timezone, "now", lambda: now + 20 * DAY)
    answers.append(press(letter.token, ""))
    monkeypatch.setattr(timezone, "now", lambda: now)
    freeze_user(actor=coordinator, user_id=letter.reader.pk, now=now)
    answers.append(press(letter.token, ""))
    assert {(answer.status, answer.html) for answer in answers} == {(404, answers[0].html)}
    assert "This link does not work, or no longer." in answers[0]


def test_a_line_of_another_letter_or_an_unknown_button_does_nothing(letter, send, make_user, team):
    other = press(send(make_user("volunteer", team)), "")
    before = state()
    assert press(letter.token, button(other, "take")).status == 404
    for word in ("take", "take.", "take.x", "sing." + "0" * 32, "start\0", "done" * 1000):
        assert press(letter.token, word).status == 400, word
    assert state() == before


def test_too_late_is_said_with_what_stands_now(letter, caseworker, make_user, team, now):
    page = press(letter.token, "")
    other = make_user("volunteer", team)
    task = Task.objects.get()
    offer_task(actor=caseworker, task_id=task.pk, volunteer_id=other.pk, now=now)
    late = press(letter.token, button(page, "take"))
    assert late.status == 409
    assert "That is not possible any more" in late
    assert "This is settled: nothing to do any more." in late


@pytest.mark.parametrize(
    "pasted",
    [
        "{token}",
        "  {token}\n",
        "http://localhost:8000/m/#{token}",
        "<http://localhost:8000/m/#{token}>",
        "http://localhost:8000/m/#{upper}",
        "http://localhost:8000/m/#{head}\r\n  {tail}",
    ],
)
def test_what_is_pasted_may_be_the_token_or_the_whole_link(letter, pasted):
    token = letter.token
    text = pasted.format(token=token, upper=token.upper(), head=token[:20], tail=token[20:])
    assert "I take it" in press(text, "")


def test_without_script_every_button_is_one_of_a_form(letter):
    page = press(letter.token, "")
    assert page.html.count("<form") == 1
    assert '<form method="post" action="/m/">' in page.html
    assert f'<input type="hidden" name="token" value="{letter.token}">' in page.html


def test_the_page_needs_no_cookie_and_sets_none(letter):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/m/", {"token": letter.token, "press": "stop"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert User.objects.get(pk=letter.reader.pk).mail_stopped_at is not None


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Ask me again"), ("be", "Запытайце пазней"), ("ru", "Спросите позже")],
)
def test_the_longest_page_in_every_language_is_light(send, volunteer, language, said):
    User.objects.filter(pk=volunteer.pk).update(language=language)
    page = press(send(volunteer, 30, given=True), "")
    assert page.html.count(said) == 25
    assert f'<html lang="{language}">' in page.html
    assert page.headers["Content-Language"] == language
    files = [finders.find(name) for name in ("m.css", "m.js")]
    weight = len(page.html.encode()) + sum(len(Path(file).read_bytes()) for file in files)
    assert weight <= 30_000
    assert len(re.findall(r'(?:src|href)="/static/', page.html)) == 2
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page.html)


def test_stopped_mails_can_be_started_where_they_were_stopped(letter, volunteer):
    assert "You get no mails." in press(letter.token, "stop")
    assert "Stop mails" in press(letter.token, "start")
    volunteer.refresh_from_db()
    assert volunteer.mail_stopped_at is None


# ── one-click unsubscribe (RFC 8058) ────────────────────────────────────────────────────────────
@pytest.fixture
def header(send, volunteer, mailbox, settings):
    settings.BASE_URL = "https://cases.example"
    send(volunteer)
    return mailbox.letters()[-1]


def path_in(header):
    url = header["List-Unsubscribe"]
    assert header["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url.startswith("<https://cases.example/m/stop/")
    return url.strip("<>").removeprefix("https://cases.example")


def test_a_mail_program_unsubscribes_by_one_post_without_cookie(header, volunteer):
    client = Client(enforce_csrf_checks=True)
    before = state()
    for _ in range(20):
        assert client.get(path_in(header)).status_code == 200
    assert client.head(path_in(header)).status_code == 200
    assert client.options(path_in(header)).status_code == 405
    assert state() == before
    body = {"List-Unsubscribe": "One-Click"}
    answer = client.post(path_in(header), body, secure=True)
    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    volunteer.refresh_from_db()
    assert volunteer.mail_stopped_at is not None
    after = state()
    assert client.post(path_in(header), body).status_code == 200
    assert state() == after


def test_the_token_of_the_header_opens_nothing_and_that_of_the_link_unsubscribes_nobody(
    header, volunteer
):
    token = path_in(header).split("/")[-2]
    assert press(token, "").status == 404
    link = re.search(r"/m/#(\S+)", header.get_content())[1]
    assert Client().post(f"/m/stop/{link}/").status_code == 404
    assert Client().post(f"/m/stop/{'0' * 64}/").status_code == 404
    volunteer.refresh_from_db()
    assert volunteer.mail_stopped_at is None


def test_asking_for_the_page_to_unsubscribe_tells_nothing_of_the_token(header):
    client = Client()
    assert client.get(path_in(header)).content == client.get(f"/m/stop/{'0' * 64}/").content


def test_a_letter_of_an_installation_without_https_has_no_such_header(send, volunteer, mailbox):
    send(volunteer)
    assert mailbox.letters()[-1]["List-Unsubscribe"] is None
