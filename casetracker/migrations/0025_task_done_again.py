"""A need has one task of a kind that is still to be done; what is done may be done again."""

from django.db import migrations, models

from casetracker.migrations._steps import AddUniqueBeside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("casetracker", "0024_desk_lists")]

    operations = [
        AddUniqueBeside(
            model_name="task",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("need__isnull", False),
                    models.Q(("state__in", ["cancelled", "done"]), _negated=True),
                ),
                fields=("need", "kind"),
                name="task_of_a_kind_a_need",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="task",
            name="task_once_a_need",
        ),
    ]
