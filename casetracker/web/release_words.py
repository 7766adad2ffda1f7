"""What the words of releases are called on pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from casetracker.domain.embargo import Lacking, ReportSays
from casetracker.domain.reversals import Reversal
from casetracker.domain.words import Papers, ReleaseKind, ReleaseState

RELEASE: dict[str, Any] = {
    ReleaseKind.SERVED: pgettext_lazy("release", "sentence served"),
    ReleaseKind.PARDON: pgettext_lazy("release", "pardon"),
    ReleaseKind.AMNESTY: pgettext_lazy("release", "amnesty"),
    ReleaseKind.EXCHANGE: pgettext_lazy("release", "exchange"),
    ReleaseKind.DEPORTATION: pgettext_lazy("release", "deportation"),
    ReleaseKind.HUMANITARIAN: pgettext_lazy("release", "humanitarian"),
    ReleaseKind.BAIL: pgettext_lazy("release", "bail"),
    ReleaseKind.ESCAPE: pgettext_lazy("release", "escape"),
    ReleaseKind.UNKNOWN: pgettext_lazy("release", "not known"),
}
RELEASE_STATE: dict[str, Any] = {
    ReleaseState.PLANNED: pgettext_lazy("release", "planned"),
    ReleaseState.ANNOUNCED: pgettext_lazy("release", "announced"),
    ReleaseState.CONFIRMED: pgettext_lazy("release", "confirmed"),
    ReleaseState.REFUSED: pgettext_lazy("release", "refused at the border"),
    ReleaseState.RETURNED: pgettext_lazy("release", "returned"),
}
PAPERS: dict[str, Any] = {
    Papers.UNKNOWN: pgettext_lazy("papers", "not known"),
    Papers.NONE: pgettext_lazy("papers", "none"),
    Papers.SOME: pgettext_lazy("papers", "some"),
    Papers.PASSPORT: pgettext_lazy("papers", "passport"),
}
#: Why a row of a release list names nobody, or nobody for certain (`services/releases.py`).
ROW: dict[str, Any] = {
    "unknown_name": pgettext_lazy("row", "nobody of this name is known"),
    "unknown_reference": pgettext_lazy("row", "no open file has this reference"),
    "several_matches": pgettext_lazy("row", "several people may be meant"),
    "like_a_known_name": pgettext_lazy("row", "somebody of a similar name is known"),
    "no_whole_name": pgettext_lazy("row", "not a whole name"),
    "no_open_case": pgettext_lazy("row", "known, but without an open file"),
    "twice_in_the_list": pgettext_lazy("row", "twice in the list"),
    "free_already": pgettext_lazy("row", "free already, by another wave: nothing to do"),
}
REPORT: dict[str, Any] = {
    ReportSays.FREE: pgettext_lazy("report", "they are free"),
    ReportSays.NOT_FREE: pgettext_lazy("report", "they are not free"),
}
#: Why a name is under embargo (`domain/embargo.py`).
LACKING: dict[str, Any] = {
    Lacking.SOURCES: pgettext_lazy("lacking", "two sources are needed"),
    Lacking.NOT_SEEN: pgettext_lazy("lacking", "nobody has seen them"),
    Lacking.CONTRADICTED: pgettext_lazy("lacking", "sources contradict"),
}
REVERSAL: dict[str, Any] = {
    Reversal.REFUSED: pgettext_lazy("reversal", "refused at the border"),
    Reversal.RETURNED: pgettext_lazy("reversal", "returned after crossing"),
    Reversal.RE_ARRESTED: pgettext_lazy("reversal", "arrested again"),
}
GROUPS: dict[str, dict[str, Any]] = {
    "release": RELEASE,
    "release_state": RELEASE_STATE,
    "papers": PAPERS,
    "release_row": ROW,
    "report": REPORT,
    "lacking": LACKING,
    "reversal": REVERSAL,
}
