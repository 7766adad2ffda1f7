"""A list that gives each name twice: both spellings are the person's, whoever brings them first."""

from casetracker.models import NameForm, Prisoner
from casetracker.services.imports import import_list

HEAD = "Name;Also known as;Date of birth;Articles\n"


def take(coordinator, team, now, text, source="a list"):
    return import_list(
        actor=coordinator, source=source, data=(HEAD + text).encode(), team_id=team.pk, now=now
    )


def spellings():
    return sorted(NameForm.objects.values_list("text", "is_preferred"))


def test_both_spellings_of_a_new_person_are_kept(coordinator, team, now):
    take(coordinator, team, now, "Piotr Ivanou;Пётр Иванов;1.2.1980;342\n")
    assert spellings() == [("Piotr Ivanou", True), ("Пётр Иванов", False)]


def test_a_repeat_brings_the_spelling_that_was_not_known_once(coordinator, team, now):
    take(coordinator, team, now, "Пётр Иванов;;1.2.1980;342\n")
    for source in ("another", "a third"):
        row = "Пётр Иванов;Piotr Ivanou;1.2.1980;342\n"
        report = take(coordinator, team, now, row, source=source)
        assert report.outcomes["duplicate"] == 1
    assert Prisoner.objects.count() == 1
    assert spellings() == [("Piotr Ivanou", False), ("Пётр Иванов", True)]


def test_a_maiden_name_that_is_given_once_more_as_a_spelling_is_one(coordinator, team, now):
    row = "Зязюлькина Дарья (Засценкаўская);Засценкаўская Дарья, Ziaziulkina Darja;1.2.1980;342\n"
    take(coordinator, team, now, row)
    assert [text for text, _ in spellings()] == [
        "Ziaziulkina Darja",
        "Засценкаўская Дарья",
        "Зязюлькина Дарья",
    ]
