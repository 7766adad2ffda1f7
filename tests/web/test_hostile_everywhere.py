"""What somebody hostile typed into every column that people fill stays text on every page."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.urls import reverse
from django.utils.html import escape

from casetracker.domain.contacts import RevealPurpose
from casetracker.models import Case, Procedure, ProcedureDecision, User, Wave
from casetracker.services.audit import seal
from casetracker.services.country_facts import record_country_fact
from casetracker.services.desks import open_desk
from casetracker.services.facilities import record_facility
from casetracker.services.observations import record_observation
from casetracker.services.prisoners import edit_prisoner
from casetracker.services.reveals import reveal_case
from casetracker.services.rules import open_rule
from casetracker.services.schemes import record_scheme
from casetracker.services.tokens import create_token
from casetracker.web.urls import urlpatterns
from tests.conftest import NOW
from tests.filled import Cast, fill
from tests.second_factors import give_app
from tests.web.conftest import Answer
from tests.web.test_hostile_pages import HOSTILE
from tests.web.test_hostile_pages import Reader as Markup

#: Columns that no person's text reaches as it is: what the program makes, codes that are checked
#: against a closed list or a pattern, hashes, and secrets that no page shows.
NOT_TYPED = {
    "ApiToken": "digest token_key",
    "Attachment": "content_hash",
    "Attempts": "key",
    "AuditCheck": "hash fault",
    "AuditEvent": "verb object_type",
    "AuditSeal": "hash",
    "Approval": "kind",
    "Case": "reference",
    "Desk": "code_hash",
    "Email": "message_id",
    "Export": "key fingerprint",
    "Heartbeat": "name",
    "IdempotencyKey": "key body_hash",
    "ImportBatch": "file_hash layout encoding delimiter as_of refusal",
    "ImportPiece": "rows plan",
    "ImportRow": "fingerprint key rough raw",
    "Instance": "name identity",
    "Label": "words",
    "MergeMove": "model",
    "NameForm": "script key rough born arrested",
    "NameSkeleton": "key bones",
    "Notice": "dedupe_key",
    "Prisoner": "citizenship_status document_status protection_status",
    "SecondFactor": "secret",
    "Task": "brief_fields",
    "User": "password email time_zone",
    "WebSession": "key_hash data",
}
CODES = re.compile(r"(^|_)(country|language|currency|destination|code|kind|responsible_country)$")
#: Tables that refuse every change by trigger: what is typed there went in by the services.
UNCHANGEABLE = {"AuditEvent", "LedgerEntry"}
NAMED = {
    "batch_id": "ImportBatch",
    "desk_id": "Desk",
    "entry_id": "LedgerEntry",
    "fact_id": "CountryFact",
    "file_id": "Attachment",
    "float_id": "CashFloat",
    "list_id": "DeskList",
    "match_id": "MatchDecision",
    "part_id": "ExportPart",
    "request_id": "FundRequest",
    "rule_id": "ReminderRule",
    "trial_id": "Simulation",
    "document_id": "IdentityDocument",
    "factor_id": "SecondFactor",
    "session_id": "WebSession",
    "scan_id": "DuplicateScan",
}
EACH = 3
YEAR = timedelta(days=365)


def typed_columns() -> dict[str, list[models.Field[Any, Any]]]:
    """Model → its columns of free text."""
    found = {}
    for model in apps.get_app_config("casetracker").get_models():
        never = NOT_TYPED.get(model.__name__, "").split()
        columns = [
            field
            for field in model._meta.local_fields
            if is_text(field) and field.name not in never and not CODES.search(field.name)
        ]
        if columns:
            found[model.__name__] = columns
    return found


def is_text(field: models.Field[Any, Any]) -> bool:
    sealed = type(field).__name__ == "SealedTextField"
    return sealed or (isinstance(field, models.CharField | models.TextField) and not field.choices)


def spoil() -> set[str]:
    """Put hostile text into every such column of every row; returns what took it."""
    turn, taken = count(), set()
    for name, columns in typed_columns().items():
        if name in UNCHANGEABLE:
            continue
        model = apps.get_model("casetracker", name)
        for pk in model._base_manager.values_list("pk", flat=True):
            for column in columns:
                number = next(turn)
                text = f"{HOSTILE[number % len(HOSTILE)]} {number}"
                if not column.max_length or column.max_length > 400:
                    text = " ".join(HOSTILE)
                said: Any = text[: column.max_length]
                if type(column).__name__ == "SealedTextField":
                    said = column.sealed_for(pk, text)  # type: ignore[attr-defined]
                try:
                    with transaction.atomic():
                        model._base_manager.filter(pk=pk).update(**{column.name: said})
                except DatabaseError as error:
                    pytest.fail(f"{name}.{column.name}: {error}")
                taken.add(f"{name}.{column.name}")
    return taken


def addresses() -> list[str]:
    """Every address that is not about a verb, with the rows there are."""
    found = []
    for pattern in urlpatterns:
        wanted = pattern.pattern.converters
        if {"verb", "token", "uidb64", "code", "kind"} & set(wanted):
            continue
        places: list[dict[str, Any]] = [{}]
        for key in wanted:
            values = rows_named(key)
            places = [{**place, key: value} for place in places for value in values]
        found += [reverse(pattern.name, kwargs=place) for place in places]
    return found


def rows_named(key: str) -> list[Any]:
    if key == "reference":
        return list(Case.objects.values_list("reference", flat=True)[:EACH])
    if key == "name":
        return ["stale", "unassigned"]
    model = NAMED.get(key) or key.removesuffix("_id").title().replace("_", "")
    rows = apps.get_model("casetracker", model)._base_manager.order_by("pk")
    return list(rows.values_list("pk", flat=True)[:EACH])


def complete(cast: Cast) -> None:
    """A row of what a file does not have by itself: of the world, of desks, of accounts."""
    acting: dict[str, Any] = {"actor": cast.coordinator, "now": NOW}
    today = NOW.date()
    record_scheme(name="Protection", country="PL", ends_on=today + YEAR, source="law", **acting)
    fact = {"country": "LT", "kind": "asylum", "topic": "requires", "text": "slow", "source": "law"}
    record_country_fact(**fact, **acting)
    record_facility(name="СІЗА-1", city="Мінск", country="BY", **acting)
    seen = {"counted": "inside", "number": 1, "counted_on": today, "source": "The Paper"}
    record_observation(**seen, **acting)
    person = Case.objects.filter(caseworker=cast.caseworker).first().prisoner_id
    papers = {"document_status": "none"}
    edit_prisoner(actor=cast.caseworker, prisoner_id=person, changes=papers, now=NOW)
    procedure = Procedure.objects.filter(ended_at=None).first()
    ProcedureDecision.objects.create(
        procedure=procedure, outcome="refused", notified_on=today, recorded_at=NOW
    )
    open_desk(wave_id=Wave.objects.get(happened_on=today).pk, device="A tablet", **acting)
    give_app(cast.caseworker)


@pytest.fixture
def cast(team, caseworker, coordinator, make_user, volunteer, stranger):
    second = make_user("coordinator", team)
    return Cast(team, caseworker, coordinator, second, volunteer, stranger, mark="Знак")


@pytest.fixture
def spoilt(cast, make_user, read):
    """Everything there is, each text of it hostile; who reads it. Everybody has a session."""
    filled = fill(cast, lambda what: {"Contact.email": "a@example.org"}.get(what, HOSTILE[0]), NOW)
    complete(cast)
    open_rule(actor=cast.coordinator, kind="case_silent", risk="minor", now=NOW)
    create_token(actor=cast.caseworker, user=cast.caseworker, scopes=["all"], days=3, now=NOW)
    for reader in (cast.caseworker, cast.coordinator):
        purpose = next(iter(RevealPurpose))
        reveal_case(actor=reader, case_id=filled.case.pk, purpose=purpose, now=NOW)
    seal(now=NOW)
    people = [cast.caseworker, cast.coordinator, cast.second, cast.volunteer]
    people += [make_user(role) for role in ("auditor", "administrator")]
    readers = [read(user) for user in people]
    taken = spoil()
    return readers, taken


def test_hostile_text_in_every_column_that_people_fill_stays_text_on_every_page(spoilt):
    readers, taken = spoilt
    typed = {
        f"{model}.{field.name}" for model, fields in typed_columns().items() for field in fields
    }
    unfilled = {name for name in typed - taken if name.partition(".")[0] not in UNCHANGEABLE}
    assert sorted({name.partition(".")[0] for name in unfilled}) == []
    shown: set[str] = set()
    seen = 0
    for reader in readers:
        for path in addresses():
            response = reader.client.get(path)
            assert response.status_code != 500, path
            if response.streaming or "text/html" not in response.headers.get("Content-Type", ""):
                continue
            answer = Answer(response)
            assert Markup(answer.html).faults == [], path
            assert "49{%" not in answer.html, path
            seen += 1
            shown |= {text for text in HOSTILE if escape(text)[:40] in answer.html}
    assert seen > 200
    assert shown == set(HOSTILE)
    print(f"hostile text: {len(taken)} columns, {seen} pages")


def test_every_column_left_out_is_there():
    for name, columns in NOT_TYPED.items():
        there = {field.name for field in apps.get_model("casetracker", name)._meta.local_fields}
        assert set(columns.split()) <= there, name
    assert User.__name__ in typed_columns()
