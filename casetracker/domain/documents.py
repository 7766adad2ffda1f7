"""Identity documents, and where a person stands: citizenship, documents, protection.

Three separate things: most deportees are stateless only in fact, and who is protected may have
no document that says so.
"""

from __future__ import annotations

from enum import StrEnum

from casetracker.domain.errors import Refused
from casetracker.domain.procedures import Outcome, ProcedureKind


class DocumentKind(StrEnum):
    NATIONAL_PASSPORT = "national_passport"
    IDENTITY_CARD = "identity_card"
    #: What says that somebody's application is being looked at.
    TEMPORARY_CERTIFICATE = "temporary_certificate"
    RESIDENCE_PERMIT = "residence_permit"
    VISA = "visa"
    FOREIGNERS_PASSPORT = "foreigners_passport"
    GENEVA_TRAVEL_DOCUMENT = "geneva_travel_document"
    EMERGENCY_DOCUMENT = "emergency_document"
    RELEASE_CERTIFICATE = "release_certificate"
    BIRTH_CERTIFICATE = "birth_certificate"
    DRIVING_LICENCE = "driving_licence"
    OTHER = "other"


class DocumentState(StrEnum):
    IN_USE = "in_use"
    #: Another one took its place.
    REPLACED = "replaced"
    LOST = "lost"
    #: Whoever held the person has it.
    TAKEN = "taken"
    CANCELLED = "cancelled"


class Aspect(StrEnum):
    CITIZENSHIP = "citizenship"
    DOCUMENTS = "documents"
    PROTECTION = "protection"


class Citizenship(StrEnum):
    CITIZEN = "citizen"
    SEVERAL = "several"
    DEPRIVED = "deprived"
    #: A citizen on paper whom the state serves no more.
    STATELESS_IN_FACT = "stateless_in_fact"
    STATELESS = "stateless"
    UNKNOWN = "unknown"


class Holding(StrEnum):
    """What papers a person has."""

    NONE = "none"
    TAKEN = "taken"
    EXPIRED = "expired"
    IDENTITY_ONLY = "identity_only"
    TEMPORARY = "temporary"
    PASSPORT = "passport"
    TRAVEL_DOCUMENT = "travel_document"
    UNKNOWN = "unknown"


class Protection(StrEnum):
    NONE = "none"
    APPLIED = "applied"
    TEMPORARY = "temporary"
    SUBSIDIARY = "subsidiary"
    REFUGEE = "refugee"
    NATIONAL = "national"
    REFUSED = "refused"
    UNKNOWN = "unknown"


VALUES: dict[Aspect, type[StrEnum]] = {
    Aspect.CITIZENSHIP: Citizenship,
    Aspect.DOCUMENTS: Holding,
    Aspect.PROTECTION: Protection,
}
#: The column of a prisoner that says where they stand now.
COLUMNS: dict[Aspect, str] = {
    Aspect.CITIZENSHIP: "citizenship_status",
    Aspect.DOCUMENTS: "document_status",
    Aspect.PROTECTION: "protection_status",
}
#: What stands there where nothing is known.
UNKNOWN = "unknown"
#: In these a person has no paper that says who they are.
WITHOUT_PAPERS = frozenset({Holding.NONE, Holding.TAKEN})
#: What a paper in use says of whoever was known to have none.
HOLDING_OF: dict[DocumentKind, Holding] = {
    DocumentKind.NATIONAL_PASSPORT: Holding.PASSPORT,
    DocumentKind.IDENTITY_CARD: Holding.IDENTITY_ONLY,
    DocumentKind.RESIDENCE_PERMIT: Holding.IDENTITY_ONLY,
    DocumentKind.TEMPORARY_CERTIFICATE: Holding.TEMPORARY,
    DocumentKind.FOREIGNERS_PASSPORT: Holding.TRAVEL_DOCUMENT,
    DocumentKind.GENEVA_TRAVEL_DOCUMENT: Holding.TRAVEL_DOCUMENT,
}
#: What follows from a decision by itself.
_FOLLOWS: dict[tuple[ProcedureKind, Outcome], tuple[Aspect, StrEnum]] = {
    (ProcedureKind.ASYLUM, Outcome.REFUGEE): (Aspect.PROTECTION, Protection.REFUGEE),
    (ProcedureKind.ASYLUM, Outcome.SUBSIDIARY): (Aspect.PROTECTION, Protection.SUBSIDIARY),
    (ProcedureKind.ASYLUM, Outcome.REFUSED): (Aspect.PROTECTION, Protection.REFUSED),
    (ProcedureKind.ASYLUM, Outcome.REFUSED_SECURITY): (Aspect.PROTECTION, Protection.REFUSED),
    (ProcedureKind.TEMPORARY_PROTECTION, Outcome.GRANTED): (
        Aspect.PROTECTION,
        Protection.TEMPORARY,
    ),
    (ProcedureKind.STATELESSNESS, Outcome.GRANTED): (Aspect.CITIZENSHIP, Citizenship.STATELESS),
}


def check_value(aspect: Aspect, value: str, *, field: str = "value") -> str:
    """The value, if it is a word of its aspect. Raises `Refused` with the list."""
    words = [str(word) for word in VALUES[aspect]]
    if value not in words:
        raise Refused(
            f"No such {aspect} status.", field=field, value=str(value)[:80], allowed=words
        )
    return value


def status_after(kind: ProcedureKind, outcome: Outcome) -> tuple[Aspect, str] | None:
    """The status that a decision gives, if it gives one."""
    found = _FOLLOWS.get((kind, outcome))
    return (found[0], str(found[1])) if found else None
