"""The rules of the clocks of procedures and documents; the checks looked at for the rows of
before."""

from django.db import migrations
from django.utils import timezone

from casetracker.migrations._steps import CheckRows, remove_rules
from casetracker.models.rule import install_default_rules, install_first_revisions

KINDS = ["procedure_deadline", "document_expiry", "scheme_expiry"]
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


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0038_clocks_of_papers")]

    operations = [
        *(CheckRows(model_name=model, name=name) for model, name in CHECKS),
        migrations.RunPython(install, remove),
    ]
