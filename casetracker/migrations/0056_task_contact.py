"""A task says whom of a prisoner's it goes to, and by which way; nobody yet.

The columns hold nothing, and the check looks at no row: `task` is not read. Check and index come
in the next step, beside the writers.
"""

import django.db.models.deletion
from django.db import migrations, models

from casetracker.migrations._steps import AddCheck

CHANNELS = ("phone", "messenger", "email", "post", "visit")


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0055_lists_as_of")]
    operations = [
        migrations.AddField(
            model_name="task",
            name="channel",
            field=models.CharField(
                blank=True,
                choices=[(word, word) for word in CHANNELS],
                db_default="",
                max_length=24,
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tasks",
                to="casetracker.contact",
            ),
        ),
        AddCheck(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(contact=None, channel="")
                | models.Q(contact__isnull=False, channel__in=list(CHANNELS)),
                name="task_contact_has_channel",
            ),
        ),
    ]
