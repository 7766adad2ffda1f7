from casetracker.models import Heartbeat
from casetracker.models.triggers import remove_triggers
from tests.conftest import NOW


def test_an_administrator_sees_counts_and_no_file(read, administrator, make_case):
    cases = [make_case(f"Асоба Нумар {n}") for n in range(3)]
    page = read(administrator).get("/")
    assert "inside 3" in page
    for case in cases:
        assert case.reference not in page
    assert "Асоба" not in page


def test_an_administrator_sees_what_is_wrong(read, administrator):
    assert "No sweep has completed yet" in read(administrator).get("/system/")
    Heartbeat.objects.create(name="sweep", at=NOW)
    assert "Database, audit record and reminders" not in read(administrator).get("/system/")
    remove_triggers()
    assert "Audit triggers are missing" in read(administrator).get("/system/")
