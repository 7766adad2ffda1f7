"""What every page shows around its own content: tabs by role, and a warning if reminders stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from casetracker.domain.words import Role
from casetracker.models import User
from casetracker.selectors.health import Reminders, reminders

_ANY = frozenset(Role)
#: (URL name, label, whose tab it is), in the order of the tabs; the first is what `/` shows.
TABS: tuple[tuple[str, Promise, frozenset[Role]], ...] = (
    ("queues", _("Queues"), frozenset({Role.COORDINATOR})),
    ("my_cases", _("My cases"), frozenset({Role.CASEWORKER, Role.COORDINATOR})),
    ("needs", _("Needs"), frozenset({Role.CASEWORKER, Role.COORDINATOR})),
    ("my_tasks", _("My tasks"), frozenset({Role.VOLUNTEER})),
    ("case_list", _("All cases"), frozenset({Role.CASEWORKER, Role.COORDINATOR})),
    ("audit", _("Audit"), frozenset({Role.AUDITOR, Role.COORDINATOR})),
    ("system", _("System"), frozenset({Role.ADMINISTRATOR})),
    ("outbox", _("Outbox"), frozenset({Role.COORDINATOR, Role.CASEWORKER, Role.VOLUNTEER})),
    ("users", _("People"), frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})),
)


@dataclass(frozen=True)
class Tab:
    name: str
    label: Promise
    url: str
    is_current: bool


def tab_names(user: User) -> list[str]:
    """The tabs of a person, by what they may do; empty without any role."""
    return [name for name, _label, roles in TABS if user.has_role(*roles)]


class Page:
    """Read by the base template; what costs a query is only read when it is shown."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.now: datetime = timezone.now()
        self.instance: str = settings.INSTANCE

    @cached_property
    def tabs(self) -> list[Tab]:
        user = getattr(self._request, "user", None)
        if user is None or not user.is_authenticated:
            return []
        match = self._request.resolver_match
        here = match.url_name if match else ""
        mine = tab_names(user)
        if here == "home":
            here = mine[0] if mine else ""
        return [
            Tab(name, label, reverse(name), name == here or here in _BELOW.get(name, ()))
            for name, label, _roles in TABS
            if name in mine
        ]

    @cached_property
    def reminders(self) -> Reminders:
        return reminders(now=self.now)


#: Pages that belong below a tab.
_BELOW = {
    "queues": ("queue",),
    "users": ("invite",),
    "case_list": ("case_new",),
    "needs": ("need",),
}


def page(request: HttpRequest) -> dict[str, Any]:
    """The template context processor (settings.TEMPLATES)."""
    return {"page": Page(request)}
