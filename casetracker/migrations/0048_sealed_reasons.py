"""Columns for what stood in clear though it may be said of people: why a reminder sleeps, why a
task was called off, who meets a need. What is there is sealed in the next step; only then the old
columns go, so that none of these steps holds a big table."""

from django.db import migrations, models

from casetracker.migrations._steps import SEALED_REASONS
from casetracker.vault.fields import SealedTextField


def _steps():
    for model, name, longest in SEALED_REASONS:
        kept = models.CharField(max_length=longest, blank=True, default="", db_column=name)
        # Two changes of the state alone: the old column stays where it is.
        yield migrations.AlterField(model, name, kept)
        yield migrations.RenameField(model, name, f"{name}_clear")
        yield migrations.AddField(model, name, SealedTextField(db_column=f"{name}_sealed"))


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0047_home_country")]
    operations = [*_steps()]
