"""The columns in which these texts stood in clear go."""

from django.db import migrations

from casetracker.migrations._steps import SEALED_REASONS


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0049_sealed_reasons_rows")]
    operations = [
        migrations.RemoveField(model, f"{name}_clear") for model, name, _ in SEALED_REASONS
    ]
