"""Every way in which a spelling is written files it where a search looks."""

from importlib import import_module

from django.apps import apps

from casetracker.domain.likeness import rough_key
from casetracker.domain.names import parse_name
from casetracker.models import NameForm, NameSkeleton
from casetracker.models.prisoner import file_skeletons
from casetracker.selectors.prisoners import find_people
from tests.conftest import NOW


def found(text: str) -> list[str]:
    return [hit.text for hit in find_people(NameForm.objects.all(), text)]


def test_a_spelling_is_found_however_it_was_written(make_case):
    person = make_case("Ткач Ян").prisoner_id
    rough = rough_key(parse_name("Babaryka Viktar"))
    form = NameForm(
        prisoner_id=person,
        text="Babaryka Viktar",
        family="Babaryka",
        given="Viktar",
        rough=rough,
        key="babaryka viktar",
        created_at=NOW,
    )
    NameForm.objects.bulk_create([form])
    assert found("Бабарико Виктор") == ["Babaryka Viktar"]


def test_names_of_before_are_filed_anew_by_the_migration_as_often_as_it_runs(make_case):
    make_case("Бабарыка Віктар")
    NameForm.objects.update(rough="of before")
    NameSkeleton.objects.all().delete()
    assert found("Babaryka Viktar") == []
    refile = import_module("casetracker.migrations.0008_refile_names").refile
    for _ in range(2):
        refile(apps, None)
        assert found("Babaryka Viktar") == ["Бабарыка Віктар"]


def test_a_drawer_is_filed_once_and_by_each_reading_and_part(db):
    for _ in range(2):
        file_skeletons([rough_key(parse_name("Cichanouski-Petrov Siarhei")), ""])
    keys = set(NameSkeleton.objects.values_list("key", flat=True))
    assert {"tgnsk", "tsnsk", "ptr"} <= keys
    assert NameSkeleton.objects.values("key", "bones").distinct().count() == len(keys)
