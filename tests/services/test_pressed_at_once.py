"""Two presses at the same moment: one answers, the other shows what was said."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from casetracker.domain.mail_links import LinkVerb
from casetracker.models import AuditEvent, Email, LinkAnswer, Notice, Task
from casetracker.selectors.mail_links import find_letter
from casetracker.services.mail_links import answer_line
from casetracker.services.notices import pack
from casetracker.services.offers import offer_task
from casetracker.services.tasks import open_task
from casetracker.vault.links import Purpose, make_token

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_eight_presses_at_once_answer_once(case, caseworker, volunteer, now):
    assert connection.vendor == "postgresql"
    task = open_task(
        actor=caseworker,
        case_id=case.pk,
        title="words",
        kind="transport",
        due_at=now + timedelta(days=2),
        now=now,
    )
    offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)
    Notice.objects.filter(recipient=volunteer).update(is_urgent=True)
    pack(now=now)
    token = make_token(Purpose.ANSWER, Email.objects.get().pk, volunteer.pk, volunteer.auth_epoch)
    (line,) = find_letter(token, now=now).lines
    start, said = threading.Barrier(8), []

    def press(verb):
        try:
            start.wait()
            said.append(answer_line(token=token, notice_id=line.notice_id, verb=verb, now=now))
        except Exception as error:  # noqa: BLE001  it must come back to the test
            said.append(error)
        finally:
            connections.close_all()

    verbs = [LinkVerb.TAKE, LinkVerb.CANNOT] * 4
    threads = [threading.Thread(target=press, args=[verb]) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(said)) == 1, said
    assert LinkAnswer.objects.get().answer == said[0]
    assert AuditEvent.objects.filter(verb__in=["accept_task", "decline_task"]).count() == 1
    assert Task.objects.get().state == ("accepted" if said[0] == LinkVerb.TAKE else "open")
