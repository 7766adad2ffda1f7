"""Pages of money: funds, requests, payments, cash that somebody carries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.rights.matrix import Thing
from tests.rights.nouns import STAFF, TEAM_OF, things_of
from tests.rights.nouns_of_money import a_need, lines, near
from tests.rights.pages import Visit
from tests.rights.world import World

SUM = {"amount": "7"}


def visits(world: World) -> Iterator[Visit]:
    yield from funds(world)
    yield from books(world)
    yield from requests(world)
    yield from cash(world)


def funds(world: World) -> Iterator[Visit]:
    yield Visit("funds", ("funds", "read"))
    yield Visit("fund_new", ("funds", "create"))
    # What moved, and for whom: the two who read the ledger.
    for page in ("figures", "figures_file"):
        yield Visit(page, ("ledger-entries", "read"))

    def form(who: str) -> dict[str, Any]:
        team = world.teams[TEAM_OF.get(who, "near")]
        return {"name": "Winter", "team": str(team.pk), "currency": "EUR", "two_over": "9"}

    theirs = Thing(ties=((world.near, None), (world.far, None)))
    yield Visit("fund_new", ("funds", "create"), thing=theirs, form=form)
    (fund,) = things_of(world, "funds").things
    (line,) = things_of(world, "budget-lines").things
    here = {"fund_id": fund.row.pk}
    yield Visit("fund", ("funds", "read"), here, fund)
    named = near(world, named=("funds", fund))
    acts = {
        "line": (("budget-lines", "create"), named, {"name": "Housing"}),
        "deposit": (("budget-lines", "deposit"), line, SUM | {"line": str(line.row.pk)}),
        "edit": (("funds", "edit"), fund, {"name": "Spring", "two_over": "9"}),
    }
    for verb, (right, thing, form_) in acts.items():
        yield Visit("fund_verb", right, here | {"verb": verb}, thing, form_)


def books(world: World) -> Iterator[Visit]:
    (entry,) = things_of(world, "ledger-entries").things
    here, right = {"entry_id": entry.row.pk}, ("ledger-entries", "correct")
    yield Visit("correction", right, here, entry)
    yield Visit("correction", right, here, entry, {"reason": "A nought too many."})


def requests(world: World) -> Iterator[Visit]:
    yield Visit("fund_requests", ("fund-requests", "read"))
    for thing in things_of(world, "fund-requests").things:
        yield Visit("fund_request", ("fund-requests", "read"), {"request_id": thing.row.pk}, thing)
    _, approved, *_ = things_of(world, "fund-requests").things
    here = {"request_id": approved.row.pk}
    paid = near(world, named=("fund-requests", approved))
    form = {"method": "voucher", "receipt": "7"}
    yield Visit("fund_request_verb", ("payments", "create"), here | {"verb": "pay"}, paid, form)
    reason, right = {"reason": "They have left."}, ("fund-requests", "cancel")
    yield Visit("fund_request_verb", right, here | {"verb": "cancel"}, approved, reason)
    for thing in things_of(world, "payments").things:
        here = {"payment_id": thing.row.pk}
        yield Visit("payment", ("payments", "read"), here, thing)
        yield Visit("payment", ("payments", "recover"), here, thing, SUM | {"reason": "Not spent."})
    need = a_need(world, "digital_safety")
    of_need = Thing(need, ties=((world.near, "caseworker"),), seen=["auditor"])
    asked = Thing(personal=["caseworker"], named=("needs", of_need))
    here, right = {"need_id": need.pk}, ("fund-requests", "create")
    form = SUM | {"line": str(lines(world)["near"].pk), "method": "voucher", "reason": "A phone."}
    yield Visit("need_money", right, here, asked)
    yield Visit("need_money", right, here, asked, form)


def cash(world: World) -> Iterator[Visit]:
    yield Visit("floats", ("cash-floats", "read"))
    yield Visit("float_new", ("cash-floats", "create"))

    def form(who: str) -> dict[str, Any]:
        line = lines(world)[TEAM_OF.get(who, "near")]
        return SUM | {"line": str(line.pk), "reason": "The bus."}

    yield Visit("float_new", ("cash-floats", "create"), thing=Thing(personal=STAFF), form=form)
    need = str(a_need(world, "transport").pk)
    for thing in things_of(world, "cash-floats").things:
        here = {"float_id": thing.row.pk}
        yield Visit("float", ("cash-floats", "read"), here, thing)
        signed = SUM | {"need": need, "receipt": "list 1, line 1"}
        yield Visit("float_verb", ("cash-floats", "pay"), here | {"verb": "pay"}, thing, signed)
        right, back = ("cash-floats", "reconcile"), {"returned": "50"}
        yield Visit("float_verb", right, here | {"verb": "count"}, thing, back)
