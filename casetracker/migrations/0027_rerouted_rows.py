"""The check of 0026 holds for the notices of before, too."""

from django.db import migrations

from casetracker.migrations._steps import CheckRows


def remove(apps, schema_editor):
    apps.get_model("casetracker", "Notice").objects.filter(kind="rerouted").delete()


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0026_rerouted")]

    operations = [
        CheckRows(model_name="notice", name="notice_kind"),
        migrations.RunPython(migrations.RunPython.noop, remove),
    ]
