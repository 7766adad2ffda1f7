"""What people do on the day of `test_canary.py`, through the pages and the API."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casetracker.models import SecondFactor, Task, User
from casetracker.services import contacts
from casetracker.services.tokens import create_token
from tests.canaries import Canaries
from tests.conftest import NOW
from tests.filled import Cast, Filled
from tests.second_factors import App

SCOPES = ["all", "contacts:read", "contacts:write"]
TOMORROW = NOW + timedelta(days=1)
CONTACT = ("name", "phone", "messenger", "email", "address", "note")
#: Base32, as an app's secret is, and of nobody else.
SECRET = "QZKANARKAQZKANARKA234567QZKANARK"


class Day:
    def __init__(self, cast: Cast, canaries: Canaries, filled: Filled) -> None:
        self.cast, self.canaries, self.filled = cast, canaries, filled
        self.reference = filled.case.reference

    # ── asking ──────────────────────────────────────────────────────────────────────────────────
    def signed_in(self, user: User) -> Client:
        """By password and, where it is demanded, a code."""
        client = Client(raise_request_exception=False)
        name, password = user.email, f"correct horse of {user.pk}"
        self.canaries.keep(f"password of {name}", password)
        user.password = make_password(password)
        user.save(update_fields=["password"])
        if user != self.cast.volunteer:
            SecondFactor.objects.create(user=user, kind="app", secret=SECRET, created_at=NOW)
        self.post(client, "/accounts/login/", login=name, password="wrong " + password, status=200)
        self.post(client, "/accounts/login/", login=name, password=password)
        if user != self.cast.volunteer:
            self.post(client, "/accounts/second-factor/", code=App(SECRET).code(NOW))
        session = client.session
        session["note"] = self.canaries.say("WebSession.data")
        session.save()
        self.canaries.keep(f"session of {name}", client.cookies["sessionid"].value)
        return client

    def post(self, client: Client, path: str, status: int = 302, **fields: Any) -> Any:
        answer = client.post(path, fields)
        assert answer.status_code == status, (path, answer.status_code, answer.content.decode())
        return answer

    def page(self, client: Client, path: str, **query: Any) -> str:
        answer = client.get(path, query)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()

    def say(self, *places: str) -> dict[str, str]:
        """Fields of a form: `contact.name` of "Contact.name"."""
        return {place.split(".")[1]: self.canaries.say(place) for place in places}

    # ── by pages ────────────────────────────────────────────────────────────────────────────────
    def by_pages(self) -> None:
        caseworker, volunteer = (
            self.signed_in(user) for user in (self.cast.caseworker, self.cast.volunteer)
        )
        self._file_by_pages(caseworker)
        self._tasks_by_pages(caseworker, volunteer)
        source = {"source": "by page", "team": str(self.cast.team.pk), "text": self._list()}
        self.post(caseworker, "/imports/new/", **source)
        outsider = self.signed_in(self.cast.outsider)
        self.post(
            outsider, "/by-exception/", reference=self.reference, **self.say("Approval.reason")
        )
        self.post(caseworker, "/accounts/logout/")

    def _file_by_pages(self, caseworker: Client) -> None:
        case, people = f"/cases/{self.reference}/", f"/cases/{self.reference}/people/"
        self.post(caseworker, f"{people}reveal/", purpose="call")
        self.post(
            caseworker,
            f"{people}contact/",
            relation="sibling",
            safety="unknown",
            **self.say(*(f"Contact.{name}" for name in CONTACT)),
        )
        self.post(
            caseworker,
            f"{people}health/",
            severity="stable",
            **self.say("HealthReport.text", "HealthReport.source"),
        )
        consent = {"purpose": "media_kit", "audience": "media", "given_by": "person"}
        self.post(caseworker, f"{people}consent/", **consent, **self.say("Consent.note"))
        at = NOW.strftime("%Y-%m-%dT%H:%M")
        said = self.say("Activity.text")
        self.post(caseworker, f"{case}activity/", kind="note", occurred_at=at, **said)
        self.post(caseworker, f"{case}need/", kind="phone", **self.say("Need.wishes"))
        name, content = (
            self.canaries.say(f"Attachment{end}") for end in (".name", "Piece.content")
        )
        file = SimpleUploadedFile(f"{name}.txt", content.encode())
        self.post(caseworker, f"{case}files/", file=file)
        assert self.canaries.said["Contact.name"][-1] in self.page(caseworker, people)
        assert name in self.page(caseworker, f"{case}files/")
        for path in (case, "/my/cases/", "/queues/", "/audit/", "/outbox/", "/needs/"):
            caseworker.get(path)
        self.page(caseworker, "/cases/", q=self.canaries.said["Contact.name"][0])

    def _tasks_by_pages(self, caseworker: Client, volunteer: Client) -> None:
        case = f"/cases/{self.reference}/"
        due = TOMORROW.strftime("%Y-%m-%dT%H:%M")
        for _ in range(2):
            self.post(
                caseworker,
                f"{case}task/",
                kind="letters",
                due_at=due,
                assignee=str(self.cast.volunteer.pk),
                meeting_place=self.canaries.say("Task.brief_fields"),
                **self.say("Task.title", "Task.brief"),
            )
        offered = Task.objects.filter(state="offered", kind="letters").order_by("pk")
        declined, done = offered.values_list("pk", flat=True)
        self.page(volunteer, "/my/tasks/")
        self.post(volunteer, f"/tasks/{done}/", answer="accept")
        assert self.canaries.said["Task.brief"][-1] in self.page(volunteer, f"/tasks/{done}/")
        self.post(volunteer, f"/tasks/{done}/", answer="done", **self.say("Task.comment"))
        said = self.say("TaskOffer.reason")
        self.post(volunteer, f"/tasks/{declined}/", answer="decline", **said)

    def _list(self) -> str:
        return f"Імя;Артыкул;Заўвага\nІншы Спісаў;342;{self.canaries.say('ImportPiece.rows')}\n"

    # ── by the API ──────────────────────────────────────────────────────────────────────────────
    def by_api(self) -> None:
        call = self._token(self.cast.caseworker)
        case, person = str(self.filled.case.pk), str(self.filled.case.prisoner_id)
        contact = call(
            "contacts/",
            prisoner=person,
            relation="father",
            key="one",
            **self.say(*(f"Contact.{name}" for name in CONTACT)),
        )
        call(f"contacts/{contact['id']}/reveal/", 200, purpose="call")
        report = self.say("HealthReport.text", "HealthReport.source")
        by_hand = self._session(self.cast.caseworker)
        by_hand("health-reports/", case=case, severity="stable", **report)
        consent = {"purpose": "un_filing", "audience": "un", "given_by": "person"}
        call("consents/", prisoner=person, **consent, **self.say("Consent.note"))
        said = self.say("Activity.text")
        call("activities/", case=case, kind="visit", occurred_at=NOW.isoformat(), **said)
        call("needs/", case=case, kind="medical", **self.say("Need.wishes"))
        call("actions/", kind="letter", cases=[case], **self.say("Action.note"))
        said = self.say("Task.title", "Task.brief")
        call("tasks/", case=case, due_at=TOMORROW.isoformat(), **said)
        call("imports/", source="by API", team=str(self.cast.team.pk), text=self._list())
        for path in ("contacts/", "activities/", "tasks/"):
            call(path)
        # A program brings files and takes none, and knows nothing of anybody's health.
        for path in ("attachments/", "health-reports/"):
            call(path, 403)
            by_hand(path)

    def _token(self, user: User) -> Any:
        token = create_token(actor=user, user=user, scopes=SCOPES, days=30, now=NOW)
        self.canaries.keep(f"token of {user.email}", token)
        headers = {"Authorization": f"Token {token}"}
        return self._calls(Client(headers=headers, raise_request_exception=False))

    def _session(self, user: User) -> Any:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        return self._calls(client)

    def _calls(self, client: Client) -> Any:
        def call(path: str, status: int = 0, key: str = "", **body: Any) -> Any:
            where = f"/api/v1/{path}"
            status = status or (201 if body else 200)
            headers = {"Idempotency-Key": key} if key else {}
            sent = {"content_type": "application/json", "headers": headers}
            answer = client.post(where, json.dumps(body), **sent) if body else client.get(where)
            assert answer.status_code == status, (path, answer.content.decode())
            return answer.json()

        return call

    # ── what goes wrong ─────────────────────────────────────────────────────────────────────────
    def refused(self) -> None:
        """By whom it is none of, with a mistake beside the text, twice in different words."""
        call, stranger = self._token(self.cast.caseworker), self._token(self.cast.outsider)
        person = str(self.filled.case.prisoner_id)
        contact = self.filled.ids["contacts"][0]
        stranger(f"contacts/{contact}/", 404)
        said = self.say(*(f"Contact.{name}" for name in CONTACT))
        stranger("contacts/", 400, prisoner=person, relation="mother", **said)
        call("contacts/", 400, prisoner=person, relation="neighbour", **said)
        call("contacts/", 409, "one", prisoner=person, relation="mother", **said)
        self._session(self.cast.caseworker)(
            "health-reports/",
            400,
            case="nothing",
            severity="stable",
            **self.say("HealthReport.text"),
        )
        client = Client(raise_request_exception=False, enforce_csrf_checks=True)
        self._expect(
            client.post("/accounts/login/", {"login": "x", **self.say("Contact.name")}), 403
        )
        for path in (f"/cases/{self.reference}/", f"/tasks/{self.filled.ids['tasks'][0]}/"):
            self._expect(client.get(path), 302)
            other = Client(raise_request_exception=False)
            other.force_login(self.cast.outsider)
            self._expect(other.get(path), 404)

    def broken(self) -> None:
        """The database fails after the row was written: nothing of it stays, nothing is shown."""
        call, client = self._token(self.cast.caseworker), Client(raise_request_exception=False)
        client.force_login(self.cast.caseworker)
        person = str(self.filled.case.prisoner_id)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(contacts, "record", _fail)
            said = [f"Contact.{name}" for name in CONTACT]
            call("contacts/", 500, prisoner=person, relation="other", **self.say(*said))
            fields = {"relation": "friend", "safety": "unknown", **self.say(*said)}
            self._expect(client.post(f"/cases/{self.reference}/people/contact/", fields), 500)

    def _expect(self, answer: Any, status: int) -> None:
        assert answer.status_code == status, answer.content.decode()


def _fail(**given: Any) -> None:
    raise RuntimeError("broken on purpose")
