"""Users: oneself, and whom one's role lists."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from casetracker.api.bodies import Body, Day, Line, VisibleId, Whole
from casetracker.api.etags import check_match
from casetracker.api.filters import Filters, FlagFilter, refuse_parameters
from casetracker.api.nouns import NounViewSet, Shown
from casetracker.models import Membership, User
from casetracker.models.user import LANGUAGES
from casetracker.selectors.people import colleagues
from casetracker.services.users import edit_profile

LANGUAGE_CODES = [code for code, _ in LANGUAGES]


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
            "away_until",
            "deputy",
            "speaks",
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
    away_until = Day(allow_null=True)
    deputy = VisibleId(colleagues, allow_null=True)
    speaks = serializers.ListField(child=Line(max_length=8), max_length=20)


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
