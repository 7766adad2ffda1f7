"""Looking back at clocks: which notices rules would have sent, a thousand clocks at a time.

What happened is taken from the timelines: what restarted a clock, when it was put off, in which
stage the file stood. Who has a file now, and the risks and coordinators of now, stand for those of
then; so the figures are close, not exact, where work changed hands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q

from casetracker.domain.activities import LIFE, WORK, clocks_restarted
from casetracker.domain.clocks import SILENCE_STAGES, choose_rule
from casetracker.domain.ladders import Rule
from casetracker.domain.rehearsal import DAY, Episode, Tally, told_in
from casetracker.domain.words import ActivityKind, ClockKind, Stage
from casetracker.models import ActionCase, Activity, Clock
from casetracker.models.clock import ClockQuerySet
from casetracker.selectors.answering import answering
from casetracker.selectors.rules import RuleBook, rule_book
from casetracker.selectors.told import COLUMNS, facts_of, recipients
from casetracker.services.clocks import load_rules

#: Clocks read at once.
CHUNK = 1000
_READ = (
    "id",
    "started_at",
    "due_at",
    "revision_id",
    "paused_until",
    "stopped_at",
    "case_id",
    "case__opened_at",
    "team__country",
    *COLUMNS,
)
_MOVES = frozenset({ActivityKind.STAGE_CHANGED, ActivityKind.RELEASED})
_SEEN = [*map(str, LIFE), *map(str, WORK), str(ActivityKind.SNOOZED)]


@dataclass(frozen=True)
class Window:
    """The days that are looked back at."""

    since: datetime
    until: datetime

    @classmethod
    def before(cls, now: datetime, days: int) -> Window:
        return cls(now - days * DAY, now)


def clocks_in(window: Window) -> ClockQuerySet:
    """The clocks that ran at any time of the window."""
    return Clock.objects.filter(Q(stopped_at=None) | Q(stopped_at__gte=window.since))


def rehearse_chunk(
    rule_sets: Sequence[tuple[list[Rule], Tally]],
    window: Window,
    *,
    after: UUID | None,
    changed: UUID | None = None,
    most: int = CHUNK,
) -> tuple[int, UUID | None]:
    """Add what each set of rules would have told of the next clocks after the one given; the first
    set is the rules in force.

    `changed` is the revision of the rule whose notices are counted apart. Returns how many clocks
    were looked at and the last of them. Constant statements.
    """
    rows = clocks_in(window).order_by("id")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    clocks = list(rows.values(*{*_READ})[:most])
    if not clocks:
        return 0, after
    entries = _entries([c["case_id"] for c in clocks if c["case_id"]], window)
    book = rule_book(rule_sets[0][0], clocks)
    others = answering({clock["team_id"] for clock in clocks})
    for clock in clocks:
        episodes = list(_episodes(clock, entries, window, book))
        facts = facts_of(clock)
        for rules, tally in rule_sets:
            _count(clock, episodes, facts, rules, tally, window, others, changed)
    return len(clocks), clocks[-1]["id"]


def rehearse(*, days: int, now: datetime) -> dict[str, Any]:
    """What the rules in force would have sent in the last `days` days, in figures."""
    window, tally = Window.before(now, days), Tally(days)
    rules = load_rules()
    looked, last = rehearse_chunk([(rules, tally)], window, after=None)
    while looked == CHUNK:
        looked, last = rehearse_chunk([(rules, tally)], window, after=last)
    return {"days": days, **tally.figures(window.since.date())}


def _count(
    clock: Mapping[str, Any],
    episodes: Iterable[Episode],
    facts: dict[str, Any],
    rules: list[Rule],
    tally: Tally,
    window: Window,
    others: dict[UUID, list[UUID]],
    changed: UUID | None,
) -> None:
    kind = ClockKind(clock["kind"])
    for episode in episodes:
        rule = choose_rule(rules, kind, **{**facts, "stage": episode.stage})
        if rule is None:
            continue
        is_of_rule = changed is not None and rule.revision == changed
        for told in told_in(rule, episode, since=window.since, country=clock["team__country"]):
            found = recipients(clock, told.audience, others, told.at.date())
            for who in found[0] if found else ():
                day = (told.at - window.since) // DAY
                tally.add(who, day, str(kind), is_of_rule=is_of_rule)


def _entries(
    case_ids: Sequence[UUID], window: Window
) -> dict[UUID, tuple[list[dict[str, Any]], dict[str, datetime | None]]]:
    """Case → what was entered in the window, in the order of entry, and what was the last care
    and the last sign of life before it. Three statements at most."""
    found: dict[UUID, tuple[list[dict[str, Any]], dict[str, datetime | None]]] = {}
    rows = Activity.objects.filter(
        case__in=case_ids,
        recorded_at__gte=window.since,
        recorded_at__lt=window.until,
        kind__in=_SEEN,
    )
    columns = ("case_id", "kind", "occurred_at", "recorded_at", "facts")
    for row in rows.order_by("recorded_at", "id").values(*columns):
        found.setdefault(row["case_id"], ([], {}))[0].append(row)
    _note_coverage(row for happened, _ in found.values() for row in happened)
    past = Activity.objects.filter(
        case__in=list(found), recorded_at__lt=window.since, occurred_at__lte=F("recorded_at")
    )
    cared, alive = Q(kind__in=[*LIFE, *WORK]), Q(kind__in=list(LIFE))
    last = (
        past.order_by()
        .values("case_id")
        .annotate(care=Max("occurred_at", filter=cared), life=Max("occurred_at", filter=alive))
    )
    for row in last:
        found[row["case_id"]][1].update(care=row["care"], life=row["life"])
    return found


def _note_coverage(rows: Iterable[dict[str, Any]]) -> None:
    """Note on each entry of an action how many files the action covers: one statement if any."""
    entries = [row for row in rows if row["facts"].get("action")]
    if not entries:
        return
    actions = {row["facts"]["action"] for row in entries}
    links = ActionCase.objects.filter(action__in=actions).values_list("action")
    covers = {str(action): n for action, n in links.annotate(n=Count("pk")).order_by()}
    for row in entries:
        row["facts"]["covers"] = covers.get(row["facts"]["action"], 1)


def _episodes(
    clock: Mapping[str, Any],
    entries: Mapping[UUID, tuple[list[dict[str, Any]], dict[str, datetime | None]]],
    window: Window,
    book: RuleBook,
) -> Iterable[Episode]:
    """The runs of a clock that reach into the window."""
    kind = ClockKind(clock["kind"])
    ends_at = clock["stopped_at"] or window.until
    if kind not in SILENCE_STAGES:
        if clock["paused_until"] is None:
            started = clock["started_at"]
            yield Episode(started, started, ends_at, due_at=clock["due_at"])
        return
    happened, last = entries.get(clock["case_id"], ([], {}))
    story = _Story(clock, kind, last, happened, book)
    for entry in happened:
        yield from story.goes_on(entry)
    yield from story.closes(ends_at)


class _Story:
    """One silence clock through the window, entry by entry."""

    def __init__(
        self,
        clock: Mapping[str, Any],
        kind: ClockKind,
        last: Mapping[str, datetime | None],
        happened: Sequence[Mapping[str, Any]],
        book: RuleBook,
    ) -> None:
        self.kind = kind
        moves = [e["facts"] for e in happened if e["kind"] in _MOVES and e["facts"].get("from")]
        self.stage = Stage(moves[0]["from"] if moves else clock["case__stage"])
        self.began: datetime | None
        self.is_waking, self.share = False, 1.0
        if any(self._touches(entry) for entry in happened):
            name = "life" if kind is ClockKind.LIFE_SILENT else "care"
            self.started = last.get(name) or clock["case__opened_at"]
            self.began = self.started
        else:
            self.started = self.began = clock["started_at"]
            self.share = _share(clock, book)

    def goes_on(self, entry: Mapping[str, Any]) -> Iterable[Episode]:
        """The run that an entry ends, if it ends one."""
        if not self._touches(entry):
            return
        at = entry["recorded_at"]
        if entry["kind"] == ActivityKind.SNOOZED:
            yield from self.closes(at)
            self.began = datetime.fromisoformat(entry["facts"]["until"])
            self.is_waking = True
            return
        is_move = entry["kind"] in _MOVES
        if not is_move and entry["occurred_at"] <= self.started:
            return  # older than what was known
        yield from self.closes(at)
        if is_move and entry["facts"].get("to"):
            self.stage = Stage(entry["facts"]["to"])
        if self.kind in self._restarted(entry):
            self.started = entry["occurred_at"]
        self.began, self.is_waking, self.share = at, False, 1.0

    def closes(self, at: datetime) -> Iterable[Episode]:
        runs = self.stage in SILENCE_STAGES[self.kind]
        if runs and self.began is not None and self.began < at:
            yield Episode(
                self.started,
                self.began,
                at,
                stage=self.stage,
                share=self.share,
                is_waking=self.is_waking,
            )

    def _touches(self, entry: Mapping[str, Any]) -> bool:
        if entry["kind"] == ActivityKind.SNOOZED:
            return bool(entry["facts"].get("clock") == self.kind)
        return entry["kind"] in _MOVES or self.kind in self._restarted(entry)

    def _restarted(self, entry: Mapping[str, Any]) -> frozenset[ClockKind]:
        return clocks_restarted(
            ActivityKind(entry["kind"]),
            occurred_at=entry["occurred_at"],
            now=entry["recorded_at"],
            covers=entry["facts"].get("covers", 1),
        )


def _share(clock: Mapping[str, Any], book: RuleBook) -> float:
    """Which part of its threshold a clock was given when it began: less than all where files were
    imported together."""
    rule = book.running(clock)
    if rule is None or not rule.threshold or rule.in_working_days:
        return 1.0
    return min(1.0, (clock["due_at"] - clock["started_at"]) / rule.threshold)
