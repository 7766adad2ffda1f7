"""A search sees the names of a drawer in the index alone; each part of a double name is found.

The index is built beside the writers, and every spelling is filed once more, in batches.
"""

from importlib import import_module

from django.db import migrations, models

from casetracker.migrations._steps import AddIndexBeside

refile = import_module("casetracker.migrations.0008_refile_names").refile


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("casetracker", "0019_matches")]
    operations = [
        AddIndexBeside(
            model_name="nameform",
            index=models.Index(
                fields=["rough", "family", "given"],
                name="nameform_drawer",
                condition=models.Q(("rough", ""), _negated=True),
            ),
        ),
        migrations.RemoveIndex(model_name="nameform", name="nameform_rough"),
        migrations.RunPython(refile, migrations.RunPython.noop),
    ]
