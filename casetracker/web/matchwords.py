"""Why two people may be one, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REASON: dict[str, Any] = {
    "same_name": _("the same name"),
    "same_name_other_spelling": _("the same name in another spelling"),
    "similar_name": _("similar names"),
    "initials_only": _("of one only the initial is known"),
    "other_name": _("different names"),
    "other_name_same_dates": _("different names, the same dates"),
    "same_family_name": _("the same family name"),
    "family_name_other_spelling": _("the family name in another spelling"),
    "family_name_similar": _("similar family names"),
    "maiden_name": _("one bears the other's maiden name"),
    "same_given_name": _("the same given name"),
    "given_name_equivalent": _("two forms of one given name"),
    "given_name_other_spelling": _("the given name in another spelling"),
    "given_name_similar": _("similar given names"),
    "given_name_missing": _("one given name is missing"),
    "patronymic_agrees": _("the patronymics agree"),
    "patronymic_conflict": _("the patronymics differ"),
    "sex_conflict": _("a man's name and a woman's"),
    "same_birth_date": _("the same birth date"),
    "birth_partial": _("the birth dates may agree"),
    "birth_near": _("the birth dates differ as after a slip"),
    "birth_missing": _("a birth date is missing"),
    "birth_conflict": _("different birth dates"),
    "same_arrest_date": _("arrested on the same day"),
    "arrest_conflict": _("arrested on different days"),
    "other_charges": _("different articles"),
    "refused_by_hand": _("told apart by hand"),
}


def because(reasons: list[str]) -> list[str]:
    """The reasons in words; a code without one shows as it is stored."""
    return [str(REASON.get(code, code.replace("_", " "))) for code in reasons]
