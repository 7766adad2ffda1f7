"""The rule of floats, the triggers of the ledger; the checks of 0032 looked at for the rows of
before."""

from django.db import migrations
from django.utils import timezone

from casetracker.migrations._steps import CheckRows, remove_rules
from casetracker.models.rule import install_default_rules, install_first_revisions
from casetracker.models.triggers import install_triggers

KIND = "float_open"
CHECKS = [
    ("clock", "clock_kind"),
    ("clock", "clock_one_subject"),
    ("notice", "notice_kind"),
    ("reminderrule", "reminderrule_kind"),
]


def install(apps, schema_editor):
    install_triggers()
    install_default_rules(
        apps.get_model("casetracker", "ReminderRule"),
        apps.get_model("casetracker", "LadderStep"),
        now=timezone.now(),
    )
    install_first_revisions(
        apps.get_model("casetracker", "ReminderRule"),
        apps.get_model("casetracker", "RuleRevision"),
    )


def remove(apps, schema_editor):
    """The ledger goes with its table, and its triggers with it."""
    remove_rules(apps, [KIND])


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0032_money")]

    operations = [
        *(CheckRows(model_name=model, name=name) for model, name in CHECKS),
        migrations.RunPython(install, remove),
    ]
