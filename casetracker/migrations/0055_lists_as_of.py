"""As of when a list says what it says, where its title tells."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0054_quarantine_found")]
    operations = [
        migrations.AddField("importbatch", "as_of", models.CharField(blank=True, max_length=10)),
    ]
