"""Where a case may move, from `product.md`, "Legal moves of a case"."""

from __future__ import annotations

from casetracker.domain.errors import Conflict
from casetracker.domain.words import NeedState, Stage

MOVES: dict[Stage, tuple[Stage, ...]] = {
    Stage.INTAKE: (Stage.INSIDE, Stage.FREED_IN_COUNTRY, Stage.RECEPTION, Stage.CLOSED),
    Stage.INSIDE: (Stage.FREED_IN_COUNTRY, Stage.RECEPTION, Stage.DIED, Stage.CLOSED),
    Stage.FREED_IN_COUNTRY: (Stage.INSIDE, Stage.RECEPTION, Stage.DIED, Stage.CLOSED),
    Stage.RECEPTION: (Stage.RESETTLING, Stage.INSIDE, Stage.DIED, Stage.CLOSED),
    Stage.RESETTLING: (Stage.CLOSED, Stage.INSIDE, Stage.DIED),
    Stage.CLOSED: (Stage.INSIDE, Stage.RECEPTION, Stage.RESETTLING),
    Stage.DIED: (),
}

NEED_MOVES: dict[NeedState, tuple[NeedState, ...]] = {
    NeedState.OPEN: (
        NeedState.IN_PROGRESS,
        NeedState.MET,
        NeedState.DECLINED,
        NeedState.NOT_NEEDED,
    ),
    NeedState.IN_PROGRESS: (
        NeedState.OPEN,
        NeedState.MET,
        NeedState.DECLINED,
        NeedState.NOT_NEEDED,
    ),
    # Into it a need comes only by the person's arrest or return.
    NeedState.PAUSED: (
        NeedState.OPEN,
        NeedState.MET,
        NeedState.DECLINED,
        NeedState.NOT_NEEDED,
    ),
    NeedState.MET: (NeedState.OPEN,),
    NeedState.DECLINED: (NeedState.OPEN,),
    NeedState.NOT_NEEDED: (NeedState.OPEN,),
}


def check_move(old: Stage, new: Stage) -> None:
    """Pass if a case may move from `old` to `new`.

    Raises `Conflict` with the list of legal moves.
    """
    if new in MOVES[old]:
        return
    legal = [str(stage) for stage in MOVES[old]]
    said = ", ".join(legal) or "none (a coordinator can undo it, with a reason)"
    raise Conflict(
        f"A case cannot move from {old} to {new}. Legal moves from {old}: {said}.",
        field="stage",
        value=str(new),
        allowed=legal,
    )


def check_need_move(old: NeedState, new: NeedState) -> None:
    """Pass if a need may move from `old` to `new`; raises `Conflict` with the legal moves."""
    if new in NEED_MOVES[old]:
        return
    legal = [str(state) for state in NEED_MOVES[old]]
    raise Conflict(
        f"A need cannot move from {old} to {new}. Legal moves from {old}: {', '.join(legal)}.",
        field="state",
        value=str(new),
        allowed=legal,
    )


def stage_after_release(place: str, destination: str, home: str) -> Stage:
    """The stage a release leads to: abroad (or at a border) is reception, at home is not.

    `destination` and `home` are ISO 3166 alpha-2 codes, `place` a `ReleasePlace`.
    """
    if place == "in_country" or destination == home:
        return Stage.FREED_IN_COUNTRY
    return Stage.RECEPTION
