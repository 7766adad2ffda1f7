"""An instance on PostgreSQL is bound to the table that holds its name, too: what is loaded from a
dump into the same database is another table, and silent.

A copy stays one: what its name is bound to begins with another server or database.
"""

from django.db import migrations


def _bind(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "UPDATE casetracker_instance SET identity = identity || ':' ||"
            " to_regclass('casetracker_instance')::oid WHERE identity LIKE 'postgresql:%:%'",
            params=None,
        )


def _unbind(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "UPDATE casetracker_instance SET identity = regexp_replace(identity, ':[^:]*$', '')"
            " WHERE identity LIKE 'postgresql:%:%:%'",
            params=None,
        )


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0057_task_contact_found")]
    operations = [migrations.RunPython(_bind, _unbind)]
