"""The default reminder rules, and the triggers that keep the audit record insert-only."""

from django.db import migrations
from django.utils import timezone

from casetracker.models.rule import install_default_rules
from casetracker.models.triggers import install_triggers, remove_triggers


def install(apps, schema_editor):
    install_default_rules(
        apps.get_model("casetracker", "ReminderRule"),
        apps.get_model("casetracker", "LadderStep"),
        now=timezone.now(),
    )
    install_triggers()


def remove(apps, schema_editor):
    remove_triggers()
    apps.get_model("casetracker", "ReminderRule").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
