"""A sealed column behaves as text in Python and never stands in clear in the database."""

from __future__ import annotations

import pytest
from django.core.exceptions import FieldError

from casetracker.models import Activity, Task
from casetracker.vault.fields import Sealed
from casetracker.vault.seal import CannotOpen


@pytest.fixture
def entry(case, now):
    return Activity.objects.create(
        case=case, kind="note", occurred_at=now, recorded_at=now, text="Тэлефон сястры"
    )


def raw(row, column="text"):
    return type(row).objects.filter(pk=row.pk).values_list(column, flat=True).get()


def test_text_is_sealed_on_save_and_opened_when_read(entry):
    assert isinstance(raw(entry), Sealed)
    assert "сястры".encode() not in bytes(raw(entry))
    assert Activity.objects.get(pk=entry.pk).text == "Тэлефон сястры"


def test_empty_is_not_the_same_as_nothing(case, now):
    for text in ("", None):
        entry = Activity.objects.create(
            case=case, kind="note", occurred_at=now, recorded_at=now, text=text
        )
        assert Activity.objects.get(pk=entry.pk).text == text


def test_bulk_create_seals_each_row_for_itself(case, now):
    rows = Activity.objects.bulk_create(
        Activity(case=case, kind="note", occurred_at=now, recorded_at=now, text=f"line {n}")
        for n in range(3)
    )
    assert {Activity.objects.get(pk=row.pk).text for row in rows} == {"line 0", "line 1", "line 2"}


def test_saving_again_without_reading_keeps_what_was_sealed(entry):
    fresh = Activity.objects.get(pk=entry.pk)
    before = raw(entry)
    fresh.save()
    assert raw(entry) == before


def test_a_deferred_text_is_loaded_when_it_is_read(entry):
    assert Activity.objects.defer("text").get(pk=entry.pk).text == "Тэлефон сястры"


def test_update_and_filters_are_refused_instead_of_writing_in_clear(entry):
    with pytest.raises(FieldError, match="sealed"):
        Activity.objects.filter(pk=entry.pk).update(text="in clear")
    with pytest.raises(FieldError, match="sealed"):
        Activity.objects.filter(text="Тэлефон сястры").exists()


def test_one_row_can_be_updated_with_what_was_sealed_for_it(entry):
    field = Activity._meta.get_field("text")
    Activity.objects.filter(pk=entry.pk).update(text=field.sealed_for(entry.pk, "new"))
    assert Activity.objects.get(pk=entry.pk).text == "new"


def test_a_text_moved_to_another_row_does_not_open(entry, case, now):
    other = Activity.objects.create(
        case=case, kind="note", occurred_at=now, recorded_at=now, text="other"
    )
    Activity.objects.filter(pk=other.pk).update(text=raw(entry))
    with pytest.raises(CannotOpen):
        _ = Activity.objects.get(pk=other.pk).text


def test_every_free_text_of_the_foundation_is_sealed():
    for name in ("title", "brief", "comment"):
        assert Task._meta.get_field(name).get_internal_type() == "BinaryField"
