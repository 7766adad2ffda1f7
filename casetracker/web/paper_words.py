"""What the words of procedures, documents and statuses are called on pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from casetracker.domain.country_facts import FactTopic
from casetracker.domain.documents import (
    Aspect,
    Citizenship,
    DocumentKind,
    DocumentState,
    Holding,
    Protection,
)
from casetracker.domain.procedures import (
    DayUnit,
    EndReason,
    NextThing,
    Outcome,
    ProcedureKind,
    ProcedureStage,
)

Labels = dict[str, Any]
PROCEDURE: Labels = {
    ProcedureKind.ASYLUM: pgettext_lazy("procedure", "asylum"),
    ProcedureKind.STATELESSNESS: pgettext_lazy("procedure", "determination of statelessness"),
    ProcedureKind.HUMANITARIAN_VISA: pgettext_lazy("procedure", "humanitarian visa"),
    ProcedureKind.NATIONAL_VISA: pgettext_lazy("procedure", "national visa"),
    ProcedureKind.TEMPORARY_PROTECTION: pgettext_lazy("procedure", "temporary protection"),
    ProcedureKind.RESIDENCE: pgettext_lazy("procedure", "residence"),
    ProcedureKind.FOREIGNERS_PASSPORT: pgettext_lazy("procedure", "foreigner's passport"),
    ProcedureKind.GENEVA_TRAVEL_DOCUMENT: pgettext_lazy("procedure", "Geneva travel document"),
}
STAGE: Labels = {
    ProcedureStage.INTENT: pgettext_lazy("procedure stage", "intent"),
    ProcedureStage.REGISTERED: pgettext_lazy("procedure stage", "registered"),
    ProcedureStage.INTERVIEW: pgettext_lazy("procedure stage", "interview"),
    ProcedureStage.DECISION: pgettext_lazy("procedure stage", "decided"),
    ProcedureStage.APPEAL: pgettext_lazy("procedure stage", "appeal"),
    ProcedureStage.RESIDENCE: pgettext_lazy("procedure stage", "residence"),
    ProcedureStage.TRAVEL_DOCUMENT: pgettext_lazy("procedure stage", "travel document"),
    ProcedureStage.ENDED: pgettext_lazy("procedure stage", "ended"),
}
OUTCOME: Labels = {
    Outcome.REFUGEE: pgettext_lazy("decision", "recognised as a refugee"),
    Outcome.SUBSIDIARY: pgettext_lazy("decision", "subsidiary protection"),
    Outcome.GRANTED: pgettext_lazy("decision", "granted"),
    Outcome.REFUSED: pgettext_lazy("decision", "refused"),
    Outcome.REFUSED_SECURITY: pgettext_lazy("decision", "refused for security reasons"),
    Outcome.OTHER_STATE: pgettext_lazy("decision", "another state has to decide"),
    Outcome.SENT_BACK: pgettext_lazy("decision", "appeal won: to be decided again"),
}
END: Labels = {
    EndReason.COMPLETED: pgettext_lazy("procedure end", "completed"),
    EndReason.WITHDRAWN: pgettext_lazy("procedure end", "withdrawn by the person"),
    EndReason.LEFT_COUNTRY: pgettext_lazy("procedure end", "left the country"),
    EndReason.REFUSED_FINALLY: pgettext_lazy("procedure end", "refused, no appeal"),
    EndReason.REPLACED: pgettext_lazy("procedure end", "another procedure instead"),
    EndReason.OTHER: pgettext_lazy("procedure end", "another reason"),
}
NEXT: Labels = {
    NextThing.SUBMIT: pgettext_lazy("next step", "submit the application"),
    NextThing.PAPERS: pgettext_lazy("next step", "hand in papers"),
    NextThing.INTERVIEW: pgettext_lazy("next step", "interview"),
    NextThing.DECISION: pgettext_lazy("next step", "decision expected"),
    NextThing.APPEAL: pgettext_lazy("next step", "last day to appeal"),
    NextThing.COURT: pgettext_lazy("next step", "court"),
    NextThing.COLLECT: pgettext_lazy("next step", "collect the document"),
    NextThing.OTHER: pgettext_lazy("next step", "something else"),
}
UNIT: Labels = {
    DayUnit.DAYS: pgettext_lazy("period", "days"),
    DayUnit.WORKING_DAYS: pgettext_lazy("period", "working days"),
    DayUnit.MONTHS: pgettext_lazy("period", "months"),
}
TOPIC: Labels = {
    FactTopic.APPEAL_PERIOD: pgettext_lazy("topic", "time to appeal"),
    FactTopic.LEAVING_ENDS: pgettext_lazy("topic", "leaving the country ends it"),
    FactTopic.RESPONSIBLE_STATE: pgettext_lazy("topic", "which state has to decide: what to ask"),
    FactTopic.CERTIFICATE: pgettext_lazy("topic", "temporary certificate"),
    FactTopic.REQUIRES: pgettext_lazy("topic", "what it requires"),
    FactTopic.FORBIDS: pgettext_lazy("topic", "what it forbids"),
}
DOCUMENT: Labels = {
    DocumentKind.NATIONAL_PASSPORT: pgettext_lazy("document", "national passport"),
    DocumentKind.IDENTITY_CARD: pgettext_lazy("document", "identity card"),
    DocumentKind.TEMPORARY_CERTIFICATE: pgettext_lazy("document", "temporary certificate"),
    DocumentKind.RESIDENCE_PERMIT: pgettext_lazy("document", "residence permit"),
    DocumentKind.VISA: pgettext_lazy("document", "visa"),
    DocumentKind.FOREIGNERS_PASSPORT: pgettext_lazy("document", "foreigner's passport"),
    DocumentKind.GENEVA_TRAVEL_DOCUMENT: pgettext_lazy("document", "Geneva travel document"),
    DocumentKind.EMERGENCY_DOCUMENT: pgettext_lazy("document", "document for the way"),
    DocumentKind.RELEASE_CERTIFICATE: pgettext_lazy("document", "certificate of release"),
    DocumentKind.BIRTH_CERTIFICATE: pgettext_lazy("document", "birth certificate"),
    DocumentKind.DRIVING_LICENCE: pgettext_lazy("document", "driving licence"),
    DocumentKind.OTHER: pgettext_lazy("document", "another document"),
}
DOCUMENT_STATE: Labels = {
    DocumentState.IN_USE: pgettext_lazy("document", "in use"),
    DocumentState.REPLACED: pgettext_lazy("document", "replaced"),
    DocumentState.LOST: pgettext_lazy("document", "lost"),
    DocumentState.TAKEN: pgettext_lazy("document", "kept by those who held the person"),
    DocumentState.CANCELLED: pgettext_lazy("document", "cancelled"),
}
ASPECT: Labels = {
    Aspect.CITIZENSHIP: pgettext_lazy("status", "Citizenship"),
    Aspect.DOCUMENTS: pgettext_lazy("status", "Documents"),
    Aspect.PROTECTION: pgettext_lazy("status", "Protection"),
}
CITIZENSHIP: Labels = {
    Citizenship.CITIZEN: pgettext_lazy("citizenship", "citizen"),
    Citizenship.SEVERAL: pgettext_lazy("citizenship", "citizen of several states"),
    Citizenship.DEPRIVED: pgettext_lazy("citizenship", "deprived of citizenship"),
    Citizenship.STATELESS_IN_FACT: pgettext_lazy("citizenship", "stateless in fact"),
    Citizenship.STATELESS: pgettext_lazy("citizenship", "stateless, determined"),
    Citizenship.UNKNOWN: pgettext_lazy("citizenship", "not known"),
}
HOLDING: Labels = {
    Holding.NONE: pgettext_lazy("papers", "none at all"),
    Holding.TAKEN: pgettext_lazy("papers", "taken away"),
    Holding.EXPIRED: pgettext_lazy("papers", "run out"),
    Holding.IDENTITY_ONLY: pgettext_lazy("papers", "identity card only"),
    Holding.TEMPORARY: pgettext_lazy("papers", "temporary certificate"),
    Holding.PASSPORT: pgettext_lazy("papers", "valid passport"),
    Holding.TRAVEL_DOCUMENT: pgettext_lazy("papers", "travel document"),
    Holding.UNKNOWN: pgettext_lazy("papers", "not known"),
}
PROTECTION: Labels = {
    Protection.NONE: pgettext_lazy("protection", "none"),
    Protection.APPLIED: pgettext_lazy("protection", "applied for"),
    Protection.TEMPORARY: pgettext_lazy("protection", "temporary protection"),
    Protection.SUBSIDIARY: pgettext_lazy("protection", "subsidiary protection"),
    Protection.REFUGEE: pgettext_lazy("protection", "refugee"),
    Protection.NATIONAL: pgettext_lazy("protection", "national or humanitarian residence"),
    Protection.REFUSED: pgettext_lazy("protection", "refused"),
    Protection.UNKNOWN: pgettext_lazy("protection", "not known"),
}
GROUPS: dict[str, Labels] = {
    "procedure": PROCEDURE,
    "procedure_stage": STAGE,
    "decision": OUTCOME,
    "procedure_end": END,
    "next_thing": NEXT,
    "period": UNIT,
    "topic": TOPIC,
    "document": DOCUMENT,
    "document_state": DOCUMENT_STATE,
    "aspect": ASPECT,
    "citizenship": CITIZENSHIP,
    "documents": HOLDING,
    "protection": PROTECTION,
}
