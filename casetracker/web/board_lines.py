"""The people on the board of a wave in the reader's words.

Said here and not in the template: there each word would be looked up and each address put together
anew for every person, which was most of what the page cost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from casetracker.domain.embargo import Lacking
from casetracker.domain.words import Papers
from casetracker.selectors.wave_board import BoardRow
from casetracker.web.countries import country
from casetracker.web.words import said

#: Stands where an id or a reference will, in an address that is put together once.
_NOBODY = UUID(int=0)
_NO_FILE = "0000000"


@dataclass(frozen=True)
class BoardLine:
    """One person, each cell as it is read."""

    release: UUID
    name: str
    tick: str
    reference: str
    case_address: str
    release_address: str
    state: str
    #: (word, look of its badge)
    lacking: list[tuple[str, str]]
    stage: str
    destination: str
    #: Where to it was planned, of those who go elsewhere.
    planned: str
    papers: str
    has_no_papers: bool
    receivers: str
    open: str


def board_lines(rows: Iterable[BoardRow]) -> list[BoardLine]:
    to_case = reverse("case", args=[_NO_FILE])
    to_release = reverse("release", args=[_NOBODY])
    tick, planned = _("Tick %(name)s"), _("planned: %(planned)s")
    needs, tasks = _("needs: %(n)s"), _("tasks: %(said)s")

    def line(row: BoardRow) -> BoardLine:
        one = row.release
        reference = one.case.reference
        rerouted = {"planned": country(one.planned_destination) or _("not known")}
        states = ", ".join(f"{said(state, 'task_state')} {n}" for state, n in row.tasks.items())
        work = [needs % {"n": row.needs}, *([tasks % {"said": states}] if states else [])]
        return BoardLine(
            release=one.pk,
            name=row.name,
            tick=tick % {"name": row.name},
            reference=reference,
            case_address=to_case.replace(_NO_FILE, reference),
            release_address=to_release.replace(str(_NOBODY), str(one.pk)),
            state=said(one.state, "release_state"),
            lacking=[(said(word, "lacking"), _look(word)) for word in one.lacking],
            stage=said(one.case.stage, "stage"),
            destination=country(row.destination),
            planned=planned % rerouted if row.is_rerouted else "",
            papers=said(one.papers_given, "papers"),
            has_no_papers=one.papers_given == Papers.NONE,
            receivers="; ".join(row.receivers),
            open=" · ".join(work),
        )

    return [line(row) for row in rows]


def _look(word: str) -> str:
    return "late" if word == Lacking.CONTRADICTED else "soon"
