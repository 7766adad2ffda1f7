"""Needs pause while their person is not free. The rows are looked at in 0035."""

from django.db import migrations, models

from casetracker.migrations._steps import AddCheck

STATES = ["open", "in_progress", "paused", "met", "declined", "not_needed"]


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0033_money_rules")]

    operations = [
        migrations.RemoveConstraint(model_name="need", name="need_state"),
        migrations.AlterField(
            model_name="need",
            name="state",
            field=models.CharField(
                choices=[(state, state.replace("_", " ")) for state in STATES],
                default="open",
                max_length=24,
            ),
        ),
        AddCheck(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", STATES)), name="need_state"
            ),
        ),
    ]
