"""As `nouns.py`: procedures and documents, and what stands around them."""

from __future__ import annotations

from datetime import date
from typing import Any

from casetracker.services.country_choices import choose_country
from casetracker.services.country_facts import record_country_fact
from casetracker.services.documents import record_document
from casetracker.services.person_statuses import record_status
from casetracker.services.procedures import open_procedure
from casetracker.services.schemes import record_scheme
from tests.conftest import NOW
from tests.rights.matrix import Thing
from tests.rights.nouns import STAFF, TAKEN_AWAY, Noun, in_file, named_person, noun, of_file
from tests.rights.world import World

SYSTEM: dict[str, Any] = {"actor": None, "now": NOW}


@noun("procedures")
def procedures(world: World) -> Noun:
    row = open_procedure(case_id=world.file.pk, kind="asylum", country="LT", **SYSTEM)
    body = {"case": str(world.file.pk), "kind": "asylum", "country": "PL"}
    return Noun(
        [of_file(world, row, seen=["auditor"])],
        {
            "edit": {"next_thing": "interview", "next_on": "2026-03-02"},
            "quarantine": TAKEN_AWAY,
            "move": {"stage": "registered"},
            "decide": {"outcome": "refused"},
            "end": {"reason": "withdrawn"},
        },
        {"create": [(body, in_file(world))]},
    )


@noun("documents")
def documents(world: World) -> Noun:
    row = record_document(case_id=world.file.pk, kind="visa", **SYSTEM)
    body = {"case": str(world.file.pk), "kind": "national_passport"}
    return Noun(
        [of_file(world, row, seen=["auditor"])],
        {
            "edit": {"state": "lost"},
            "renew": {"expires_on": "2027-02-09"},
            "quarantine": TAKEN_AWAY,
        },
        {"create": [(body, in_file(world))]},
    )


@noun("statuses")
def statuses(world: World) -> Noun:
    stands = {"aspect": "documents", "value": "none"}
    row = record_status(prisoner_id=world.file.prisoner_id, **stands, **SYSTEM)
    body = stands | {"prisoner": str(world.file.prisoner_id)}
    return Noun([of_file(world, row)], loose={"create": [(body, named_person(world))]})


@noun("country-choices")
def country_choices(world: World) -> Noun:
    row = choose_country(case_id=world.file.pk, country="LT", **SYSTEM)
    body = {"case": str(world.file.pk), "country": "PL", "knows_leaving": True}
    return Noun(
        [of_file(world, row)],
        loose={"create": [(body, in_file(world))], "count": [({}, None)]},
    )


@noun("schemes")
def schemes(world: World) -> Noun:
    given = {"country": "LT", "ends_on": date(2026, 12, 31), "source": "Order 7"}
    row = record_scheme(name="Passports that ran out", **given, **SYSTEM)
    body = given | {"name": "Permits", "ends_on": "2026-12-31"}
    return Noun(
        [Thing(row, seen=STAFF)],
        {"edit": {"name": "Passports"}, "extend": {"ends_on": "2027-12-31"}},
        {"create": [(body, Thing(seen=STAFF))]},
    )


@noun("country-facts")
def country_facts(world: World) -> Noun:
    given = {"country": "LT", "kind": "asylum", "source": "Law on aliens"}
    row = record_country_fact(topic="appeal_period", number=14, unit="days", **given, **SYSTEM)
    body = given | {"topic": "leaving_ends", "is_so": True}
    return Noun(
        [Thing(row, seen=STAFF)],
        {"edit": {"number": 10, "source": "Law on aliens, as of 2026"}},
        {"create": [(body, Thing(seen=STAFF))]},
    )
