"""Two people press "release them" at the same moment: it is done once, both see it done."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from casetracker.models import AuditEvent, Case, ImportRow, Need, Prisoner, Release, TaskOffer
from casetracker.services.release_desk import NEW_FILE, release_people

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NAMES = "Ада Прыклад\nВера Узорная\nНіхто Невядомы\nІншы Незнаёмы"


def test_eight_presses_by_two_people_release_everybody_once(
    make_case, make_user, team, volunteer, now
):
    for name in NAMES.splitlines()[:2]:
        make_case(name)
    leads = [make_user("coordinator", team) for _ in range(2)]
    given = {
        "text": NAMES,
        "wave": "December",
        "kind": "deportation",
        "happened_on": now.date(),
        "destination": "LT",
        "choices": {4: NEW_FILE},
        "now": now,
    }
    seen = release_people(actor=leads[0], **given).digest
    start, said = threading.Barrier(8), []

    def press(number):
        try:
            start.wait()
            said.append(release_people(actor=leads[number % 2], seen=seen, **given).result.released)
        except Exception as error:  # noqa: BLE001  it must come back to the test
            said.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, said)) == ["0"] * 7 + ["3"], said
    assert (Release.objects.count(), Need.objects.count(), TaskOffer.objects.count()) == (3, 9, 9)
    assert (Case.objects.count(), Prisoner.objects.count(), ImportRow.objects.count()) == (3, 3, 1)
    assert AuditEvent.objects.filter(verb="record_wave").count() == 4
