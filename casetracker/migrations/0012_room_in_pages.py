"""Room for leases: PostgreSQL keeps a new version of a letter in the same page, without touching
any index, as long as the page has room for it. Leasing a letter changes no indexed column."""

from django.db import migrations


def leave_room(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE casetracker_email SET (fillfactor = 70)")


def fill_up(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE casetracker_email RESET (fillfactor)")


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0011_sign_in")]
    operations = [migrations.RunPython(leave_room, fill_up)]
