"""Finding the row that a person may act on: invisible is missing, visible may be forbidden."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models

from casetracker.domain.errors import Forbidden, Missing, Stale
from casetracker.models import User


def find_editable(
    model: Any,
    row_id: UUID,
    actor: User | None,
    *,
    version: int | None = None,
    related: tuple[str, ...] = (),
    field: str = "id",
) -> Any:
    """The row, locked, if `actor` (None: the system) may change it.

    Raises `Missing` if it does not exist or is not visible, `Forbidden` if it is visible but
    another's to change, `Stale` if `version` is given and is not the row's. `field` is what the
    caller named it by: the address, or a field of a body.
    """
    rows = model.objects.select_related(*related) if related else model.objects.all()
    # Only the row itself is locked: joined tables would be locked for every reader of theirs.
    # Its key is not: a sweep that holds a clock of this row may insert notices that point to it,
    # while the lock's owner waits for the clock.
    rows = rows.select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=row_id).first()
    name = model._meta.verbose_name
    if row is None or not _sees(model, row, actor):
        raise Missing(f"There is no {name} {row_id} that you may see.", field=field, value=row_id)
    if actor is not None and not model.objects.editable_by(actor).filter(pk=row_id).exists():
        raise Forbidden(f"This {name} is not yours to change.", field=field, value=row_id)
    check_version(row, version)
    return row


def find_visible(model: Any, row_id: UUID | None, actor: User | None, *, field: str) -> Any:
    """The row if `actor` may see it. Raises `Missing`, naming `field`."""
    row = model.objects.filter(pk=row_id).first()
    if row is None or not _sees(model, row, actor):
        raise Missing(
            f"There is no {model._meta.verbose_name} {row_id} that you may see.",
            field=field,
            value=row_id,
        )
    return row


def check_version(row: models.Model, version: int | None) -> None:
    """Raises `Stale` if the caller acted on another version of the row."""
    if version is None:
        return
    current = row.version  # type: ignore[attr-defined]
    if version != current:
        raise Stale(
            f"Somebody else changed this meanwhile: you have version {version}, it is {current}. "
            "Load it again and repeat what still applies.",
            field="version",
            value=version,
            allowed=current,
        )


def _sees(model: Any, row: models.Model, actor: User | None) -> bool:
    return actor is None or model.objects.visible_to(actor).filter(pk=row.pk).exists()
