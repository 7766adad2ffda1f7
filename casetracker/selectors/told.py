"""Whom a step of a clock tells: by its rule, its owner, and who coordinates its team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from casetracker.domain.words import Audience, ClockKind, Risk, Stage

RISKS = {
    "case__is_critical_health": Risk.CRITICAL_HEALTH,
    "case__is_hunger_strike": Risk.HUNGER_STRIKE,
    "case__is_incommunicado": Risk.INCOMMUNICADO,
    "case__is_minor": Risk.MINOR,
    "case__is_redetention_risk": Risk.REDETENTION,
}
#: The columns of a clock that `facts_of` and `recipients` read.
COLUMNS = (
    "kind",
    "team_id",
    "owner_id",
    "owner__is_active",
    "owner__frozen_at",
    "owner__away_until",
    "owner__deputy_id",
    "owner__deputy__is_active",
    "owner__deputy__frozen_at",
    "owner__address_failed_at",
    "owner__deputy__address_failed_at",
    "case__stage",
    *RISKS,
    "task__is_after_release",
)


def facts_of(clock: Mapping[str, Any]) -> dict[str, Any]:
    """What decides which rule holds for a clock, as `choose_rule` takes it."""
    return {
        "stage": Stage(clock["case__stage"]) if clock["case__stage"] else None,
        "risks": [risk for column, risk in RISKS.items() if clock[column]],
        "is_after_release": bool(clock["task__is_after_release"])
        and clock["kind"] == ClockKind.OFFER_OPEN,
    }


def recipients(
    clock: Mapping[str, Any],
    audience: Audience,
    others: Mapping[UUID, list[UUID]],
    today: date,
) -> tuple[Sequence[UUID], bool] | None:
    """Whom the step tells, and whether that is somebody other than the owner; None if there is
    nobody who could be told.

    A step that points to nobody goes to the coordinators: it is never dropped. The deputy is
    told only while the owner is away; where nobody stands in then, the coordinators are.
    """
    owner = [clock["owner_id"]] if _can_be_told(clock, "owner") else []
    if owner and audience is Audience.OWNER:
        return owner, False
    if owner and audience is Audience.DEPUTY:
        away_until = clock["owner__away_until"]
        if away_until is None or away_until < today:
            return [], True
        if _can_be_told(clock, "owner__deputy"):
            return [clock["owner__deputy_id"]], True
    everyone = others[clock["team_id"]] or owner
    return (everyone, True) if everyone else None


def _can_be_told(clock: Mapping[str, Any], who: str) -> bool:
    """Whether there is such a person, who may sign in and whose mails arrive."""
    return bool(
        clock[f"{who}_id"]
        and clock[f"{who}__is_active"]
        and not clock[f"{who}__frozen_at"]
        and not clock[f"{who}__address_failed_at"]
    )
