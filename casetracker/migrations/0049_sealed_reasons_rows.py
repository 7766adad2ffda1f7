"""What stood in clear is sealed, in batches of their own transactions; running it again changes
nothing, and a run that was stopped is simply repeated. Back: it is opened again."""

from django.db import migrations, transaction

from casetracker.migrations._steps import SEALED_REASONS

BATCH = 1000


def seal(apps, schema_editor):
    for model, name, _ in SEALED_REASONS:
        rows = apps.get_model("casetracker", model).objects
        column = rows.model._meta.get_field(name)
        for row in _in_batches(rows.exclude(**{f"{name}_clear": ""}).filter(**{name: None})):
            text = getattr(row, f"{name}_clear")
            rows.filter(pk=row.pk).update(**{name: column.sealed_for(row.pk, text)})


def unseal(apps, schema_editor):
    for model, name, _ in SEALED_REASONS:
        rows = apps.get_model("casetracker", model).objects
        for row in _in_batches(rows.exclude(**{name: None})):
            rows.filter(pk=row.pk).update(**{f"{name}_clear": getattr(row, name) or ""})


def _in_batches(rows):
    last = None
    while True:
        with transaction.atomic():
            after = rows.filter(pk__gt=last) if last else rows
            batch = list(after.order_by("pk").select_for_update(no_key=True)[:BATCH])
            yield from batch
        if not batch:
            return
        last = batch[-1].pk


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("casetracker", "0048_sealed_reasons")]
    operations = [migrations.RunPython(seal, unseal)]
