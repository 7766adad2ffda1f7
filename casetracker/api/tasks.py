"""Tasks: work for one person, who was asked to do it, and what they said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from casetracker.api.bodies import Body, Country, Instant, Line, Text, VisibleId, Word
from casetracker.api.filters import (
    Filters,
    FlagFilter,
    IdFilter,
    InstantFilter,
    SearchFilter,
    word_filter,
)
from casetracker.api.nouns import NounViewSet, SealedLine, Shown, edited, made, verb
from casetracker.api.quarantines import TakenAway
from casetracker.api.reached import HIDDEN, ContactId, sees_contacts
from casetracker.domain.briefs import LONGEST_FIELD, unpack_brief
from casetracker.domain.contacts import Channel
from casetracker.domain.words import ENDED_TASKS, TaskKind, TaskState
from casetracker.models import Action, Need, Task, TaskOffer, Team, User
from casetracker.selectors.cases import reachable_cases
from casetracker.selectors.people import colleagues
from casetracker.selectors.rights import seen_by
from casetracker.services.briefs import read_brief
from casetracker.services.tasks import (
    accept_task,
    cancel_task,
    decline_task,
    edit_task,
    finish_task,
    offer_task,
    open_task,
)


class OfferShown(serializers.ModelSerializer):
    reason = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = TaskOffer
        fields = ["id", "volunteer", "offered_at", "answer", "answered_at", "reason"]


class TaskShown(Shown):
    """Whoever is asked sees what it is about; `brief` has a way of its own; staff see all."""

    title = serializers.CharField(read_only=True)
    brief = serializers.CharField(read_only=True, allow_null=True)
    brief_fields = serializers.SerializerMethodField()
    comment = serializers.CharField(read_only=True, allow_null=True)
    cancel_reason = SealedLine()
    offers = OfferShown(many=True, read_only=True)

    class Meta:
        model = Task
        fields = [
            "id",
            "version",
            "created_at",
            "case",
            "team",
            "need",
            "action",
            "contact",
            "channel",
            "kind",
            "title",
            "brief",
            "brief_fields",
            "due_at",
            "state",
            "assignee",
            "language",
            "country",
            "is_after_release",
            "cancel_reason",
            "comment",
            "offers",
        ]
        read_only_fields = fields

    def to_representation(self, row: Any) -> dict[str, Any]:
        found = super().to_representation(row)
        if not sees_contacts(self.context["request"]):
            found |= {name: said for name, said in HIDDEN.items() if name in found}
        return found

    def get_brief_fields(self, task: Task) -> dict[str, str]:
        return unpack_brief(str(task.brief_fields or ""))


class Released(Line):
    """One field of a brief."""

    def __init__(self) -> None:
        super().__init__(max_length=LONGEST_FIELD, required=False, allow_blank=True)


class BriefFieldsBody(Body):
    """What is released to whoever does the task; a field that is left out is not released.
    A change names all of them: it takes the place of what was released before."""

    first_name = Released()
    meeting_place = Released()
    meeting_time = Released()
    how_to_recognise = Released()
    relay_phone = Released()
    spoken_languages = Released()
    how_many_people = Released()
    what_to_bring = Released()
    sizes = Released()


class TaskTerms(Body):
    title = Line(max_length=300)
    brief = Text(max_length=10_000, required=False, allow_blank=True)
    brief_fields = BriefFieldsBody(required=False)
    due_at = Instant()
    language = Line(max_length=8, required=False, allow_blank=True)
    country = Country(required=False, allow_blank=True)


class TaskBody(TaskTerms):
    """One that names an assignee is theirs from the start; one that goes to somebody of the
    person's names them, and the way."""

    case = VisibleId(reachable_cases, source="case_id")
    kind = Word(TaskKind, required=False)
    assignee = VisibleId(colleagues, source="assignee_id", required=False, allow_null=True)
    need = VisibleId(Need.objects.visible_to, source="need_id", required=False)
    action = VisibleId(Action.objects.visible_to, source="action_id", required=False)
    contact = ContactId()
    channel = Word(Channel, required=False)
    team = VisibleId(Team.objects.visible_to, source="team_id", required=False)


class TaskChanges(TaskTerms):
    """A new assignee has it at once; `null` opens it again."""

    assignee = VisibleId(colleagues, required=False, allow_null=True)


class OfferBody(Body):
    """Without a name the least busy volunteer who speaks the language."""

    volunteer = VisibleId(colleagues, source="volunteer_id", required=False)


class DeclineBody(Body):
    reason = Line(max_length=1000, required=False, allow_blank=True)


class DoneBody(Body):
    comment = Text(max_length=4000, required=False, allow_blank=True)


class CancelBody(Body):
    reason = Line(max_length=60)


class BriefShown(serializers.Serializer):
    brief = serializers.CharField(source="text", read_only=True)
    brief_fields = serializers.DictField(child=serializers.CharField(), read_only=True)


class TaskFilters(Filters):
    shows = {"is_open": "state", "is_assigned": "assignee"}
    state = word_filter(TaskState)
    kind = word_filter(TaskKind)
    case = IdFilter("case_id")
    need = IdFilter("need_id")
    action = IdFilter("action_id")
    team = IdFilter("team_id")
    assignee = IdFilter("assignee_id")
    is_assigned = FlagFilter("assignee", lookup_expr="isnull", exclude=True)
    is_open = FlagFilter(method="by_open")
    language = SearchFilter()
    country = SearchFilter()
    due_at_after = InstantFilter("due_at", lookup_expr="gte")
    due_at_before = InstantFilter("due_at", lookup_expr="lt")

    def by_open(self, rows: Any, name: str, value: bool) -> QuerySet[Task]:
        return rows.open() if value else rows.filter(state__in=ENDED_TASKS)


class TaskViewSet(TakenAway, NounViewSet):
    """A piece of work for one person, usually a volunteer, with a due time."""

    noun = "tasks"
    queryset = Task.objects.none()
    serializer_class = TaskShown
    filterset_class = TaskFilters
    orderings = {"due_at": "due_at", "created_at": "created_at"}
    ordering = "due_at"

    def rows(self, user: User) -> QuerySet[Task]:
        offers = TaskOffer.objects.visible_to(user).order_by("offered_at", "id")
        tasks = seen_by(user, Task).select_related("case")
        return tasks.prefetch_related(Prefetch("offers", queryset=offers))

    @made(TaskBody)
    def create(self, **given: Any) -> Task:
        return open_task(**given)

    @edited(TaskChanges)
    def partial_update(self, task: Task, **given: Any) -> Task:
        return edit_task(task_id=task.pk, **given)

    @verb(OfferBody)
    def offer(self, task: Task, **given: Any) -> Task:
        return offer_task(task_id=task.pk, **given)

    @verb(found=False)
    def accept(self, task_id: UUID, **given: Any) -> Task:
        return accept_task(task_id=task_id, **given)

    @verb(DeclineBody, found=False)
    def decline(self, task_id: UUID, **given: Any) -> Task:
        return decline_task(task_id=task_id, **given)

    @verb(DoneBody, found=False)
    def done(self, task_id: UUID, **given: Any) -> Task:
        """From a volunteer `reported_done`, which staff confirm; from staff `done`."""
        return finish_task(task_id=task_id, **given)

    @extend_schema(responses=BriefShown)
    @action(detail=True, filterset_class=None, pagination_class=None)
    def brief(self, request: Request, pk: str) -> Response:
        """What whoever took the task needs to know: near its time; each reading is noted."""
        task = self.get_object()
        brief = read_brief(actor=request.user, task_id=task.pk, now=timezone.now())
        return Response({"brief": brief.text, "brief_fields": brief.fields})

    @verb(CancelBody)
    def cancel(self, task: Task, **given: Any) -> Task:
        return cancel_task(task_id=task.pk, **given)
