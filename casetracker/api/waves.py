"""Waves: the many that leave together.

`POST waves/` with `people` does everything at once. `POST waves/{id}/commit/` adds people to a
wave that stands already. Both are idempotent: who is in the wave stays as they are. `POST
waves/{id}/redirect/` says where people of it really go.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from casetracker.api.bodies import Body, Country, Day, Flag, Id, Line, VisibleId, VisibleIds, Word
from casetracker.api.filters import Filters, IdFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown, made, verb
from casetracker.api.releases import ReportBody
from casetracker.domain.words import Papers, ReleaseKind, ReleasePlace
from casetracker.models import Release, Team, User, Wave
from casetracker.selectors.waves import with_counts
from casetracker.services.embargo import report_people
from casetracker.services.redirects import redirect_people
from casetracker.services.waves import MOST, ReleasedPerson, record_wave


class WaveShown(Shown):
    """`released`, `needs` and `tasks` count what of the wave is the asker's to see."""

    released = serializers.IntegerField(read_only=True)
    needs = serializers.IntegerField(read_only=True)
    tasks = serializers.IntegerField(read_only=True)

    class Meta:
        model = Wave
        fields = [
            "id",
            "version",
            "created_at",
            "name",
            "kind",
            "happened_on",
            "team",
            "released",
            "needs",
            "tasks",
        ]
        read_only_fields = fields


class PersonBody(Body):
    """One who left. Who of the cases may be released, the service decides in one query."""

    case = Id(source="case_id")
    destination = Country()
    place = Word(ReleasePlace, required=False)
    papers = Word(Papers, required=False)


class PeopleBody(Body):
    people = PersonBody(many=True, allow_empty=False, max_length=MOST)  # type: ignore[call-arg]


class WaveBody(Body):
    name = Line(max_length=160)
    kind = Word(ReleaseKind, required=False, default=ReleaseKind.UNKNOWN)
    happened_on = Day()
    team = VisibleId(Team.objects.visible_to, source="team_id", required=False)
    people = PersonBody(many=True, required=False, max_length=MOST)  # type: ignore[call-arg]


class RedirectBody(Body):
    """`destination` is empty for where each of them was planned to go."""

    releases = VisibleIds(Release.objects.visible_to, source="release_ids")
    destination = Country(allow_blank=True)
    knows_leaving = Flag(required=False)


class ReportPeopleBody(ReportBody):
    releases = VisibleIds(Release.objects.visible_to, source="release_ids")


class WaveFilters(Filters):
    team = IdFilter("team_id")
    kind = word_filter(ReleaseKind)


class WaveViewSet(NounViewSet):
    """The many that leave together; recording one moves cases, opens needs, offers tasks."""

    noun = "waves"
    queryset = Wave.objects.none()
    serializer_class = WaveShown
    filterset_class = WaveFilters
    orderings = {"created_at": "created_at", "happened_on": "happened_on"}

    def rows(self, user: User) -> QuerySet[Wave]:
        return with_counts(Wave.objects.visible_to(user), user)

    @made(WaveBody)
    def create(self, *, people: Any = (), **given: Any) -> Wave:
        return record_wave(people=_people(people), **given).wave

    @verb(PeopleBody, versioned=False)
    def commit(self, wave: Wave, *, people: Any, **given: Any) -> Wave:
        facts = {"name": wave.name, "kind": wave.kind, "happened_on": wave.happened_on}
        record_wave(team_id=wave.team_id, people=_people(people), **facts, **given)
        return wave

    @verb(ReportPeopleBody, versioned=False)
    def report(self, wave: Wave, **given: Any) -> Wave:
        """What one source says of people of the wave, as `releases/{id}/report/` for one."""
        report_people(wave_id=wave.pk, **given)
        return wave

    @verb(RedirectBody, versioned=False)
    def redirect(self, wave: Wave, **given: Any) -> Wave:
        """They go to another country: work passes to the team there, old tasks are cancelled."""
        redirect_people(wave_id=wave.pk, **given)
        return wave


def _people(given: Any) -> list[ReleasedPerson]:
    return [ReleasedPerson(**person) for person in given]
