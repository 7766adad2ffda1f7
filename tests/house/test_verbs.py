from pathlib import Path

from django.apps import apps

from casetracker.domain.audited import OBJECTS, VERBS
from tests.house.verbs import files_that_record, verbs_recorded

ROOT = Path(__file__).resolve().parents[2]


def test_every_verb_of_the_audit_record_is_on_the_list_and_no_other():
    recorded = verbs_recorded(file.read_text("utf-8") for file in files_that_record(ROOT))
    assert recorded == VERBS


def test_every_object_of_the_audit_record_is_a_table_or_the_ring_of_keys():
    tables = {model._meta.model_name for model in apps.get_app_config("casetracker").get_models()}
    assert OBJECTS - tables == {"keyring"}


def test_a_verb_is_found_however_it_is_handed_over():
    source = """
def note(verb, row):
    record(verb=verb, obj=row)
note("one", row)
record(verb="two", obj=row)
record_many(verb="three" if alone else "four", subjects=[])
verbs = {1: "five"}
"""
    assert verbs_recorded([source]) == {"one", "two", "three", "four", "five"}
