"""A door reads only through a selector or `.objects.visible_to(…)`, and never writes."""

from pathlib import Path

import pytest

from tests.house.doors import door_faults, files_of_doors

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("file", files_of_doors(ROOT), ids=lambda file: str(file.relative_to(ROOT)))
def test_this_door_reads_what_its_visitor_may_see_and_writes_nothing(file):
    assert door_faults(file.read_text()) == []


@pytest.mark.parametrize(
    "line",
    [
        "Case.objects.filter(team=team)",
        "Case.objects.all()",
        "models.Case.objects.get(pk=pk)",
        "Case._default_manager.first()",
        "manager = Case.objects",
        "Field(queryset=Case.objects.all())",
        "get_object_or_404(Case, pk=pk)",
        "case.save()",
        "case.save(update_fields=['stage'])",
        "form.save()",
        "serializer.save(owner=user)",
        "case.delete()",
        "Case.objects.visible_to(user).delete()",
        "Case.objects.visible_to(user).update(stage=stage)",
        "case.activities.create(kind=kind)",
        "case.activities.bulk_create(rows)",
        "case.activities.get_or_create(kind=kind)",
        "await case.asave()",
        "connection.cursor()",
    ],
)
def test_a_door_that_reads_or_writes_on_its_own_is_reported(line):
    source = f"async def view(request):\n    {line}\n"
    assert [fault.split(":")[0] for fault in door_faults(source)] == ["line 2"]


@pytest.mark.parametrize(
    "line",
    [
        "Case.objects.visible_to(request.user).filter(stage=stage)",
        "Case.objects.none()",
        "get_object_or_404(Case.objects.visible_to(user), pk=pk)",
        "get_object_or_404(case_queue(user), pk=pk)",
        "services.cases.open_case(actor=user, now=now)",
        "context.update({'a': 1})",
        "cache.delete(key)",
        "request.session.save()",
        "field.widget.attrs.update(autofocus=True)",
        "super().create(request)",
        "default_storage.save(name, content)",
    ],
)
def test_a_door_that_asks_selectors_and_services_is_left_alone(line):
    assert door_faults(f"{line}\n") == []
