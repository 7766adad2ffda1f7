"""Pages of procedures and documents, and of what countries say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.rights.matrix import Thing
from tests.rights.nouns import STAFF, in_file, of_file, things_of
from tests.rights.pages import Visit
from tests.rights.world import World


def visits(world: World) -> Iterator[Visit]:
    yield from of_case(world)
    yield from of_countries(world)


def at(world: World, **more: Any) -> dict[str, Any]:
    return {"reference": world.file.reference, **more}


def of_case(world: World) -> Iterator[Visit]:
    inside = of_file(world, world.file, seen=("auditor",))
    yield Visit("case_papers", ("cases", "edit"), at(world), inside)
    new = {
        "status": ("statuses", {"stands": "documents:none"}),
        "choice": ("country-choices", {"country": "PL", "knows_leaving": "on"}),
        "procedure": ("procedures", {"kind": "residence", "country": "LT", "stage": "intent"}),
        "document": ("documents", {"kind": "visa", "state": "in_use"}),
    }
    for verb, (noun, form) in new.items():
        yield Visit("papers_verb", (noun, "create"), at(world, verb=verb), in_file(world), form)
    procedure, document = (things_of(world, noun).things[0] for noun in ("procedures", "documents"))
    acts = {
        "move": {"stage": "registered"},
        "decide": {"outcome": "refused", "notified_on": "2026-02-09"},
        "edit": {"next_thing": "interview", "next_on": "2026-03-02"},
        "end": {"reason": "withdrawn"},
    }
    for verb, form in acts.items():
        where = at(world, procedure_id=procedure.row.pk, verb=verb)
        yield Visit("procedure_verb", ("procedures", verb), where, in_file(world), form)
    for verb, form in (("edit", {"state": "lost"}), ("renew", {"expires_on": "2027-02-09"})):
        where = at(world, document_id=document.row.pk, verb=verb)
        yield Visit("document_verb", ("documents", verb), where, in_file(world), form)


def of_countries(world: World) -> Iterator[Visit]:
    anything = Thing(seen=STAFF)
    (fact,) = things_of(world, "country-facts").things
    (scheme,) = things_of(world, "schemes").things
    yield Visit("country_facts", ("country-facts", "read"))
    new = {"country": "PL", "kind": "asylum", "topic": "requires", "text": "x", "source": "y"}
    yield Visit("country_fact_new", ("country-facts", "create"), thing=anything, form=new)
    where = {"fact_id": fact.row.pk}
    yield Visit("country_fact", ("country-facts", "edit"), where, fact)
    form = {"number": "7", "unit": "days", "source": "Another law"}
    yield Visit("country_fact", ("country-facts", "edit"), where, fact, form)
    yield Visit("schemes", ("schemes", "read"))
    form = {"name": "New", "country": "LT", "ends_on": "2027-01-01", "source": "z"}
    yield Visit("schemes", ("schemes", "create"), thing=anything, form=form)
    where = {"scheme_id": scheme.row.pk}
    yield Visit("scheme", ("schemes", "extend"), where, scheme)
    yield Visit("scheme", ("schemes", "extend"), where, scheme, {"ends_on": "2027-12-31"})
    yield Visit("country_choices", ("country-choices", "count"))
