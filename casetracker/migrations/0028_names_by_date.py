"""Room beside a spelling for the dates by which lists ask for people. Adding it locks nothing for
long; the next migration fills it in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0027_rerouted_rows")]
    operations = [
        migrations.AddField(
            model_name="nameform",
            name="born",
            field=models.CharField(blank=True, default="", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="nameform",
            name="arrested",
            field=models.CharField(blank=True, default="", max_length=10),
            preserve_default=False,
        ),
    ]
