"""Many sweepers and deliverers at once, and workers killed in mid-delivery."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models.functions import Now

from casetracker.models import Email, Notice
from casetracker.services.instance import name_instance
from casetracker.services.notices import pack
from casetracker.services.sweep import sweep

pytestmark = [pytest.mark.postgres, pytest.mark.services, pytest.mark.xdist_group("faults")]
DAY = timedelta(days=1)
PATIENCE = 60  # seconds


@pytest.fixture
def workers_with_files(make_user, team, make_case, now):
    """Twelve caseworkers with five files each."""
    people = [make_user("caseworker", team) for _ in range(12)]
    for who in people:
        for number in range(5):
            make_case(f"Прыклад {number}", worker=who)
    return people


def let_leases_run_out():
    """As if two minutes had passed on the database's clock."""
    Email.objects.filter(lease_until__isnull=False).update(lease_until=Now() - timedelta(seconds=1))


def wait_until(holds):
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def test_ten_sweepers_and_five_deliverers_make_one_notice_and_one_letter_per_key(
    processes, workers_with_files, journal, now
):
    name_instance(name="test", now=now)
    at = now + 31 * DAY
    processes.together(["sweep"] * 10, at)
    processes.together(["sweep"] * 2 + ["pack"] * 3 + ["deliver"] * 5, at)
    processes.together(["deliver"] * 5, at)
    keys = list(Notice.objects.values_list("dedupe_key", "recipient"))
    assert len(keys) == len(set(keys)) == 60
    assert set(Notice.objects.values_list("state", flat=True)) == {"told"}
    assert Email.objects.count() == len(workers_with_files)
    assert set(Email.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert journal.copies() == dict.fromkeys(Email.objects.values_list("message_id", flat=True), 1)


def test_deliverers_killed_in_mid_delivery_lose_nothing_and_record_nothing_twice(
    processes, workers_with_files, journal, now
):
    name_instance(name="test", now=now)
    at = now + 31 * DAY
    sweep(now=at)
    pack(now=at)
    journal.pause = 0.05
    kills = 0
    go = processes.folder / "go"
    go.touch()
    while Email.objects.filter(state="waiting").exists():
        taken = len(journal.taken)
        running = processes.start("tests.faults.steps", "deliver", at.isoformat(), str(go))
        wait_until(lambda was=taken, it=running: len(journal.taken) >= was + 3 or it.poll() == 0)
        if running.poll() is None:
            processes.kill(running)
            kills += 1
        let_leases_run_out()
    assert kills >= 2
    assert set(Email.objects.values_list("state", flat=True)) == {"sent"}
    assert set(Notice.objects.values_list("state", flat=True)) == {"told"}
    copies = journal.copies()
    assert set(copies) == set(Email.objects.values_list("message_id", flat=True))
    assert sum(copies.values()) - len(copies) <= kills
    assert {address for _, address in journal.taken} == {who.email for who in workers_with_files}


def test_a_celery_worker_killed_in_mid_delivery_is_followed_by_one_that_finishes(
    processes, workers_with_files, journal, redis_url, now
):
    name_instance(name="test", now=now)
    at = now + 31 * DAY
    sweep(now=at)
    pack(now=at)
    journal.pause = 0.1
    command = ("celery", "-A", "config", "worker", "-B", "--concurrency=2", "-l", "ERROR")
    schedule = f"--schedule={processes.folder / 'beat'}"
    first = processes.start(*command, schedule, REDIS_URL=redis_url)
    wait_until(lambda: len(journal.taken) >= 3)
    processes.kill(first)
    let_leases_run_out()
    processes.start(*command, schedule, REDIS_URL=redis_url)
    wait_until(lambda: Email.objects.exists() and not Email.objects.waiting().exists())
    assert set(Email.objects.values_list("state", flat=True)) == {"sent"}
    recipients = {address for _, address in journal.taken}
    assert {who.email for who in workers_with_files} <= recipients
    copies = journal.copies()
    assert set(copies) == set(Email.objects.values_list("message_id", flat=True))
    assert sum(copies.values()) - len(copies) <= 1
    connections.close_all()
