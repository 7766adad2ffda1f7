"""Requests as a web server hands them to the product: no server, no network, everything else."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.utils import timezone

from casetracker.models import User
from casetracker.selectors.second_factors import SHOWN, shown
from casetracker.services.tokens import create_token


class Caller:
    """Somebody who is signed in, by token (programs) or by session (people)."""

    def __init__(self, email: str, *, by_token: bool) -> None:
        self.handler = WSGIHandler()
        self.user = User.objects.get(email=email)
        if by_token:
            now = timezone.now()
            text = create_token(actor=None, user=self.user, scopes=["all"], days=1, now=now)
            self.credentials = {"HTTP_AUTHORIZATION": f"Token {text}"}
        else:
            browser = Client()
            browser.force_login(self.user)
            session = browser.session
            session[SHOWN] = shown(self.user, timezone.now())  # the second factor, too
            session.save()
            cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
            self.credentials = {"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={cookie}"}

    def get(self, address: str) -> bytes:
        """The body of the answer, which must be 200."""
        parts = urlsplit(address)
        said: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            **self.credentials,
        }
        answer = self.handler(environ, lambda status, headers: said.append(status))
        body = b"".join(answer)
        answer.close()
        assert said == ["200 OK"], f"{address}: {said}"
        return body

    def read(self, address: str) -> Any:
        return json.loads(self.get(address))
