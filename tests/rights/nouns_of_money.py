"""As `nouns.py`: funds, requests, payments, and cash that somebody carries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from casetracker.models import CashFloat, LedgerEntry
from casetracker.services.needs import open_need
from tests.conftest import NOW
from tests.money import ask, make_line, pay, say_yes
from tests.rights.matrix import Thing
from tests.rights.nouns import Noun, led, noun, once, things_of
from tests.rights.world import CAST, World

SUM = {"amount": "7", "currency": "EUR"}


def near(world: World, row: Any = None, **more: Any) -> Thing:
    """Of a fund of the near team."""
    return Thing(row, ties=((world.near, None),), seen=["auditor"], **more)


def abroad(world: World, row: Any) -> Thing:
    """For a file of the near team, from a fund of the far one, whose caseworker has the need."""
    whose = ["caseworker", "far caseworker"]
    return Thing(row, ties=((world.far, None),), personal=whose, seen=["auditor", "coordinator"])


def lines(world: World) -> dict[str, Any]:
    return once(
        world,
        "lines",
        lambda: {
            "near": make_line(world.user("coordinator"), world.near),
            "far": make_line(world.user("far coordinator"), world.far),
        },
    )


def a_need(world: World, kind: str, case: Any = None, whose: str = "caseworker") -> Any:
    file = case or world.file
    return open_need(actor=world.user(whose), case_id=file.pk, kind=kind, now=NOW)


def asked(world: World, name: str, need: Any, amount: str, line: str = "near") -> Any:
    return ask(world.user(name), need, lines(world)[line], amount, method="voucher")


@noun("funds")
def funds(world: World) -> Noun:
    def body(who: str) -> dict[str, Any]:
        team = world.teams[CAST.get(who, (None, None))[1] or "near"]
        return {"team": str(team.pk), "name": "Winter", "currency": "EUR", "two_over": "9"}

    theirs = Thing(ties=((world.near, None), (world.far, None)))
    return Noun(
        [near(world, lines(world)["near"].fund)],
        {"edit": {"name": "Spring"}},
        {"create": [(body, theirs)]},
    )


@noun("budget-lines")
def budget_lines(world: World) -> Noun:
    line = lines(world)["near"]
    body = {"fund": str(line.fund_id), "name": "Housing"}
    named = ("funds", near(world, line.fund))
    return Noun(
        [near(world, line)],
        {"edit": {"name": "First week"}, "deposit": SUM},
        {"create": [(body, near(world, named=named))]},
    )


def requests(world: World) -> dict[str, Any]:
    """One that waits, one that is approved, one of the coordinator's own file, one abroad."""

    def make() -> dict[str, Any]:
        things_of(world, "needs")
        lead = world.user("coordinator")
        far = asked(world, "far caseworker", world.made["need abroad"], "11", "far")
        return {
            "waits": asked(world, "caseworker", a_need(world, "housing"), "12"),
            "approved": say_yes(lead, asked(world, "caseworker", a_need(world, "work"), "13")),
            "led": asked(
                world, "coordinator", a_need(world, "work", led(world).row, "coordinator"), "14"
            ),
            "far": say_yes(world.user("far coordinator"), far),
        }

    return once(world, "fund requests", make)


@noun("fund-requests")
def fund_requests(world: World) -> Noun:
    made = requests(world)
    need = a_need(world, "medical")
    body = {
        "need": str(need.pk),
        "line": str(lines(world)["near"].pk),
        "method": "voucher",
        "reason": "For the first week.",
        **SUM,
    }
    of_need = Thing(need, ties=((world.near, "caseworker"),), seen=["auditor"])
    return Noun(
        [
            near(world, made["waits"], personal=["caseworker"]),
            near(world, made["approved"], personal=["caseworker"]),
            near(world, made["led"], personal=["coordinator"]),
            abroad(world, made["far"]),
        ],
        {"cancel": {"reason": "They have left."}},
        {"create": [(body, Thing(personal=["caseworker"], named=("needs", of_need)))]},
    )


@noun("payments")
def payments(world: World) -> Noun:
    made, lead, other = requests(world), world.user("coordinator"), world.user("far coordinator")
    paid = pay(lead, say_yes(lead, asked(world, "caseworker", a_need(world, "language"), "15")))
    own_need = a_need(world, "language", led(world).row, "coordinator")
    own = pay(lead, _approved(asked(world, "coordinator", own_need, "16"), other))
    body = {"request": str(made["approved"].pk), "receipt": "7"}
    named = ("fund-requests", near(world, made["approved"], personal=["caseworker"]))
    return Noun(
        [
            near(world, paid, personal=["caseworker"]),
            near(world, own, personal=["coordinator"]),
            abroad(world, pay(other, made["far"])),
        ],
        {"recover": SUM | {"reason": "Not spent."}},
        {"create": [(body, near(world, named=named))]},
    )


def _approved(request: Any, by: Any) -> Any:
    """As if a coordinator who has left since had approved it."""
    request.state, request.first_approver, request.approved_at = "approved", by, NOW
    request.save()
    line = request.line
    line.refresh_from_db()
    line.committed += request.amount
    line.save()
    return request


@noun("cash-floats")
def cash_floats(world: World) -> Noun:
    line = lines(world)["near"]
    approved = {
        "first_approver": world.users["far coordinator"],
        "second_approver": world.users["administrator"],
        "opened_at": NOW,
        "due_at": NOW + timedelta(hours=72),
    }

    def carried(by: str) -> CashFloat:
        given = {"line": line, "amount": 50, "balance": 50, "state": "open", "created_at": NOW}
        return CashFloat.objects.create(holder=world.users[by], **given, **approved)

    need = str(a_need(world, "school").pk)
    staff = ("coordinator", "caseworker", "colleague")
    named = ("budget-lines", near(world, line))
    body = {"line": str(line.pk), "reason": "The bus.", **SUM}
    return Noun(
        [near(world, carried(name), personal=[name]) for name in ("caseworker", "coordinator")],
        {
            "pay": SUM | {"need": need, "receipt": "list 1, line 1"},
            "reconcile": {"returned": "50", "currency": "EUR"},
        },
        {"create": [(body, Thing(personal=staff, named=named))]},
    )


@noun("ledger-entries")
def ledger_entries(world: World) -> Noun:
    entry = LedgerEntry.objects.get(line=lines(world)["near"], kind="deposit")
    return Noun([near(world, entry)], {"correct": {"reason": "A nought too many."}})
