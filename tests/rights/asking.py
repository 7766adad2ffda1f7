"""Asking every route of a noun for everything there is, and comparing with the matrix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from casetracker.api.nouns import VERBS
from casetracker.api.urls import NOUNS, router
from tests.rights.matrix import Person, Thing, fields, promised, sees, standing
from tests.rights.nouns import things_of
from tests.rights.world import World

VIEWS = {view.noun: view for view in NOUNS}


@dataclass(frozen=True)
class Route:
    method: str
    verb: str
    path: str

    @property
    def is_of_row(self) -> bool:
        return "{pk}" in self.path


def routes_of(noun: str) -> list[Route]:
    """Every (method, verb, address) of a noun."""
    view = VIEWS[noun]
    return [
        Route(
            method.upper(),
            VERBS.get(name, name),
            route.url.format(prefix=noun, lookup="{pk}", trailing_slash="/")
            .removeprefix("^")
            .removesuffix("$"),
        )
        for route in router.get_routes(view)
        for method, name in route.mapping.items()
        if hasattr(view, name)
    ]


@dataclass
class Run:
    """What was asked and what came back."""

    requests: int = 0
    deviations: list[str] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    stood: set[tuple[Any, Any]] = field(default_factory=set)

    def note(self, who: Person, noun: str, route: Route, thing: Thing | None, answer: Any) -> None:
        self.requests += 1
        wanted, status = promised(who, noun, route.verb, thing), answer.status_code
        if thing is not None and who.is_in:
            self.stood |= standing(who, noun, thing)
        if status < 300:
            self.done.add(route.verb)
        if status not in wanted:
            said = answer.content[:160] if hasattr(answer, "content") else b""
            self.deviate(who, route, f"{status}, not {sorted(wanted)}: {said!r}")

    def deviate(self, who: Person, route: Route, what: str) -> None:
        scopes = f" {who.scopes}" if who.scopes else ""
        self.deviations.append(f"{who.name}{scopes}: {route.method} {route.path}: {what}")


def attempts(world: World, noun: str, route: Route) -> Iterator[tuple[Any, str, Thing | None]]:
    """(body, address, thing) of everything there is to ask of one route."""
    known = things_of(world, noun)
    if route.is_of_row:
        body = known.bodies.get(route.verb, {})
        for thing in known.things:
            yield body, route.path.replace("{pk}", str(thing.row.pk)), thing
    elif route.verb == "read":
        yield {}, route.path, None
    else:
        assert route.verb in known.loose, (
            f"{noun}: {route.verb} stands on no row: say in its factory in tests/rights what is "
            "asked (loose), and as whose it counts."
        )
        for body, thing in known.loose[route.verb]:
            yield body, route.path, thing


def run(
    world: World,
    noun: str,
    route: Route,
    who: Person,
    client: Any,
    report: Run,
    *,
    most: int | None = None,
) -> None:
    """Ask one route for everything, or for the first `most`; nothing of it stays."""
    asked = list(attempts(world, noun, route))[:most]
    if not who.may_ever(noun, route.verb):
        asked = asked[:1]  # what is refused before anything is looked for
    for body, path, thing in asked:
        given = body(who.name) if callable(body) else body
        answer = world.ask(client, route.method, f"/api/v1/{path}", given)
        report.note(who, noun, route, thing, answer)
        if answer.status_code == 400 and not set(answer.json().get("errors", ())) & set(given):
            report.deviate(who, route, f"names no field of the body: {answer.content[:160]!r}")
        if answer.status_code == 200 and route.verb == "read":
            shown_rightly(world, noun, route, who, client, thing, answer.json(), report)


def shown_rightly(
    world: World,
    noun: str,
    route: Route,
    who: Person,
    client: Any,
    thing: Thing | None,
    said: Any,
    report: Run,
) -> None:
    """A row shows the fields of its lines, a list the rows that are visible: neither more."""
    if thing is not None:
        # What a list was searched for is shown there.
        if differs := (set(said) ^ fields(who, noun, thing)) - {"matched"}:
            report.deviate(who, route, f"shows {sorted(differs)} wrongly")
        return
    shown = {row["id"] for row in said["results"]}
    while said["next"]:
        said = world.ask(client, "GET", said["next"]).json()
        shown |= {row["id"] for row in said["results"]}
    for one in things_of(world, noun).things:
        if (str(one.row.pk) in shown) != sees(who, noun, one):
            report.deviate(who, route, f"lists {one.row.pk} wrongly")
