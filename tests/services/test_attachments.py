"""Files of a case: sealed in pieces, read with an event, taken out within a day."""

from datetime import timedelta

import pytest
from django.db import connection

from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.models import Attachment, AttachmentPiece, AuditEvent
from casetracker.services.attachments import attach_file, read_attachment, remove_attachment
from casetracker.services.key_rotation import rotate_keys
from casetracker.services.tasks import open_task
from casetracker.vault import files as pieces
from casetracker.vault.seal import CannotOpen
from tests.conftest import NOW

TEXT = "Радок пра сястру.\n".encode()


@pytest.fixture
def attach(caseworker, case):
    def make(name="ліст.txt", data=TEXT, **said):
        said = {"actor": caseworker, "case_id": case.pk, "now": NOW} | said
        return attach_file(name=name, data=data, **said)

    return make


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 10)


def test_a_file_is_read_as_it_was_kept_and_each_reading_is_noted(attach, caseworker, small_pieces):
    attachment = attach()
    assert attachment.pieces.count() == 4
    found = read_attachment(actor=caseworker, attachment_id=attachment.pk, now=NOW)
    assert (found.name, found.data) == ("ліст.txt", TEXT)
    assert AuditEvent.objects.filter(verb="read_attachment", object_id=attachment.pk).count() == 1


def test_neither_name_nor_content_stands_in_the_database(attach):
    attach()
    with connection.cursor() as cursor:
        for table in ("attachment", "attachmentpiece", "auditevent"):
            cursor.execute(f"SELECT * FROM casetracker_{table}")
            for value in (value for row in cursor.fetchall() for value in row):
                raw = (
                    bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
                )
                assert "сястру".encode() not in raw
                assert "ліст".encode() not in raw


def swap(rows):
    first, second = rows[0], rows[1]
    numbers = first.number, second.number
    AttachmentPiece.objects.filter(pk=first.pk).update(number=99)
    AttachmentPiece.objects.filter(pk=second.pk).update(number=numbers[0])
    AttachmentPiece.objects.filter(pk=first.pk).update(number=numbers[1])


@pytest.mark.parametrize(
    "harm",
    [
        swap,
        lambda rows: rows[-1].delete(),
        lambda rows: [row.delete() for row in rows],
    ],
    ids=["exchanged", "cut off", "emptied"],
)
def test_a_file_that_was_tampered_with_does_not_open(attach, caseworker, small_pieces, harm):
    attachment = attach()
    harm(list(attachment.pieces.order_by("number")))
    with pytest.raises(CannotOpen):
        read_attachment(actor=caseworker, attachment_id=attachment.pk, now=NOW)


def test_a_piece_of_another_file_does_not_fit(attach, caseworker, small_pieces):
    one, other = attach(), attach()
    taken = one.pieces.get(number=1)
    AttachmentPiece.objects.filter(attachment=other, number=1).delete()
    AttachmentPiece.objects.filter(pk=taken.pk).update(attachment=other)
    with pytest.raises(CannotOpen):
        read_attachment(actor=caseworker, attachment_id=other.pk, now=NOW)


def test_keys_of_files_are_rotated_too(attach, caseworker, settings, small_pieces):
    attachment = attach()
    settings.CASETRACKER_KEYS = f"next:{'A' * 43}=,{settings.CASETRACKER_KEYS}"
    rotate_keys(now=NOW)
    settings.CASETRACKER_KEYS = settings.CASETRACKER_KEYS.split(",")[0]
    found = read_attachment(actor=caseworker, attachment_id=attachment.pk, now=NOW)
    assert found.data == TEXT


def test_a_refused_file_leaves_nothing(attach):
    with pytest.raises(Refused) as refusal:
        attach("scan.pdf", b"%PDF-1.4 nothing")
    assert refusal.value.field == "file"
    assert not Attachment.objects.exists()


def test_a_file_is_taken_out_by_its_owner_within_a_day(attach, caseworker):
    soon, late = attach(), attach()
    remove_attachment(actor=caseworker, attachment_id=soon.pk, now=NOW + timedelta(hours=23))
    assert not soon.pieces.exists()
    with pytest.raises(Missing):
        read_attachment(actor=caseworker, attachment_id=soon.pk, now=NOW)
    with pytest.raises(Forbidden):
        remove_attachment(actor=caseworker, attachment_id=late.pk, now=NOW + timedelta(hours=25))


def test_only_the_caseworker_puts_in_and_others_do_not_see(
    attach, coordinator, make_user, team, other_team, caseworker
):
    attachment = attach()
    with pytest.raises(Forbidden):
        attach(actor=coordinator)
    assert read_attachment(actor=coordinator, attachment_id=attachment.pk, now=NOW)
    for stranger in (make_user("caseworker", team), make_user("caseworker", other_team)):
        with pytest.raises(Missing):
            read_attachment(actor=stranger, attachment_id=attachment.pk, now=NOW)
        with pytest.raises((Missing, Forbidden)):
            attach(actor=stranger)


def test_a_volunteer_reads_the_files_of_a_task_they_took(attach, caseworker, volunteer, case):
    task = open_task(
        actor=caseworker,
        case_id=case.pk,
        title="bring it",
        kind="clothes",
        due_at=NOW + timedelta(days=1),
        assignee_id=volunteer.pk,
        now=NOW,
    )
    theirs, staffs = attach(task_id=task.pk), attach()
    assert read_attachment(actor=volunteer, attachment_id=theirs.pk, now=NOW).data == TEXT
    with pytest.raises(Missing):
        read_attachment(actor=volunteer, attachment_id=staffs.pk, now=NOW)
