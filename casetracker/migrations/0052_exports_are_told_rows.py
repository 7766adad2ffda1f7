"""The check of 0051 holds for the notices of before, too."""

from django.db import migrations

from casetracker.migrations._steps import CheckRows

KINDS = ("export_ready", "export_failed")


def remove(apps, schema_editor):
    apps.get_model("casetracker", "Notice").objects.filter(kind__in=KINDS).delete()


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0051_exports_are_told")]

    operations = [
        CheckRows(model_name="notice", name="notice_kind"),
        migrations.RunPython(migrations.RunPython.noop, remove),
    ]
