"""A new key in front of the ring: everything is sealed with it, nothing is lost on the way."""

from __future__ import annotations

import base64

import pytest

from casetracker.models import Activity, AuditEvent, ImportRow, Need
from casetracker.selectors.upkeep import values_of_other_keys
from casetracker.services import key_rotation
from casetracker.services.imports import import_list
from casetracker.services.key_rotation import rotate_keys
from casetracker.services.needs import open_need
from casetracker.vault.columns import SealedColumn, sealed_columns
from casetracker.vault.keys import UnknownKey
from casetracker.vault.seal import CannotOpen

NEW = "next:" + base64.urlsafe_b64encode(bytes(range(32))).decode()


@pytest.fixture
def written(case, caseworker, now):
    """Texts under the old key: some lines, an empty one, none, and another column's."""
    for text in ("first", "", None, *(f"line {n}" for n in range(5))):
        Activity.objects.create(case=case, kind="note", occurred_at=now, recorded_at=now, text=text)
    open_need(actor=caseworker, case_id=case.pk, kind="asylum", wishes="no men", now=now)
    return list(Activity.objects.order_by("pk").values_list("pk", flat=True))


@pytest.fixture
def new_key(written, settings):
    old = settings.CASETRACKER_KEYS
    settings.CASETRACKER_KEYS = f"{NEW},{old}"
    return old


def texts():
    return [row.text for row in Activity.objects.order_by("pk")]


def test_everything_is_sealed_again_and_the_old_key_may_go(new_key, settings, now):
    before, versions = texts(), list(Need.objects.values_list("version", flat=True))
    left = values_of_other_keys()
    assert left >= 8
    assert rotate_keys(now=now) == left
    assert values_of_other_keys() == 0
    settings.CASETRACKER_KEYS = NEW
    assert texts() == before
    assert Need.objects.get().wishes == "no men"
    assert list(Need.objects.values_list("version", flat=True)) == versions


def test_a_second_run_finds_nothing_to_do(new_key, now):
    rotate_keys(now=now)
    events = AuditEvent.objects.count()
    assert rotate_keys(now=now) == 0
    assert AuditEvent.objects.count() == events


def test_small_batches_reach_every_row(new_key, monkeypatch, now):
    monkeypatch.setattr(key_rotation, "BATCH", 2)
    said = []
    rotate_keys(now=now, progress=lambda done, total: said.append((done, total)))
    assert values_of_other_keys() == 0
    assert said[-1][0] == said[-1][1] == sorted(said)[-1][0]


def test_what_somebody_writes_meanwhile_is_kept(new_key, monkeypatch, written, now):
    seal_again = SealedColumn.seal_again

    def after_somebody_wrote(self, rows):
        if self.name == "casetracker_activity.text":
            row = Activity.objects.get(pk=written[-1])
            row.text = "written meanwhile"
            row.save()
        return seal_again(self, rows)

    monkeypatch.setattr(SealedColumn, "seal_again", after_somebody_wrote)
    rotate_keys(now=now)
    assert texts()[-1] == "written meanwhile"
    assert values_of_other_keys() == 0


def test_a_value_whose_key_is_gone_is_named(written, settings, now):
    settings.CASETRACKER_KEYS = NEW
    with pytest.raises(UnknownKey, match=r"casetracker_\w+\.\w+ of row .*no key 'test'"):
        rotate_keys(now=now)


def test_a_value_that_was_altered_is_named(new_key, written, now):
    field = Activity._meta.get_field("text")
    column = next(c for c in sealed_columns() if c.field is field)
    (row_id, value), *_ = next(column.batches_of_other_keys(1))
    with pytest.raises(CannotOpen, match=r"casetracker_activity\.text of row"):
        column.seal_again([(row_id, value[:-1] + bytes([value[-1] ^ 1]))])


def test_each_batch_leaves_an_event_that_holds_no_value(new_key, now):
    rotate_keys(now=now)
    events = AuditEvent.objects.filter(verb="rotate_keys")
    assert events
    assert {event.object_type for event in events} == {"keyring"}


def test_keys_are_random_in_every_value(new_key, written, now):
    rotate_keys(now=now)
    raw = [bytes(v) for v in Activity.objects.exclude(text=None).values_list("text", flat=True)]
    assert len({value[6:18] for value in raw}) == len(raw)


def test_rows_of_lists_are_known_again_before_and_after_the_rotation(team, settings, now):
    # Without dates nothing but the fingerprint says that these are the rows of before.
    data = "id,name,prison\n,Каваленка Андрэй,IK-4\n,Невядомы,T-8\n,Невядомы,T-8\n".encode()

    def take(edition: bytes = b"") -> list[str]:
        rows = []
        import_list(
            actor=None,
            source="a list",
            data=data + edition,
            team_id=team.pk,
            on_row=rows.append,
            now=now,
        )
        return [str(row.outcome) for row in rows]

    assert take()[0] == "create"
    old = settings.CASETRACKER_KEYS
    settings.CASETRACKER_KEYS = f"{NEW},{old}"
    assert take(b",\n")[:3] == ["duplicate"] * 3
    rotate_keys(now=now)
    settings.CASETRACKER_KEYS = NEW
    assert take(b",,\n,\n")[:3] == ["duplicate"] * 3
    assert not ImportRow.objects.exclude(fingerprint__startswith="next:").exists()
