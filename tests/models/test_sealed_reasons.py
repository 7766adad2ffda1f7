"""Three texts that stood in clear: sealed by migration, and opened again on the way back."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from casetracker.models import Clock, Need, Task
from casetracker.services.clocks import snooze_clock
from casetracker.services.needs import open_need
from casetracker.services.tasks import cancel_task, open_task
from tests.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)
CLEAR = {
    "clock": ("pause_reason", "her sister asked"),
    "need": ("provider", "a clinic of the sister's"),
    "task": ("cancel_reason", "the brother drives"),
}


def said(table: str, column: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM casetracker_{table}")
        return {row[0] for row in cursor.fetchall()}


def test_the_way_back_opens_them_and_the_way_forth_seals_them(case, caseworker):
    acting = {"actor": caseworker, "now": NOW}
    words = {table: text for table, (_, text) in CLEAR.items()}
    clock = case.clocks.get(kind="case_silent")
    later = NOW + timedelta(days=3)
    snooze_clock(clock_id=clock.pk, until=later, reason=words["clock"], **acting)
    for kind, provider in (("phone", words["need"]), ("reception", "")):
        open_need(case_id=case.pk, kind=kind, provider=provider, **acting)
    for title in "ab":
        task = open_task(case_id=case.pk, title=title, due_at=later, **acting)
    cancel_task(task_id=task.pk, reason=words["task"], **acting)
    try:
        call_command("migrate", "casetracker", "0047", verbosity=0)
        for table, (column, text) in CLEAR.items():
            assert said(table, column) == {text, ""}
    finally:
        call_command("migrate", verbosity=0)
    assert Clock.objects.get(pk=clock.pk).pause_reason == words["clock"]
    assert {need.provider for need in Need.objects.all()} == {words["need"], None}
    assert {task.cancel_reason for task in Task.objects.all()} == {words["task"], None}
    for table, (column, text) in CLEAR.items():
        held = said(table, f"{column}_sealed") - {None}
        assert held
        assert not any(text.encode() in bytes(value) for value in held)
