"""What fields, outcomes and reasons of lists are called on pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from casetracker.selectors.intake import Statement
from casetracker.web.matchwords import REASON as COMPARED

Labels = dict[str, Any]
STATE: Labels = {
    "draft": _("waits for a look at its columns"),
    "planning": _("is being looked through"),
    "planned": _("waits for your word"),
    "writing": _("is being taken in"),
    "done": _("taken in"),
    "undoing": _("is being taken back"),
    "undone": _("taken back"),
}
OUTCOME: Labels = {
    "create": _("a new file"),
    "update": _("news of a known person"),
    "duplicate": _("known already"),
    "review": _("a person must decide"),
    "skip": _("no person"),
    "reject": _("cannot be read"),
}
FIELD: Labels = {
    "name": _("whole name"),
    "spelling": _("name in another spelling"),
    "family": _("family name"),
    "given": _("given name"),
    "patronymic": _("patronymic"),
    "birth": _("birth date"),
    "age": _("age"),
    "sex": _("sex"),
    "arrest": _("date of arrest"),
    "articles": _("articles"),
    "sentence": _("sentence"),
    "regime": _("regime"),
    "facility": _("place of detention"),
    "where": _("where the person is now"),
    "status": _("status"),
    "release": _("date of release"),
    "verdict": _("date of verdict"),
    "died": _("has died"),
    "observed": _("as of when"),
    "source_key": _("id at the source"),
    "number": _("number of the row"),
    "url": _("link"),
    "notes": _("remarks"),
    "address": _("address"),
}
FACT: Labels = {
    "birth": _("birth date"),
    "arrest": _("date of arrest"),
    "articles": _("articles"),
    "months": _("sentence, in months"),
    "facility": _("place of detention"),
    "status": _("status"),
    "released": _("date of release"),
    "expected": _("release expected"),
}
#: What lists say of where somebody is (`domain/statuses.py`).
STATUS: Labels = {
    "imprisoned": _("in prison"),
    "pretrial": _("awaits trial in custody"),
    "home_restriction": _("freedom restricted, outside prison"),
    "released": _("at liberty"),
    "deported": _("taken out of the country"),
    "died": _("died"),
    "active": _("held"),
    "former": _("no longer held"),
    "np": _("not called a political prisoner"),
}
REASON: Labels = {
    "decided_same": _("taken for one person by hand"),
    "decided_different": _("said to be somebody else by hand"),
    "decided_skip": _("left out by hand"),
    "same_row": _("the very row is known"),
    "waits_for_review": _("waits for a decision"),
    "same_source_id": _("the source's own id"),
    "same_name": _("same name"),
    "same_name_other_spelling": _("same name in another spelling"),
    "similar_name": _("similar name"),
    "other_name": _("another name"),
    "other_name_same_dates": _("same dates under another name"),
    "initials_only": _("only initials"),
    "same_birth_date": _("same birth date"),
    "birth_partial": _("birth date not known to the day"),
    "birth_missing": _("no birth date"),
    "birth_near": _("birth dates differ as after a slip"),
    "birth_conflict": _("other birth date"),
    "birth_unreadable": _("birth date cannot be read"),
    "birth_from_age": _("birth year from the age"),
    "same_arrest_date": _("same date of arrest"),
    "arrest_conflict": _("other date of arrest"),
    "arrest_partial": _("date of arrest not known to the day"),
    "arrest_missing": _("no date of arrest"),
    "patronymic_conflict": _("other patronymic"),
    "sex_conflict": _("other sex"),
    "several_matches": _("fits several people"),
    "source_id_known": _("the source says otherwise of the same id"),
    "several_people": _("several people in one row"),
    "placeholder_name": _("names nobody"),
    "incomplete_name": _("name not complete"),
    "odd_characters_in_name": _("odd characters in the name"),
    "mixed_alphabets": _("letters of two alphabets in one word"),
    "surplus_cells": _("more cells than columns"),
    "facility_missing": _("no place of detention"),
    "status_missing": _("no status"),
    "status_from_place": _("convicted; inside, as the facility says"),
    "status_unknown": _("status not known"),
    "blank_row": _("blank"),
    "total_row": _("a total"),
    "title_row": _("a title"),
    "header_row": _("the header once more"),
    "title_or_person": _("a title or a person"),
    "no_name": _("no name"),
    "other_name_kept": _("another name, which stays in the row"),
    "control_character": _("holds a control character"),
    "arrest_unreadable": _("date of arrest cannot be read"),
    "sentence_unreadable": _("sentence cannot be read"),
    "articles_unreadable": _("articles cannot be read"),
    "same_row_without_dates": _("the very row once more, without dates"),
    "source_key_rounded": _("a spreadsheet has rounded the id"),
    "birth_in_future": _("birth date in the future"),
    "arrest_in_future": _("date of arrest in the future"),
    "birth_too_long_ago": _("born too long ago"),
    "arrest_too_young": _("arrested as a child"),
    "birth_too_recent": _("born less than ten years ago"),
    "facility_unreadable": _("more than one place of detention"),
    "release_before_arrest": _("released before the arrest"),
    "release_in_future": _("date of release in the future"),
    "died_contradicts_status": _("dead and inside at once"),
    "refused_by_hand": _("told apart by hand"),
}


def reason_in_words(code: str) -> str:
    """A reason of a row, in the reader's language."""
    if code in REASON:
        return str(REASON[code])
    if code in COMPARED:
        return str(COMPARED[code])
    if code.startswith("formula_in_"):
        field = FIELD.get(code.removeprefix("formula_in_"), "")
        return str(_("a formula, not a fact: %(field)s") % {"field": field})
    field = FIELD.get(code.removesuffix("_unreadable"), code.replace("_", " "))
    return str(_("cannot be read: %(field)s") % {"field": field})


#: Lists whose headers are known (`domain/headers.py`).
LAYOUT: Labels = {
    "Belarusian table": _("Belarusian table"),
    "machine list of 23 columns": _("machine list of 23 columns"),
    "Russian table": _("Russian table"),
}
#: By the name a template asks for.
GROUPS: dict[str, Labels] = {
    "layout": LAYOUT,
    "import_state": STATE,
    "outcome": OUTCOME,
    "fact": FACT,
}


def fact_in_words(name: str, value: Any) -> Any:
    """The value of a fact of a list as pages show it."""
    return STATUS.get(value, value) if name == "status" else value


def statements_in_words(statements: Iterable[Statement]) -> list[Statement]:
    """What sources say of a person, as pages show it."""
    return [
        replace(
            one,
            said=[
                replace(said, value=str(fact_in_words(one.name, said.value))) for said in one.said
            ],
        )
        for one in statements
    ]
