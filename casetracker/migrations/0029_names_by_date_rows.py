"""The dates beside the spellings that are there, and the indexes that lists ask by.

Filled in batches of their own transactions and built beside the writers; running it again changes
nothing, and a run that was stopped is simply repeated.
"""

from django.db import migrations, models, transaction
from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Right

from casetracker.migrations._steps import AddIndexBeside

BATCH = 2000


def date_names(apps, schema_editor):
    forms = apps.get_model("casetracker", "NameForm").objects
    people = apps.get_model("casetracker", "Prisoner").objects.filter(
        pk=OuterRef("prisoner"), born_precision="day"
    )
    arrests = apps.get_model("casetracker", "Detention").objects.filter(
        case__prisoner=OuterRef("prisoner"), arrested_precision="day"
    )
    values = {
        "born": _text_of(people, "born_on"),
        "arrested": _text_of(arrests.order_by("-arrested_on"), "arrested_on"),
    }
    last = None
    while True:
        rows = forms.order_by("pk")
        ids = list(
            (rows.filter(pk__gt=last) if last else rows).values_list("pk", flat=True)[:BATCH]
        )
        if not ids:
            return
        last = ids[-1]
        with transaction.atomic():
            forms.filter(pk__in=ids).update(**values)


def _text_of(rows, column):
    said = rows.annotate(said=Cast(F(column), CharField(max_length=10))).values("said")[:1]
    return Coalesce(Subquery(said), Value(""))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("casetracker", "0028_names_by_date")]
    operations = [
        migrations.RunPython(date_names, migrations.RunPython.noop),
        AddIndexBeside(
            model_name="nameform",
            index=models.Index(
                fields=["rough", "born"], name="nameform_year", condition=~models.Q(rough="")
            ),
        ),
        AddIndexBeside(
            model_name="nameform",
            index=models.Index(
                F("rough"),
                Right("born", 5),
                name="nameform_day",
                condition=~models.Q(rough="") & ~models.Q(born=""),
            ),
        ),
        AddIndexBeside(
            model_name="nameform",
            index=models.Index(
                F("born"),
                Right("rough", 1),
                F("arrested"),
                name="nameform_born",
                condition=~models.Q(born=""),
            ),
        ),
        migrations.RemoveIndex(model_name="prisoner", name="prisoner_born_on"),
    ]
