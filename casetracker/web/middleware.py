"""What holds for every answer: nothing is kept by browsers, and pages speak to their reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from casetracker.domain.calendars import zone

Answer = Callable[[HttpRequest], HttpResponseBase]


def keep_private(get_response: Answer) -> Answer:
    """`Cache-Control: no-store` on everything but static files (which pass before this)."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response["Cache-Control"] = "no-store, private"
        return response

    return answer


def speak_to_the_reader(get_response: Answer) -> Answer:
    """The language and the time zone of whoever is signed in; of anybody else the browser's
    language (Django's LocaleMiddleware) and UTC."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        user: Any = request.user
        if not user.is_authenticated:
            timezone.deactivate()
            return get_response(request)
        with timezone.override(zone(user.time_zone)), translation.override(user.language):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", user.language)
            return response

    return answer
