"""What every page shows around its own content: tabs by role, and a warning if reminders stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from casetracker.domain.calendars import is_zone
from casetracker.domain.words import Role
from casetracker.models import User
from casetracker.selectors.health import Reminders, reminders
from casetracker.selectors.second_factors import is_missing
from casetracker.web.desk_door import is_at_desk

_ANY = frozenset(Role)
#: (URL name, label, whose tab it is), in the order of the tabs; the first is what `/` shows.
TABS: tuple[tuple[str, Promise, frozenset[Role]], ...] = (
    ("queues", _("Queues"), frozenset({Role.COORDINATOR})),
    ("my_cases", _("My cases"), frozenset({Role.CASEWORKER, Role.COORDINATOR})),
    ("waves", _("Releases"), frozenset({Role.CASEWORKER, Role.COORDINATOR})),
    ("needs", _("Needs"), frozenset({Role.CASEWORKER, Role.COORDINATOR})),
    ("my_tasks", _("My tasks"), frozenset({Role.VOLUNTEER})),
    ("case_list", _("All cases"), frozenset({Role.CASEWORKER, Role.COORDINATOR})),
    ("imports", _("Lists"), frozenset({Role.CASEWORKER, Role.COORDINATOR})),
    ("review", _("Same person?"), frozenset({Role.CASEWORKER, Role.COORDINATOR})),
    ("system", _("System"), frozenset({Role.ADMINISTRATOR})),
    (
        "audit",
        _("Audit"),
        frozenset({Role.AUDITOR, Role.COORDINATOR, Role.ADMINISTRATOR, Role.CASEWORKER}),
    ),
    (
        "insight",
        _("Counts"),
        frozenset({Role.CASEWORKER, Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR}),
    ),
    (
        "approvals",
        _("Proposals"),
        frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.CASEWORKER, Role.AUDITOR}),
    ),
    ("funds", _("Money"), frozenset({Role.COORDINATOR, Role.CASEWORKER, Role.AUDITOR})),
    ("country_facts", _("Countries"), frozenset({Role.CASEWORKER, Role.COORDINATOR})),
    ("rules", _("Rules"), frozenset({Role.COORDINATOR, Role.CASEWORKER, Role.AUDITOR})),
    ("outbox", _("Outbox"), frozenset({Role.COORDINATOR, Role.CASEWORKER, Role.VOLUNTEER})),
    ("quarantine", _("Quarantine"), frozenset({Role.COORDINATOR})),
    ("users", _("People"), frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.AUDITOR})),
)


#: More do not fit into one line beside the name and the way out, on a screen of 1280 pixels.
IN_THE_BAR = 6


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
        self.quick_exit: str = settings.QUICK_EXIT_URL
        self.home: str = reverse("desk" if is_at_desk(request) else "home")

    @cached_property
    def is_in(self) -> bool:
        """Signed in whole: who has still to show a second factor is led nowhere else."""
        user = getattr(self._request, "user", None)
        if user is None or not user.is_authenticated:
            return False
        return not is_missing(user, self._request.session)

    @cached_property
    def tabs(self) -> list[Tab]:
        if not self.is_in:
            return []
        user = self._request.user
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

    @property
    def first_tabs(self) -> list[Tab]:
        """What stands in the bar: the first of them, and where one is."""
        return [tab for n, tab in enumerate(self.tabs) if self._is_first(n, tab)]

    @property
    def more_tabs(self) -> list[Tab]:
        """What stands in the menu behind the bar; empty where all fit."""
        return [tab for n, tab in enumerate(self.tabs) if not self._is_first(n, tab)]

    def _is_first(self, place: int, tab: Tab) -> bool:
        return tab.is_current or place < IN_THE_BAR or len(self.tabs) <= IN_THE_BAR + 2

    @property
    def zone_is_gone(self) -> bool:
        """The zone that the reader once chose has vanished from the tz database."""
        return not is_zone(self._request.user.time_zone)

    @cached_property
    def reminders(self) -> Reminders:
        known = caches["process"].get_or_set(
            "reminders", lambda: reminders(now=self.now), settings.BANNER_AGE
        )
        return cast(Reminders, known)


#: Pages that belong below a tab.
_BELOW = {
    "queues": ("queue",),
    "review": ("review_pair",),
    "users": ("invite", "volunteers", "volunteer"),
    "case_list": ("case_new", "exports", "export_new", "export"),
    "waves": ("desks",),
    "my_cases": ("desk_lists", "desk_list"),
    "country_facts": ("country_fact", "country_fact_new", "schemes", "scheme", "country_choices"),
    "needs": ("need", "need_money"),
    "funds": (
        "fund",
        "fund_new",
        "fund_requests",
        "fund_request",
        "floats",
        "float",
        "float_new",
        "payment",
        "figures",
    ),
    "insight": ("observe",),
    "imports": ("import", "import_new"),
    "approvals": ("approval",),
    "outbox": ("addresses",),
    "rules": ("rule", "trial", "try_rule"),
}


def page(request: HttpRequest) -> dict[str, Any]:
    """The template context processor (settings.TEMPLATES)."""
    return {"page": Page(request)}
