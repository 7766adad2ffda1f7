"""The field's words as closed lists. Stored as these values, checked by the database."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    CASEWORKER = "caseworker"
    VOLUNTEER = "volunteer"
    AUDITOR = "auditor"


#: Roles that belong to the whole instance: their membership has no team.
INSTANCE_ROLES = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
#: Roles that work on files.
STAFF_ROLES = frozenset({Role.COORDINATOR, Role.CASEWORKER})


class Stage(StrEnum):
    INTAKE = "intake"
    INSIDE = "inside"
    FREED_IN_COUNTRY = "freed_in_country"
    RECEPTION = "reception"
    RESETTLING = "resettling"
    CLOSED = "closed"
    DIED = "died"


#: A case in one of these is no longer worked on; a new one may be opened beside it.
ENDED_STAGES = frozenset({Stage.CLOSED, Stage.DIED})


class ClosingReason(StrEnum):
    SETTLED = "settled"
    DUPLICATE = "duplicate"
    MERGED = "merged"
    OUT_OF_SCOPE = "out_of_scope"
    WISH_OF_PERSON = "wish_of_person"
    HANDED_OVER = "handed_over"
    OTHER = "other"


class Risk(StrEnum):
    CRITICAL_HEALTH = "critical_health"
    HUNGER_STRIKE = "hunger_strike"
    INCOMMUNICADO = "incommunicado"
    MINOR = "minor"
    REDETENTION = "redetention"


class Sex(StrEnum):
    FEMALE = "f"
    MALE = "m"
    OTHER = "x"
    UNKNOWN = ""


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class NameKind(StrEnum):
    BIRTH = "birth"
    PASSPORT = "passport"
    PRESS = "press"
    ALIAS = "alias"
    MAIDEN = "maiden"


class RelationshipKind(StrEnum):
    PARENT = "parent"
    SPOUSE = "spouse"
    SIBLING = "sibling"
    OTHER = "other"


class ActivityKind(StrEnum):
    # A sign of the person's life or credible news of the person.
    SIGN_OF_LIFE = "sign_of_life"
    VISIT = "visit"
    LETTER_RECEIVED = "letter_received"
    HEARING_ATTENDED = "hearing_attended"
    TRANSFER_SEEN = "transfer_seen"
    HEALTH_REPORT = "health_report"
    CREDIBLE_NEWS = "credible_news"
    # Work of ours.
    LETTER_SENT = "letter_sent"
    ACTION = "action"
    ANSWER = "answer"
    NEED_MOVED = "need_moved"
    TASK_DONE = "task_done"
    CONTACT_MADE = "contact_made"
    STAGE_CHANGED = "stage_changed"
    FACT_CHANGED = "fact_changed"
    CHECKED_NO_NEWS = "checked_no_news"
    # Recorded on the timeline, no sign that anybody looked after the file.
    NOTE = "note"
    OPENED = "opened"
    ASSIGNED = "assigned"
    SNOOZED = "snoozed"
    TASK_MOVED = "task_moved"
    IMPORTED = "imported"
    RELEASED = "released"


class CorrespondenceState(StrEnum):
    UNKNOWN = "unknown"
    OPEN = "open"
    FAMILY_ONLY = "family_only"
    BLOCKED = "blocked"
    RETURNED = "returned"


class ReleaseKind(StrEnum):
    SERVED = "served"
    PARDON = "pardon"
    AMNESTY = "amnesty"
    EXCHANGE = "exchange"
    DEPORTATION = "deportation"
    HUMANITARIAN = "humanitarian"
    BAIL = "bail"
    ESCAPE = "escape"
    UNKNOWN = "unknown"


class ReleasePlace(StrEnum):
    IN_COUNTRY = "in_country"
    BORDER = "border"
    ABROAD = "abroad"


class ReleaseState(StrEnum):
    PLANNED = "planned"
    ANNOUNCED = "announced"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    RETURNED = "returned"


class Papers(StrEnum):
    UNKNOWN = "unknown"
    NONE = "none"
    SOME = "some"
    PASSPORT = "passport"


class ActionKind(StrEnum):
    APPEAL = "appeal"
    STATEMENT = "statement"
    NEGOTIATION = "negotiation"
    SANCTION = "sanction"
    UN_FILING = "un_filing"
    LETTER = "letter"
    VIGIL = "vigil"
    MEDIA = "media"
    MEETING = "meeting"
    OTHER = "other"


class Publicity(StrEnum):
    PUBLIC = "public"
    CONFIDENTIAL = "confidential"


class ResponseKind(StrEnum):
    ACKNOWLEDGED = "acknowledged"
    SUBSTANTIVE = "substantive"
    REFUSED = "refused"
    SILENCE = "silence"


class NeedKind(StrEnum):
    RECEPTION = "reception"
    PHONE = "phone"
    TRANSPORT = "transport"
    ASYLUM = "asylum"
    DOCUMENT = "document"
    FUNDS = "funds"
    HOUSING = "housing"
    MEDICAL = "medical"
    PSYCHOLOGICAL = "psychological"
    LEGAL = "legal"
    LANGUAGE = "language"
    FAMILY = "family"
    WORK = "work"
    SCHOOL = "school"
    DIGITAL_SAFETY = "digital_safety"


class Phase(StrEnum):
    """When a need of a freed person falls due; never ten needs at once."""

    DAY_0 = "day_0"
    WEEK_1 = "week_1"
    MONTH_1 = "month_1"


class NeedState(StrEnum):
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    #: The person is not free any more; nobody sees to it until they are.
    PAUSED = "paused"
    MET = "met"
    DECLINED = "declined"
    NOT_NEEDED = "not_needed"


class TaskKind(StrEnum):
    TRANSPORT = "transport"
    CLOTHES = "clothes"
    BED = "bed"
    LANGUAGE = "language"
    LETTERS = "letters"
    OTHER = "other"


#: What volunteers may be offered (`product.md`, Task): never papers, money or health.
VOLUNTEER_TASKS = frozenset(
    {TaskKind.TRANSPORT, TaskKind.CLOTHES, TaskKind.BED, TaskKind.LANGUAGE, TaskKind.LETTERS}
)


class TaskState(StrEnum):
    OPEN = "open"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REPORTED_DONE = "reported_done"
    DONE = "done"
    CANCELLED = "cancelled"


ENDED_TASKS = frozenset({TaskState.DONE, TaskState.CANCELLED})


class OfferAnswer(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    WITHDRAWN = "withdrawn"


class ClockKind(StrEnum):
    CASE_SILENT = "case_silent"
    LIFE_SILENT = "life_silent"
    TASK_DUE = "task_due"
    OFFER_OPEN = "offer_open"
    REPLY_AWAITED = "reply_awaited"
    NEED_DEADLINE = "need_deadline"
    RELEASE_EXPECTED = "release_expected"
    HEARING = "hearing"
    CONSENT_EXPIRY = "consent_expiry"
    RECHECK_SAFETY = "recheck_safety"
    PROCEDURE_DEADLINE = "procedure_deadline"
    DOCUMENT_EXPIRY = "document_expiry"
    SCHEME_EXPIRY = "scheme_expiry"
    FLOAT_OPEN = "float_open"


class Audience(StrEnum):
    """Whom a step of a ladder tells."""

    OWNER = "owner"
    DEPUTY = "deputy"
    COORDINATORS = "coordinators"


class StepUnit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"


class EventKind(StrEnum):
    """What is told at once, without a clock."""

    OFFER_MADE = "offer_made"
    OFFER_CANCELLED = "offer_cancelled"
    TASK_CANCELLED = "task_cancelled"
    TASK_HANDED_OVER = "task_handed_over"
    TASK_REPORTED_DONE = "task_reported_done"
    CASE_HANDED_OVER = "case_handed_over"
    WAVE_RELEASED = "wave_released"
    REROUTED = "rerouted"
    REFUSED_AT_BORDER = "refused_at_border"
    RE_ARRESTED = "re_arrested"
    ADDRESS_FAILED = "address_failed"
    USER_FROZEN = "user_frozen"
    REVEALS_ALARM = "reveals_alarm"
    HOLD_MADE = "hold_made"
    BREAK_GLASS = "break_glass"
    MAILS_STOPPED = "mails_stopped"
    APPROVAL_WANTED = "approval_wanted"
    APPROVAL_DECIDED = "approval_decided"
    EXPORT_READY = "export_ready"
    EXPORT_FAILED = "export_failed"
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105  the name of a kind, no secret
    ACCOUNT_CHANGED = "account_changed"
    TEST_MAIL = "test_mail"


class NoticeState(StrEnum):
    OPEN = "open"
    PACKED = "packed"
    TOLD = "told"
    WITHDRAWN = "withdrawn"
    HELD = "held"


class HoldReason(StrEnum):
    """Why a flood of letters was stopped."""

    FLOOD = "flood"
    #: The last sweep was long ago: an outage, or the machine's clock has jumped.
    CLOCK_JUMPED = "clock_jumped"
    #: A rule was changed, and its clocks run out now.
    RULE_CHANGED = "rule_changed"


class HoldState(StrEnum):
    OPEN = "open"
    RELEASED = "released"
    DISCARDED = "discarded"


class EmailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


ENDED_EMAILS = frozenset({EmailState.SENT, EmailState.DROPPED, EmailState.FAILED})


class EmailKind(StrEnum):
    URGENT = "urgent"
    DIGEST = "digest"
    ACCOUNT = "account"


class RowOutcome(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    DUPLICATE = "duplicate"
    REVIEW = "review"
    SKIP = "skip"
    REJECT = "reject"
