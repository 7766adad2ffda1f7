from django.apps import apps
from django.db import models
from django.db.migrations.state import ProjectState
from django.test.utils import isolate_apps

from tests.house.tables import circle, doubled_indexes, foreign_keys, missing_migrations


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


def test_no_foreign_key_is_indexed_twice():
    assert doubled_indexes(apps.get_app_config("casetracker").get_models()) == []


@isolate_apps("casetracker")
def test_a_foreign_key_that_is_indexed_twice_is_reported():
    class Nest(models.Model):
        tree = models.ForeignKey("self", models.CASCADE, related_name="+")
        hedge = models.ForeignKey("self", models.CASCADE, related_name="+")
        built_on = models.DateField()
        left_on = models.DateField(null=True)

        class Meta:
            app_label = "casetracker"
            indexes = [
                models.Index(fields=["tree", "-built_on"], name="nest_tree"),
                # Holds some rows of a hedge only: the key's own index is needed beside it.
                models.Index(
                    fields=["hedge"], name="nest_now", condition=models.Q(left_on__isnull=True)
                ),
            ]

    assert doubled_indexes([Nest]) == ["casetracker.Nest.tree: nest_tree begins with it"]
