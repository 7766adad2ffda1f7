"""Letters that were not sent, and those about accounts, are few: found among a million others."""

from django.db import migrations, models

from casetracker.migrations._steps import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("casetracker", "0015_simulations")]
    operations = [
        AddIndexBeside(
            model_name="email",
            index=models.Index(
                condition=models.Q(("state", "sent"), _negated=True),
                fields=["state", "-created_at", "-id"],
                name="email_not_sent",
            ),
        ),
        AddIndexBeside(
            model_name="email",
            index=models.Index(
                condition=models.Q(("kind", "account")),
                fields=["-created_at", "-id"],
                name="email_account",
            ),
        ),
    ]
