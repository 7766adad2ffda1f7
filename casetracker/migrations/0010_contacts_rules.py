"""The rules of the new clocks; the checks of 0009 looked at for the rows of before."""

from django.db import migrations
from django.utils import timezone

from casetracker.migrations._steps import CheckRows, remove_rules
from casetracker.models.rule import install_default_rules, install_first_revisions

KINDS = ["consent_expiry", "recheck_safety"]
CHECKS = [
    ("clock", "clock_kind"),
    ("clock", "clock_one_subject"),
    ("notice", "notice_kind"),
    ("reminderrule", "reminderrule_kind"),
]


def install(apps, schema_editor):
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
    remove_rules(apps, KINDS)
    apps.get_model("casetracker", "Notice").objects.filter(kind="reveals_alarm").delete()


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0009_contacts")]

    operations = [
        *(CheckRows(model_name=model, name=name) for model, name in CHECKS),
        migrations.RunPython(install, remove),
    ]
