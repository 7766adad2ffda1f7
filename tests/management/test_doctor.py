"""`doctor`: one line per question, and exit 1 where something is wrong."""

import socket
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from casetracker.domain.words import EventKind
from casetracker.management import checkup
from casetracker.models.triggers import triggers_lifted
from casetracker.services.activities import record_activity
from casetracker.services.audit import seal
from casetracker.services.instance import name_instance
from casetracker.services.notices import event, insert_notices
from casetracker.services.sweep import sweep
from casetracker.vault.keys import ring
from tests.money import make_line


@pytest.fixture
def well(db, mail_folder):
    """An installation that is named, swept and sealed just now."""
    now = timezone.now()
    name_instance(name="here", now=now)
    sweep(now=now)
    seal(now=now)
    return now


def wrong(capsys) -> dict[str, str]:
    """What is wrong, by name; the sentence on stderr names the same."""
    with pytest.raises(CommandError) as error:
        call_command("doctor")
    lines = capsys.readouterr().out.splitlines()
    found = {line.split()[1]: line for line in lines if line.startswith("WRONG")}
    assert error.value.returncode == 1
    assert str(error.value) == f"{len(found)} of {len(lines)} are wrong: {', '.join(found)}."
    return found


def test_a_well_installation_says_ok_to_every_question(run, say, well):
    answer = run("doctor")
    assert answer["ok"] is True
    assert {check["name"] for check in answer["checks"]} == {
        "database",
        "migrations",
        "triggers",
        "keys",
        "instance",
        "sweep",
        "letters",
        "readers",
        "audit",
        "books",
        "mail",
        "broker",
        "translations",
        "disk",
    }
    assert all(line.startswith("ok ") for line in say("doctor").splitlines())


def test_a_new_installation_is_told_what_is_missing(capsys, db):
    found = wrong(capsys)
    assert "run name_instance NAME" in found["instance"]
    assert "start the worker with beat, or dispatch --loop" in found["sweep"]


def test_a_sweep_that_stopped_a_quarter_of_an_hour_ago_is_wrong(capsys, well):
    sweep(now=well - timedelta(minutes=16))
    assert set(wrong(capsys)) == {"sweep"}


def test_missing_triggers_are_named(capsys, well):
    with triggers_lifted(), connection.cursor():
        assert "casetracker_auditevent_refuse" in wrong(capsys)["triggers"]


def test_a_key_that_is_not_on_the_ring_is_named(capsys, well, case, caseworker, settings, now):
    record_activity(
        actor=caseworker,
        case_id=case.pk,
        kind="note",
        occurred_at=now,
        text="что-то",
        now=timezone.now(),
    )
    settings.CASETRACKER_KEYS = "other:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    assert "no key 'test' in CASETRACKER_KEYS" in wrong(capsys)["keys"]
    assert ring().sealing == "other"


def test_a_balance_that_is_not_the_sum_of_its_entries_is_named(capsys, well, coordinator, team):
    line = make_line(coordinator, team)
    type(line).objects.filter(pk=line.pk).update(balance="4999.99")
    assert "Fund 1: Arrival" in wrong(capsys)["books"]


def test_a_mail_server_that_does_not_answer_is_wrong(capsys, well, settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_URL = f"smtp://127.0.0.1:{free.getsockname()[1]}"
    assert "refused" in wrong(capsys)["mail"].lower()


def test_a_mail_server_that_answers_is_only_greeted(run, well, settings):
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{server.getsockname()[1]}"
        answer = run("doctor")
    assert {check["name"]: check["ok"] for check in answer["checks"]}["mail"]


def test_an_urgent_notice_that_nobody_packs_is_wrong(capsys, well, case, caseworker):
    old = timezone.now() - timedelta(minutes=20)
    told = event(EventKind.RE_ARRESTED, case.pk, caseworker.pk, case_id=case.pk, is_urgent=True)
    insert_notices([told], now=old)
    assert "the oldest has been due" in wrong(capsys)["letters"]


def test_who_cannot_be_told_is_named(capsys, well, case, caseworker):
    type(caseworker).objects.update(time_zone="Mars/Olympus", next_digest_at=None)
    said = wrong(capsys)["readers"]
    assert "1 people have chosen Mars/Olympus" in said
    assert "1 people have no next digest" in said
    assert f"no coordinator can be told of open files of: {case.team.name}" in said


def test_audit_events_that_nobody_seals_are_wrong(capsys, well, make_case):
    make_case(at=timezone.now() - timedelta(hours=1))
    assert "the oldest since" in wrong(capsys)["audit"]


def test_a_full_disk_is_wrong(capsys, well, monkeypatch):
    monkeypatch.setattr(checkup, "LEAST_FREE", 1 << 62)
    assert "MB free" in wrong(capsys)["disk"]


def test_a_redis_that_is_gone_is_wrong(capsys, well, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": settings.REDIS_URL,
        }
    }
    assert "Redis" in wrong(capsys)["broker"]
