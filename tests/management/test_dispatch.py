"""`dispatch`: the way of reminders without Celery."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import ManagementUtility, call_command
from django.db import DatabaseError

from casetracker.management.commands import dispatch
from casetracker.models import Email, Heartbeat, User
from casetracker.services.instance import name_instance
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]


def test_one_round_sweeps_packs_and_delivers(run, case, now, time_travel, mail_folder):
    name_instance(name="here", now=now)
    later = now + timedelta(days=31)
    User.objects.update(next_digest_at=now)

    answer = run("dispatch", "--once", "--now", later.isoformat())

    assert answer == {
        "due": 1,
        "held": 0,
        "notices": 1,
        "packed": 1,
        "sent": 1,
        "retry": 0,
        "failed": 0,
    }
    assert Email.objects.get().sent_at == later
    assert Heartbeat.objects.get(name="sweep").at == later
    assert len(list(mail_folder.glob("*.eml"))) == 1


def test_a_second_round_at_the_same_time_sends_nothing(run, case, now, time_travel, mail_folder):
    name_instance(name="here", now=now)
    User.objects.update(next_digest_at=now)
    words = ("dispatch", "--once", "--now", (now + timedelta(days=31)).isoformat())
    run(*words)
    assert set(run(*words).values()) == {0}


def test_the_audit_events_of_the_round_before_are_sealed(run, say, case, now):
    run("dispatch", "--once")
    assert "0 waiting" in say("verify_audit")


def test_another_time_is_refused_without_permission(refusal, db):
    said = refusal("dispatch", "--once", "--now", "2030-01-01T00:00:00Z")
    assert "CASETRACKER_ALLOW_TIME_TRAVEL=1" in said
    assert not Heartbeat.objects.exists()


def test_another_time_is_refused_in_production(refusal, settings, time_travel, db):
    settings.PRODUCTION = True
    assert "never works where BASE_URL is https" in refusal(
        "dispatch", "--once", "--now", "2030-01-01"
    )


def test_a_loop_does_not_travel_in_time(refusal, time_travel, db):
    said = refusal("dispatch", "--loop", "--now", "2030-01-01")
    assert "--now goes with --once" in said


def test_a_failing_step_is_logged_and_the_others_still_run(monkeypatch, caplog, db):
    ran = []

    def sweep(*, now):
        raise DatabaseError("gone")

    def pack(*, now):
        ran.append("pack")

    monkeypatch.setattr(dispatch, "STEPS", (sweep, pack))
    monkeypatch.setattr(dispatch, "close_old_connections", lambda: None)
    dispatch.run_round(threading.Event())
    assert ran == ["pack"]
    assert "sweep failed; the next round tries again" in caplog.text


def test_the_loop_goes_round_until_it_is_stopped(monkeypatch):
    stop = threading.Event()
    rounds = []

    def one_round(event):
        rounds.append(event)
        if len(rounds) == 3:
            stop.set()

    monkeypatch.setattr(dispatch, "run_round", one_round)
    dispatch.run_loop(stop=stop, period=0.0)
    assert len(rounds) == 3


def test_the_loop_outlives_a_database_that_is_not_there_and_ends_cleanly_on_sigterm(tmp_path):
    environment = os.environ | {
        "CASETRACKER_VAR": str(tmp_path),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUNBUFFERED": "1",
    }
    loop = subprocess.Popen(
        [sys.executable, "manage.py", "dispatch", "--loop"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for line in loop.stderr:
            if "seal failed; the next round tries again" in line:
                break
        assert loop.poll() is None
        loop.send_signal(signal.SIGTERM)
        loop.communicate(timeout=PATIENCE)
        assert loop.returncode == 0
    finally:
        loop.kill()
        loop.wait()


@pytest.mark.parametrize("every", ["0", "0.5", "301", "nan", "inf", "soon", ""])
def test_a_period_that_is_none_is_refused_and_says_what_is_allowed(every, capsys):
    with pytest.raises(SystemExit) as ended:
        ManagementUtility(["manage.py", "dispatch", "--loop", "--every", every]).execute()
    assert ended.value.code == 2
    assert f"{every!r}: allowed are 1 to 300 seconds" in capsys.readouterr().err


def test_the_loop_takes_its_period_from_the_operator(monkeypatch, db):
    asked = {}
    monkeypatch.setattr(dispatch, "run_loop", lambda **words: asked.update(words))
    monkeypatch.setattr(dispatch, "stopped_by_signals", threading.Event)
    call_command("dispatch", "--loop", "--every=5")
    assert asked["period"] == 5.0
    call_command("dispatch", "--loop")
    assert asked["period"] == 60.0
