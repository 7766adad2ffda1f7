"""The check of 0056 looked at for the rows of before; the index built beside the writers."""

from django.db import migrations, models

from casetracker.migrations._steps import AddIndexBeside, CheckRows


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("casetracker", "0056_task_contact")]
    operations = [
        CheckRows(model_name="task", name="task_contact_has_channel"),
        AddIndexBeside(
            model_name="task",
            index=models.Index(
                fields=["contact"],
                name="task_contact",
                condition=models.Q(contact__isnull=False),
            ),
        ),
    ]
