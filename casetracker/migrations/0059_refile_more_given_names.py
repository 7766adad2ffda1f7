"""Every spelling filed anew: the table of given names knows more of them, and some begin with
another sound by it. As in 0008: in batches, and to be repeated where it was stopped."""

from importlib import import_module

from django.db import migrations

refile = import_module("casetracker.migrations.0008_refile_names").refile


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("casetracker", "0058_instance_table")]
    operations = [migrations.RunPython(refile, migrations.RunPython.noop)]
