"""What raises a row's version, which `ETag` shows, and what does not."""

from __future__ import annotations

from django.contrib.auth.models import update_last_login

from casetracker.models import Case, User


def test_every_way_of_writing_raises_the_version(case):
    case.save()
    assert Case.objects.get(pk=case.pk).version == 2
    case.save(update_fields=["destination"])
    assert Case.objects.get(pk=case.pk).version == 3
    Case.objects.filter(pk=case.pk).update(destination="LT")
    assert Case.objects.get(pk=case.pk).version == 4
    fresh = Case.objects.get(pk=case.pk)
    Case.objects.bulk_update([fresh], ["destination"])
    assert (fresh.version, Case.objects.get(pk=case.pk).version) == (5, 5)


def test_signing_in_is_no_edit(caseworker, now):
    update_last_login(None, caseworker)
    found = User.objects.get(pk=caseworker.pk)
    assert found.last_login is not None
    assert found.version == 1
