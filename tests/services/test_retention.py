"""Told notices, ended letters and finished keys go after thirteen months; nothing open goes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casetracker.models import Email, IdempotencyKey, ImportBatch, ImportPiece, Notice
from casetracker.services import retention
from casetracker.services.import_uploads import commit_list, map_columns, upload_list
from casetracker.services.import_work import work_on_lists
from casetracker.services.retention import AGE, UPLOAD_AGE, prune

DAY = timedelta(days=1)


@pytest.fixture
def make_notice(caseworker, now):
    def make(state, *, at, email=None):
        return Notice.objects.create(
            dedupe_key=f"event:test:{Notice.objects.count()}",
            recipient=caseworker,
            kind="case_silent",
            state=state,
            email=email,
            created_at=at,
            changed_at=at,
        )

    return make


@pytest.fixture
def make_email(caseworker, now):
    def make(state, *, at):
        return Email.objects.create(
            recipient=caseworker,
            kind="urgent",
            state=state,
            created_at=at,
            next_attempt_at=at if state == "waiting" else None,
            message_id=f"<{Email.objects.count()}@example.org>",
        )

    return make


def test_what_was_told_goes_by_age_and_what_is_open_stays(make_notice, now):
    old, young = now - AGE - DAY, now - AGE + DAY
    kept = {
        make_notice("told", at=young).pk,
        make_notice("open", at=old).pk,
        make_notice("packed", at=old).pk,
        make_notice("held", at=old).pk,
    }
    make_notice("told", at=old)
    make_notice("withdrawn", at=old)
    assert prune(now=now).notices == 2
    assert set(Notice.objects.values_list("pk", flat=True)) == kept


def test_ended_letters_go_and_leave_younger_notices_behind(make_notice, make_email, now):
    old = now - AGE - DAY
    sent = make_email("sent", at=old)
    notice = make_notice("told", at=now, email=sent)
    waiting = make_email("waiting", at=old)
    make_email("dropped", at=old)
    make_email("failed", at=old)
    assert prune(now=now).emails == 3
    assert list(Email.objects.all()) == [waiting]
    notice.refresh_from_db()
    assert notice.email is None


def test_finished_keys_go_and_a_request_at_work_keeps_its_own(caseworker, now):
    old = now - AGE - DAY
    for key, status, at in (("done", 201, old), ("at work", None, old), ("new", 201, now)):
        IdempotencyKey.objects.create(
            user=caseworker, key=key, body_hash="0" * 64, status=status, created_at=at
        )
    assert prune(now=now).keys == 1
    assert set(IdempotencyKey.objects.values_list("key", flat=True)) == {"at work", "new"}


def test_many_rows_go_in_batches(make_notice, now, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        make_notice("told", at=now - AGE - DAY)
    assert prune(now=now).notices == 5
    assert prune(now=now).notices == 0


def test_an_upload_that_nobody_took_in_goes_after_a_month_with_its_cells(coordinator, team, now):
    def upload(source, text, *, at):
        data = f"id,name,birthday\n{text}\n".encode()
        return upload_list(actor=coordinator, source=source, data=data, team_id=team.pk, now=at)

    old, new = now - UPLOAD_AGE - DAY, now - UPLOAD_AGE + DAY
    taken = upload("taken", "1,Каваленка Андрэй,1980-01-02", at=old)
    map_columns(actor=coordinator, batch_id=taken.pk, columns={}, now=old)
    work_on_lists(now=old)
    commit_list(actor=coordinator, batch_id=taken.pk, now=old)
    work_on_lists(now=old)
    upload("abandoned", "1,Пятрова Марыя,1981-01-02", at=old)
    fresh = upload("fresh", "1,Сідарук Янка,1982-01-02", at=new)
    assert prune(now=now).uploads == 1
    assert set(ImportBatch.objects.values_list("pk", flat=True)) == {taken.pk, fresh.pk}
    assert set(ImportPiece.objects.values_list("batch", flat=True)) == {taken.pk, fresh.pk}
