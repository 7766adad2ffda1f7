"""The very words of a name are asked for together with the year of birth, or the day of arrest.

The index is built beside the writers.
"""

from django.db import migrations, models

from casetracker.migrations._steps import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("casetracker", "0040_observations")]
    operations = [
        AddIndexBeside(
            model_name="nameform",
            index=models.Index(
                fields=["key", "born", "arrested"],
                name="nameform_called",
                condition=~models.Q(key=""),
            ),
        ),
        migrations.RemoveIndex(model_name="nameform", name="nameform_key"),
    ]
