"""What stands in quarantine is found by indexes that hold it alone, and files are counted by
indexes that leave it out. All are built beside the writers."""

from django.db import migrations, models

from casetracker.migrations._steps import AddIndexBeside, AddUniqueBeside, Remeasure

MAY_STAND = (
    "action",
    "case",
    "clock",
    "identitydocument",
    "need",
    "prisoner",
    "procedure",
    "release",
    "stagespan",
    "task",
)


def _found(model):
    return AddIndexBeside(
        model_name=model,
        index=models.Index(
            fields=["quarantine"],
            name=f"{model}_quarantine",
            condition=models.Q(quarantine__isnull=False),
        ),
    )


def _counted(name, *fields):
    return AddIndexBeside(
        model_name="case",
        index=models.Index(
            fields=list(fields), name=name, condition=models.Q(quarantine__isnull=True)
        ),
    )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("casetracker", "0053_quarantine")]
    operations = [
        *map(_found, MAY_STAND),
        _counted("case_of_caseworker", "caseworker", "team", "stage"),
        _counted("case_in_stage", "team", "stage"),
        AddUniqueBeside(
            model_name="task",
            constraint=models.UniqueConstraint(
                fields=["need", "kind"],
                condition=models.Q(need__isnull=False, quarantine__isnull=True)
                & ~models.Q(state__in=["cancelled", "done"]),
                name="task_of_a_kind_in_place",
            ),
        ),
        migrations.RemoveConstraint(model_name="task", name="task_of_a_kind_a_need"),
        Remeasure({f"casetracker_{model}": "quarantine_id" for model in MAY_STAND}),
        migrations.RemoveIndex(model_name="case", name="case_caseworker"),
        migrations.RemoveIndex(model_name="case", name="case_team_stage"),
    ]
