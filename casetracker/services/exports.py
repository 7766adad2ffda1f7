"""Exports: asked for, agreed to by a second person, taken, cancelled. Built: `export_work.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from casetracker.domain.approvals import ApprovalKind, ApprovalState
from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.exports import (
    LONGEST_RECIPIENT,
    MOST_UNFINISHED,
    ExportState,
)
from casetracker.domain.inputs import one_line
from casetracker.domain.words import STAFF_ROLES, EventKind, Role
from casetracker.models import Approval, Export, ExportPart, Notice, Team, User, Wave
from casetracker.selectors.exports import cases_in, exportable_teams, exported_cases
from casetracker.services.approvals import decide, note_decision, request_approval
from casetracker.services.audit import record
from casetracker.services.notices import event, insert_notices
from casetracker.services.rights import find_editable, find_visible
from casetracker.vault.openpgp import KeyFault, RecipientKey, UnusableKey, read_key

_WHOLE = "from -----BEGIN PGP PUBLIC KEY BLOCK----- to -----END PGP PUBLIC KEY BLOCK-----"
FAULTS = {
    KeyFault.UNREADABLE: f"This is no OpenPGP public key. Paste it whole, {_WHOLE}.",
    KeyFault.MANY: "These are several keys. Paste the one of the recipient alone.",
    KeyFault.SECRET: (
        "This holds a secret key, which nobody else may ever have: its owner should make a new "
        "one. Ask the recipient for the public key."
    ),
    KeyFault.REVOKED: "This key has been revoked. Ask the recipient for the one that is in use.",
    KeyFault.EXPIRED: "This key has expired. Ask the recipient for the one that is in use.",
    KeyFault.NOT_FOR_ENCRYPTION: (
        "Nothing can be encrypted to this key: it only signs. Ask the recipient for one with a "
        "part for encryption."
    ),
}


@dataclass(frozen=True)
class Taken:
    """One file of an export, as it is fetched."""

    name: str
    data: bytes


@transaction.atomic
def ask_export(
    *,
    actor: User,
    recipient: str,
    key: str,
    reason: str,
    team_id: UUID | None = None,
    is_whole_register: bool = False,
    wave_id: UUID | None = None,
    is_own: bool = False,
    has_p3: bool = False,
    now: datetime,
) -> Export:
    """Ask for the files of a team (by default of one's only one) or of the whole register; of
    these all, those of one wave, or one's own; encrypted to the armored OpenPGP `key` of the
    named `recipient`. A coordinator approves.

    A caseworker asks for their own teams, a coordinator for any and for the whole register.
    Raises `Refused` for a key that cannot be used, and where there is nothing to export.
    """
    team = None if is_whole_register else _find_team(actor, team_id)
    if not _may_ask(actor, team):
        raise Forbidden("Coordinators ask for the whole register.", field="is_whole_register")
    wave = None if wave_id is None else find_visible(Wave, wave_id, actor, field="wave")
    whose = one_line(recipient, field="recipient", longest=LONGEST_RECIPIENT, required=True)
    found = check_key(key, now=now)
    if Export.objects.unfinished().filter(requester=actor).count() >= MOST_UNFINISHED:
        raise Conflict(
            "Wait until others that you asked for are done, or cancel one.",
            field="id",
            allowed=f"{MOST_UNFINISHED} at once",
        )
    cases = exported_cases(requester=actor, team=team, wave=wave, is_own=is_own)
    if not cases.exists():
        raise Refused(
            "No file fits: there is nothing to export. Names under embargo stay out.",
            field="team",
            value=team_id,
        )
    export = Export(
        requester=actor,
        team=team,
        wave=wave,
        is_own=is_own,
        has_p3=has_p3,
        recipient=whose,
        key=found.text,
        fingerprint=found.fingerprint,
        created_at=now,
    )
    export.approval = request_approval(
        actor=actor,
        kind=ApprovalKind.EXPORT_P3 if has_p3 else ApprovalKind.EXPORT,
        subject_id=export.pk,
        proposal={"before": {}, "after": _filter(export)},
        reason=reason,
        team_id=export.team_id,
        now=now,
    )
    export.save(force_insert=True)
    _record("ask_export", export, actor, now)
    return export


def check_key(text: str, *, now: datetime) -> RecipientKey:
    """The recipient's key. Raises `Refused`, whose `value` is the word of the fault."""
    try:
        return read_key(text, until=now)
    except UnusableKey as error:
        raise Refused(
            FAULTS[error.fault],
            field="key",
            value=str(error.fault),
            allowed="an OpenPGP public key that can be encrypted to",
        ) from None


def allow_export(*, approval: Approval, actor: User, now: datetime) -> None:
    """The effect of an approval: it is built from now on. Raises `Refused` if the key has expired
    meanwhile, `Conflict` if it was cancelled or whoever asked may not ask any more."""
    export = Export.objects.select_for_update(no_key=True, of=("self",)).get(pk=approval.subject_id)
    if export.state != ExportState.ASKED:
        raise Conflict(f"This export is {export.state}.", field="state", value=str(export.state))
    if not may_still_ask(export):
        raise Conflict("Whoever asked for it may not do so any more.", field="requester")
    check_key(str(export.key), now=now)
    export.state = ExportState.BUILDING
    export.total_count = cases_in(export).count()
    export.save(update_fields=["state", "total_count"])


def end_unagreed(*, approval: Approval, now: datetime) -> None:
    """What comes of it where nobody agrees: nothing."""
    rows = Export.objects.select_for_update(no_key=True, of=("self",))
    for export in rows.filter(approval=approval, ended_at=None):
        end_export(export, ExportState.CANCELLED, actor=None, now=now)


@transaction.atomic
def cancel_export(
    *, actor: User, export_id: UUID, version: int | None = None, now: datetime
) -> Export:
    """Stop an export, whatever has come of it; its files are deleted. By whoever asked for it or
    agreed to it. Raises `Conflict` if it has ended."""
    export: Export = find_editable(Export, export_id, actor, version=version)
    if export.ended_at is not None:
        raise Conflict(f"It is {export.state} already.", field="state", value=str(export.state))
    approval = export.approval
    if approval is not None and approval.state == ApprovalState.REQUESTED:
        decide(approval, ApprovalState.WITHDRAWN, approver=None, now=now)
        note_decision("withdraw_approval", approval, actor, now)
    end_export(export, ExportState.CANCELLED, actor=actor, now=now)
    return export


@transaction.atomic
def take_part(*, actor: User, part_id: UUID, now: datetime) -> Taken:
    """One file of an export that is ready, for whoever asked for it, within 24 hours; each
    fetching is recorded. Raises `Missing`."""
    mine = Export.objects.ready(now=now).filter(requester=actor)
    part = ExportPart.objects.select_related("export").filter(export__in=mine, pk=part_id).first()
    if part is None:
        raise Missing("There is no such file of yours.", field="id", value=part_id)
    record(
        actor=actor,
        verb="take_export",
        obj=part.export,
        team_id=part.export.team_id,
        changes={"part": (None, f"{part.table} {part.number}")},
        now=now,
    )
    _settle_notice(part.export, now)
    return Taken(f"{part.table}-{part.number:03}.csv.pgp", bytes(part.content))


def end_export(export: Export, state: ExportState, *, actor: User | None, now: datetime) -> None:
    """Its files are deleted; that it was, stays. The caller holds the row."""
    export.parts.all().delete()
    export.state, export.ended_at = state, now
    export.save(update_fields=["state", "ended_at"])
    _settle_notice(export, now)
    _record("end_export", export, actor, now)


def tell_built(export: Export, *, now: datetime) -> None:
    """Tell whoever asked that it can be fetched: at once, for a digest may come too late."""
    told = event(EventKind.EXPORT_READY, export.pk, export.requester_id, is_urgent=True)
    insert_notices([told], now=now)


def tell_failed(export: Export, *, now: datetime) -> None:
    """Tell whoever asked that nothing comes of it."""
    insert_notices([event(EventKind.EXPORT_FAILED, export.pk, export.requester_id)], now=now)


def may_still_ask(export: Export) -> bool:
    """Whether whoever asked for it is let in, and might ask for it now."""
    who = export.requester
    return who.is_active and not who.is_frozen and _may_ask(who, export.team)


def _may_ask(actor: User, team: Team | None) -> bool:
    """For a team of `exportable_teams`; the whole register (None) is a coordinator's."""
    if team is None:
        return actor.has_role(Role.COORDINATOR)
    return exportable_teams(actor).filter(pk=team.pk).exists()


def _find_team(actor: User, team_id: UUID | None) -> Team:
    own = actor.team_ids(*STAFF_ROLES)
    if not own:
        raise Forbidden("Coordinators and caseworkers ask for exports.")
    if team_id is None and len(own) == 1:
        (team_id,) = own
    if team_id is None:
        raise Refused("Say whose files: you are in several teams.", field="team", allowed=[*own])
    team = exportable_teams(actor).filter(pk=team_id).first()
    if team is None:
        raise Missing(f"There is no team {team_id} of yours.", field="team", value=team_id)
    return team


def _filter(export: Export) -> dict[str, Any]:
    return {
        "team": str(export.team_id) if export.team_id else None,
        "wave": str(export.wave_id) if export.wave_id else None,
        "is_own": export.is_own,
        "has_p3": export.has_p3,
    }


def _settle_notice(export: Export, now: datetime) -> None:
    """That it is ready need not be told any more: somebody has come, or it is gone."""
    ready = f"event:{EventKind.EXPORT_READY}:{export.pk}"
    Notice.objects.filter(dedupe_key=ready).withdraw(now=now)


def _record(verb: str, export: Export, actor: User | None, now: datetime) -> None:
    said = {**_filter(export), "state": export.state, "fingerprint": str(export.fingerprint)}
    changes = {name: (None, value) for name, value in said.items()}
    record(actor=actor, verb=verb, obj=export, team_id=export.team_id, changes=changes, now=now)
