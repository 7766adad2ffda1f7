"""Users: oneself, and whom one's role lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from casetracker.api.bodies import Body, Country, Day, Flag, Line, VisibleId, Whole, Word
from casetracker.api.etags import check_match
from casetracker.api.filters import Filters, FlagFilter, refuse_parameters
from casetracker.api.nouns import Moment, NounViewSet, Shown, verb
from casetracker.domain.volunteering import MOST_COUNTRIES, MOST_LANGUAGES, Skill, Weekday
from casetracker.models import ApiToken, Membership, User
from casetracker.models.user import languages
from casetracker.selectors.people import colleagues
from casetracker.services.addresses import change_address
from casetracker.services.mail_stops import start_mails, stop_mails
from casetracker.services.memberships import MOST_AT_ONCE
from casetracker.services.tokens import rotate_token
from casetracker.services.users import edit_profile
from casetracker.services.volunteering import EDITABLE, edit_volunteer

LANGUAGE_CODES = [code for code, _ in languages()]


class MembershipShown(serializers.ModelSerializer):
    team_name = serializers.CharField(source="team.name", read_only=True, allow_null=True)

    class Meta:
        model = Membership
        fields = ["team", "team_name", "role", "vetted_at", "capacity"]


class UserShown(Shown):
    memberships = MembershipShown(many=True, read_only=True)

    class Meta:
        model = User
        fields = [
            "id",
            "version",
            "name",
            "email",
            "language",
            "time_zone",
            "digest_hour",
            "quiet_from",
            "quiet_until",
            "is_woken",
            "mail_stopped_at",
            "away_until",
            "deputy",
            "speaks",
            "works_in",
            "skills",
            "free_on",
            "is_active",
            "frozen_at",
            "invited_at",
            "memberships",
        ]
        read_only_fields = fields


class ProfileBody(Body):
    name = Line(max_length=120)
    language = serializers.ChoiceField(LANGUAGE_CODES)
    time_zone = Line(max_length=64)
    digest_hour = Whole(min_value=0, max_value=23)
    quiet_from = Whole(min_value=0, max_value=23)
    quiet_until = Whole(min_value=0, max_value=23)
    is_woken = Flag()
    away_until = Day(allow_null=True)
    deputy = VisibleId(colleagues, allow_null=True)
    speaks = serializers.ListField(child=Line(max_length=8), max_length=20)


class VolunteerBody(Body):
    """What is empty narrows nothing down: anywhere, anything, any day."""

    speaks = serializers.ListField(
        child=Line(max_length=8), max_length=MOST_LANGUAGES, required=False
    )
    works_in = serializers.ListField(child=Country(), max_length=MOST_COUNTRIES, required=False)
    skills = serializers.ListField(child=Word(Skill), max_length=20, required=False)
    free_on = serializers.ListField(child=Word(Weekday), max_length=20, required=False)
    away_until = Day(allow_null=True, required=False)
    capacity = Whole(min_value=0, max_value=MOST_AT_ONCE, required=False)


class TokenMade(serializers.Serializer):
    token = serializers.CharField(help_text="Shown this once.")
    scopes = serializers.ListField(child=serializers.CharField())
    expiry = Moment()


class AddressBody(Body):
    email = Line(max_length=320)


class UserFilters(Filters):
    shows = {"is_frozen": "frozen_at"}
    is_active = FlagFilter("is_active")
    is_frozen = FlagFilter("frozen_at", lookup_expr="isnull", exclude=True)


class UserViewSet(NounViewSet):
    """Who signs in: oneself under `me`, and whom one's role lists."""

    noun = "users"
    queryset = User.objects.none()
    serializer_class = UserShown
    filterset_class = UserFilters
    orderings = {"name": "name"}
    ordering = "name"

    def rows(self, user: User) -> QuerySet[User]:
        held = Membership.objects.visible_to(user).select_related("team").order_by("role", "team")
        seen = User.objects.visible_to(user)
        return seen.prefetch_related(Prefetch("memberships", queryset=held))

    @action(detail=False, filterset_class=None, pagination_class=None)
    def me(self, request: Request) -> Response:
        """Oneself, with one's roles and teams."""
        refuse_parameters(request)
        return self.respond(self.find(request.user.pk))

    @extend_schema(request=ProfileBody(partial=True))
    @me.mapping.patch
    def edit_me(self, request: Request) -> Response:
        """One's own profile; roles, teams and the address are not one's own to change."""
        refuse_parameters(request)
        version = check_match(request, request.user)
        changes = self.read(ProfileBody, partial=True)
        return self.act(edit_profile, 200, changes=changes, version=version)

    @extend_schema(request=None, responses={201: TokenMade})
    @action(
        detail=False,
        methods=["post"],
        url_path="me/rotate-token",
        filterset_class=None,
        pagination_class=None,
    )
    def rotate_token(self, request: Request) -> Response:
        """A new token in place of the one that asks: the same scopes, for as long again. The old
        one is dead with this answer; the new one is shown this once."""
        refuse_parameters(request)
        self.read(None)
        if not isinstance(request.auth, ApiToken):
            raise PermissionDenied("A token rotates itself: ask with the token.")
        text, made = rotate_token(actor=request.user, token=request.auth, now=timezone.now())
        return Response({"token": text, "scopes": made.scopes, "expiry": made.expiry}, 201)

    @verb(AddressBody, versioned=False)
    def change_address(self, person: User, **given: Any) -> User:
        """Mails go there from now on; sessions, tokens and links end."""
        return change_address(user_id=person.pk, **given)

    @verb(VolunteerBody)
    def edit_volunteer(self, person: User, version: int | None = None, **given: Any) -> User:
        """What a volunteer does, where and when: of oneself, or of one of one's teams."""
        about = {name: given.pop(name) for name in list(given) if name in EDITABLE}
        return edit_volunteer(user_id=person.pk, changes=about, version=version, **given)

    @extend_schema(request=None)
    @action(detail=False, methods=["post"], url_path="me/stop-mails")
    def stop_mails(self, request: Request) -> Response:
        """No more mails to oneself; a volunteer's tasks go back to the queue."""
        return self.act_on_mails(stop_mails)

    @extend_schema(request=None)
    @action(detail=False, methods=["post"], url_path="me/start-mails")
    def start_mails(self, request: Request) -> Response:
        """Mails come again, first what has waited and still holds."""
        return self.act_on_mails(start_mails)

    def act_on_mails(self, do: Callable[..., User]) -> Response:
        """A repeat finds it done, so no key is needed to repeat it."""
        self.read_many(Body)
        return self.act(do, 200)
