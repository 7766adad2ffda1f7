"""The check of 0034 holds for the needs of before, too."""

from django.db import migrations

from casetracker.migrations._steps import CheckRows


def wake(apps, schema_editor):
    apps.get_model("casetracker", "Need").objects.filter(state="paused").update(state="open")


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0034_needs_pause")]

    operations = [
        CheckRows(model_name="need", name="need_state"),
        migrations.RunPython(migrations.RunPython.noop, wake),
    ]
