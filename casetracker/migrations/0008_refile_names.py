"""Every spelling filed in the drawer of its bones. In batches of their own transactions, so that
nobody waits; running it again changes nothing, and a run that was stopped is simply repeated."""

from django.db import migrations, transaction

from casetracker.domain.likeness import rough_key
from casetracker.domain.names import parse_name, stored_name
from casetracker.models.prisoner import file_skeletons

BATCH = 2000


def refile(apps, schema_editor):
    skeletons = apps.get_model("casetracker", "NameSkeleton")
    for name, roughened in (("NameForm", _rough_of_form), ("ImportRow", _rough_of_row)):
        model = apps.get_model("casetracker", name)
        last = None
        while rows := _batch(model, last):
            last = rows[-1].pk
            changed = []
            for row in rows:
                rough = roughened(row)
                if rough != row.rough:
                    row.rough = rough
                    changed.append(row)
            with transaction.atomic():
                file_skeletons({row.rough for row in rows}, skeletons)
                model.objects.bulk_update(changed, ["rough"], batch_size=500)


def _batch(model, last):
    rows = model.objects.order_by("pk")
    if model._meta.model_name == "importrow":
        rows = rows.defer("raw")
    return list((rows.filter(pk__gt=last) if last else rows)[:BATCH])


def _rough_of_form(form):
    return rough_key(
        stored_name(
            form.text,
            form.family,
            form.given,
            form.patronymic,
            form.script,
            form.language,
            form.key,
        )
    )


def _rough_of_row(row):
    """A row that waits keeps its name sealed; its key holds the same words in lower case."""
    return rough_key(parse_name(row.key.title())) if row.key else ""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("casetracker", "0007_name_skeletons")]
    operations = [migrations.RunPython(refile, migrations.RunPython.noop)]
