"""One visit of a page, the right that it asks for, and what the matrix promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.urls import reverse

from casetracker.models import AuditEvent
from casetracker.models.base import new_id
from casetracker.services.cases import new_reference
from tests.rights.matrix import GRANTS, Person, Thing, sees, standing, verbs
from tests.rights.world import undone

#: Whoever is signed in: it concerns nobody but the reader.
OWN = None


@dataclass(frozen=True)
class Visit:
    """A request of a page. With a form it is sent."""

    page: str
    #: Noun and verb; None: whoever is signed in.
    right: tuple[str, str] | None
    where: dict[str, Any] = field(default_factory=dict)
    #: Whom it is about; None for a list.
    thing: Thing | None = None
    form: dict[str, Any] | Callable[[str], dict[str, Any]] | None = None
    #: Fields that the page shows: who is shown less has no such page.
    shows: str = ""
    #: A refusal is said on the page one came from, nothing is changed.
    tells: bool = False
    #: A form that is only looked at leaves no event.
    writes: bool = True
    before_factor: bool = False
    #: A page of a reception desk: anybody else is led to where its code is typed.
    at_desk: bool = False

    def may_ever(self, who: Person) -> bool:
        if self.at_desk:
            return who.is_desk
        return who.is_in if self.right is None else who.may_ever(*self.right)

    @property
    def path(self) -> str:
        return reverse(self.page, kwargs=self.where)

    def __str__(self) -> str:
        return f"{'GET' if self.form is None else 'POST'} {self.page} {self.where.get('verb', '')}"


def promised(who: Person, visit: Visit) -> str:
    """`login`, `factor`, `door`, `403`, `hidden` or `open`."""
    if visit.at_desk and not who.is_desk:
        return "door"
    if who.is_desk:
        return "open" if visit.at_desk and who.name in visit.thing.personal else "hidden"
    if not who.is_known:
        return "login"
    if not who.has_shown_factor and not visit.before_factor:
        return "factor"
    thing = visit.thing
    if visit.right is None:
        return "open" if thing is None or who.name in thing.personal else "hidden"
    noun, verb = visit.right
    able = [
        grant
        for grant in GRANTS[noun]
        if verb in grant.verbs and grant.fields.issuperset(visit.shows.split())
    ]
    if thing is not None and is_hidden(who, noun, thing):
        return "hidden"
    if not who.holds(able):
        return "403"
    is_theirs = thing is None or verb in verbs(noun, standing(who, noun, thing))
    return "open" if is_theirs else "403"


def is_hidden(who: Person, noun: str, thing: Thing) -> bool:
    if thing.named is not None:
        return not sees(who, *thing.named)
    return thing.row is not None and not sees(who, noun, thing)


def nowhere(visit: Visit) -> Visit:
    """The same visit of what does not exist."""
    ids = {key: new_id() for key, value in visit.where.items() if isinstance(value, UUID)}
    if "reference" in visit.where:
        ids["reference"] = new_reference()
    return replace(visit, where=visit.where | ids)


def visited(client: Any, who: Person, visit: Visit) -> str:
    """What came of it, in the same words; of a form that was sent `done`, or `state`."""
    form = visit.form(who.name) if callable(visit.form) else visit.form
    cookies = client.cookies.copy()
    with undone():
        before = AuditEvent.objects.count()
        answer = client.get(visit.path) if form is None else client.post(visit.path, form)
        wrote = AuditEvent.objects.count() > before
    client.cookies = cookies
    leads = answer.headers.get("Location", "")
    if leads == "/desk/enter/" and not who.is_desk:
        return "door"
    if leads.startswith("/accounts/login/"):
        return "login"
    if leads.startswith("/settings/sign-in/") and not who.has_shown_factor:
        return "factor"
    if answer.status_code in (403, 404):
        return f"{answer.status_code}{' and writes' if wrote else ''}"
    if form is None:
        return "open" if answer.status_code in (200, 204) else str(answer.status_code)
    if answer.status_code in (200, 302) and (wrote or not visit.writes):
        return "done"
    return "state" if answer.status_code in (302, 409) else str(answer.status_code)


def fits(client: Any, who: Person, visit: Visit, came: str) -> bool:
    """Whether the matrix promises that."""
    wanted = promised(who, visit)
    if wanted == "open":
        return came in ("open", "done", "state")
    if wanted == "hidden" and came == "403":
        # The guard of the page refuses these roles whatever they ask for.
        return came == visited(client, who, nowhere(visit))
    wanted = {"hidden": "404"}.get(wanted, wanted)
    return came == wanted or (visit.tells and wanted in ("403", "404") and came == "state")
