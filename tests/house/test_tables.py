from django.apps import apps
from django.db import models
from django.db.migrations.state import ProjectState
from django.test.utils import isolate_apps

from tests.house.tables import circle, foreign_keys, missing_migrations


def test_no_foreign_keys_run_in_a_circle():
    assert circle(foreign_keys(apps.get_models())) == []


@isolate_apps("casetracker")
def test_a_circle_of_foreign_keys_is_reported_though_strings_hide_it():
    class Egg(models.Model):
        laid_by = models.ForeignKey("casetracker.Hen", models.CASCADE)

        class Meta:
            app_label = "casetracker"

    class Hen(models.Model):
        hatched_from = models.OneToOneField(Egg, models.CASCADE, null=True)
        mother = models.ForeignKey("self", models.CASCADE, null=True)

        class Meta:
            app_label = "casetracker"

    assert set(circle(foreign_keys([Egg, Hen]))) == {"casetracker.Egg", "casetracker.Hen"}


def test_every_change_of_a_model_has_its_migration():
    assert missing_migrations() == []


def test_a_field_without_a_migration_is_reported():
    state = ProjectState.from_apps(apps)
    state.add_field("casetracker", "team", "motto", models.TextField(default=""), False)
    assert missing_migrations(state) == ["Add field motto to team"]
