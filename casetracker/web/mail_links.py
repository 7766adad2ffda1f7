"""Pages behind the links of letters. Nobody signs in: the token of the letter is the authority.

The token travels in the fragment, which no server sees; `static/m.js` posts it, or a person pastes
it. Asking for a page (GET, HEAD) changes and reveals nothing: mail scanners do. So do these pages
say nothing about what the work is, load nothing from elsewhere, and read no cookie.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from casetracker.domain.contacts import ContactBlocked
from casetracker.domain.errors import Missing, Refused
from casetracker.domain.mail_links import LinkVerb
from casetracker.selectors.mail_links import find_letter
from casetracker.services.contact_safety import note_block
from casetracker.services.mail_links import (
    answer_line,
    start_by_letter,
    stop_by_letter,
    unsubscribe,
)

#: Longer than any link; what is pasted beyond it is cut.
LONGEST_PASTE = 2000
METHODS = ["GET", "HEAD", "POST"]


@csrf_exempt  # no cookie has any say here: the token must be in the body
@require_http_methods(METHODS)
def mail_link(request: HttpRequest) -> HttpResponse:
    """The page that waits for a token; with one (POST) the lines of its letter, and what was
    pressed done first. Whatever is wrong with a token is answered alike."""
    if request.method != "POST":
        return _answer(request, "m/open.html", {})
    token, press = read_token(request.POST.get("token", "")), request.POST.get("press", "")
    now, status, refusal = timezone.now(), 200, ""
    try:
        if not _press(token, press, now):
            status, refusal = 400, "unknown"
    except Missing:
        # A line that is of another letter is as unknown as a token that nobody made.
        return _answer(request, "m/open.html", {"is_dead": True}, 404)
    except Refused as refused:
        if isinstance(refused, ContactBlocked):
            tried = find_letter(token, now=now)
            note_block(refused, actor=tried.reader if tried else None, now=now)
        status, refusal = 409, "late"
    letter = find_letter(token, now=now)
    if letter is None:
        return _answer(request, "m/open.html", {"is_dead": True}, 404)
    context = {"letter": letter, "token": token, "pressed": press, "refusal": refusal}
    with translation.override(letter.reader.language):
        return _answer(request, "m/letter.html", context, status)


@csrf_exempt  # RFC 8058: a mail program posts here, without cookie or referrer
@require_http_methods(METHODS)
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """Unsubscribe by the header of a letter; who comes by a browser is asked to press."""
    if request.method != "POST":
        return _answer(request, "m/stop.html", {})
    try:
        reader = unsubscribe(token=token, now=timezone.now())
    except Missing:
        return _answer(request, "m/open.html", {"is_dead": True}, 404)
    with translation.override(reader.language):
        return _answer(request, "m/stop.html", {"is_stopped": True})


def read_token(pasted: str) -> str:
    """The token in what somebody pasted: it alone, or the whole link, also broken into lines."""
    text = "".join(pasted[:LONGEST_PASTE].split()).strip("<>")
    return text.rpartition("#")[2].lower()


def _press(token: str, press: str, now: Any) -> bool:
    """Do what the pressed button says; False for what is no button. Nothing pressed: nothing."""
    if not press:
        return True
    if press in ("stop", "start"):
        (stop_by_letter if press == "stop" else start_by_letter)(token=token, now=now)
        return True
    verb, _dot, line = press.partition(".")
    try:
        said, notice_id = LinkVerb(verb), UUID(line)
    except ValueError:
        return False
    answer_line(token=token, notice_id=notice_id, verb=said, now=now)
    return True


def _answer(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    # The tab is called by what stands in it, never by the program's name.
    context |= {"title": _("Your list"), "language": translation.get_language()}
    response = render(request, template, context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["Content-Language"] = context["language"]
    return response
