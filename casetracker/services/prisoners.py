"""People: entered, corrected, given further spellings, linked to relatives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from casetracker.domain.documents import COLUMNS, UNKNOWN, Aspect, check_value
from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.domain.likeness import rough_key
from casetracker.domain.names import LONGEST, name_key, parse_name
from casetracker.domain.texts import UnreadableText
from casetracker.domain.words import NameKind, Precision, RelationshipKind, Role, Sex
from casetracker.models import Case, NameForm, Prisoner, Relationship, User
from casetracker.services.audit import Subject, record, record_many
from casetracker.services.facts import changed, checked_changes
from casetracker.services.name_dates import date_names
from casetracker.services.person_statuses import write_status
from casetracker.services.rights import find_editable, find_visible

EDITABLE = (
    "sex",
    "born_on",
    "born_precision",
    "citizenship_status",
    "document_status",
    "protection_status",
    "occupation",
)


@transaction.atomic
def record_prisoner(
    *,
    actor: User | None,
    name: str = "",
    names: Sequence[Mapping[str, str]] = (),
    now: datetime,
    **facts: Any,
) -> Prisoner:
    """Enter a person with one or more spellings; the first one is shown in lists.

    `facts` are `EDITABLE` columns; a birth date without a precision is precise to the day.
    Raises `Refused` without any name, or for a name that cannot be one.
    """
    if actor is not None and not actor.has_role(Role.COORDINATOR, Role.CASEWORKER):
        raise Forbidden("Only coordinators and caseworkers enter people.")
    spellings = [dict(form) for form in names] or ([{"text": name}] if name.strip() else [])
    if not spellings:
        raise Refused(
            "Give at least one name.", field="name", value=name, allowed="1 to 300 characters"
        )
    prisoner = Prisoner(created_by=actor, created_at=now)
    stands = _apply(prisoner, facts, now)
    prisoner.save()
    _note_statuses(prisoner, stands, actor, now)
    for number, form in enumerate(spellings):
        _name_form(prisoner, form, is_preferred=number == 0, now=now).save()
    date_names(prisoner_ids=[prisoner.pk])
    record(actor=actor, verb="record_prisoner", obj=prisoner, now=now)
    return prisoner


@transaction.atomic
def edit_prisoner(
    *,
    actor: User | None,
    prisoner_id: UUID,
    changes: Mapping[str, Any],
    version: int | None = None,
    now: datetime,
) -> Prisoner:
    """Correct facts about a person. Raises `Refused` for a field that is not `EDITABLE`."""
    prisoner = find_editable(Prisoner, prisoner_id, actor, version=version)
    old = {name: getattr(prisoner, name) for name in changes if hasattr(prisoner, name)}
    stands = _apply(prisoner, changes, now)
    prisoner.save()
    _note_statuses(prisoner, stands, actor, now)
    date_names(prisoner_ids=[prisoner.pk])
    differs = changed(old, prisoner)
    _book("edit_prisoner", prisoner, prisoner.pk, actor, now, differs)
    return prisoner


@transaction.atomic
def add_name(
    *,
    actor: User | None,
    prisoner_id: UUID,
    text: str,
    kind: str = NameKind.PRESS,
    language: str = "",
    source: str = "",
    now: datetime,
) -> NameForm:
    """Add a spelling. Raises `Conflict` if the person has it already."""
    prisoner = find_editable(Prisoner, prisoner_id, actor)
    form = _name_form(
        prisoner,
        {"text": text, "kind": kind, "language": language, "source": source},
        is_preferred=False,
        now=now,
    )
    if prisoner.names.filter(text=form.text).exists():
        raise Conflict("This person has that spelling already.", field="text", value=form.text)
    form.save()
    date_names(prisoner_ids=[prisoner.pk])
    _book("add_name", prisoner, prisoner.pk, actor, now)
    return form


@transaction.atomic
def relate_prisoners(
    *, actor: User | None, prisoner_id: UUID, relative_id: UUID, kind: str, now: datetime
) -> Relationship:
    """Record that `relative` is the `kind` of `prisoner`."""
    prisoner = find_editable(Prisoner, prisoner_id, actor)
    relative = find_visible(Prisoner, relative_id, actor, field="relative")
    if kind not in list(RelationshipKind):
        raise Refused(
            "No such relationship.", field="kind", value=kind, allowed=list(RelationshipKind)
        )
    if prisoner == relative:
        raise Refused("Nobody is their own relative.", field="relative", value=relative_id)
    link = Relationship(prisoner=prisoner, relative=relative, kind=kind, created_at=now)
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError:
        raise Conflict("This link is recorded already.", field="relative") from None
    _book("relate_prisoners", link, prisoner.pk, actor, now)
    return link


def _book(
    verb: str,
    obj: Prisoner | Relationship,
    prisoner_id: UUID,
    actor: User | None,
    now: datetime,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> None:
    """One event per case of the person, for those who may read what happens to it; one of no case
    where there is none yet."""
    kind = str(obj._meta.model_name)
    cases = Case.objects.filter(prisoner=prisoner_id).values_list("pk", "team_id")
    subjects = [Subject(kind, obj.pk, *of, changes or {}) for of in cases]
    subjects = subjects or [Subject(kind, obj.pk, changes=changes or {})]
    record_many(actor=actor, verb=verb, subjects=subjects, now=now)


def _apply(prisoner: Prisoner, facts: Mapping[str, Any], now: datetime) -> dict[Aspect, str]:
    """Set what changes; returns the statuses, which are rows of their own."""
    values = checked_changes(Prisoner, facts, EDITABLE)
    stands = {
        aspect: check_value(aspect, values.pop(column) or UNKNOWN, field=column)
        for aspect, column in COLUMNS.items()
        if column in values
    }
    born_on = values.get("born_on", prisoner.born_on)
    if "born_on" in values and "born_precision" not in values:
        values["born_precision"] = Precision.DAY if born_on else Precision.UNKNOWN
    if isinstance(born_on, date) and born_on > now.date():
        raise Refused(
            "A birth date cannot lie in the future.",
            field="born_on",
            value=born_on.isoformat(),
            allowed=f"up to {now.date().isoformat()}",
        )
    for name, value in values.items():
        setattr(prisoner, name, value)
    if (prisoner.born_on is None) != (prisoner.born_precision == Precision.UNKNOWN):
        raise Refused(
            "A birth date goes with its precision, and none with 'unknown'.",
            field="born_precision",
            value=str(prisoner.born_precision),
            allowed=list(Precision),
        )
    prisoner.sex = prisoner.sex or Sex.UNKNOWN
    return stands


def _note_statuses(
    prisoner: Prisoner, stands: Mapping[Aspect, str], actor: User | None, now: datetime
) -> None:
    """As of today, without a source: whoever knows it enters it as a status."""
    for aspect, value in stands.items():
        if value != (getattr(prisoner, COLUMNS[aspect]) or UNKNOWN):
            write_status(prisoner, aspect, value, as_of=now.date(), actor=actor, now=now)


def _name_form(
    prisoner: Prisoner, form: Mapping[str, str], *, is_preferred: bool, now: datetime
) -> NameForm:
    text = str(form.get("text", ""))
    try:
        name = parse_name(text)
    except UnreadableText as error:
        raise Refused(str(error), field="name", value=text[:40]) from None
    if not 0 < len(name.text) <= LONGEST:
        raise Refused(
            "A name has 1 to 300 characters.", field="name", value=text[:40], allowed="1 to 300"
        )
    kind = form.get("kind") or NameKind.PRESS
    if kind not in list(NameKind):
        raise Refused("No such kind of name.", field="kind", value=kind, allowed=list(NameKind))
    return NameForm(
        prisoner=prisoner,
        text=name.text,
        family=name.family[:120],
        given=name.given[:120],
        patronymic=name.patronymic[:120],
        script=(form.get("script") or name.script)[:4],
        language=(form.get("language") or name.language)[:8],
        kind=kind,
        is_preferred=is_preferred,
        key=name_key(name)[:300],
        rough=rough_key(name),
        source=form.get("source", "")[:120],
        created_at=now,
    )
