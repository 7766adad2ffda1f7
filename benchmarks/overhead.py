"""What the audit record and sealing cost: the same acts and pages without them, in turns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.utils import timezone

from benchmarks.callers import Caller
from benchmarks.fill import NOW
from benchmarks.measure import Figure, Rounds, in_turns
from benchmarks.registers import Register
from casetracker.domain.contacts import RevealPurpose
from casetracker.models import Case, Contact, HealthReport, Membership, User
from casetracker.services import audit
from casetracker.services.activities import record_activity
from casetracker.services.contacts import record_contact
from casetracker.services.health import record_health_report
from casetracker.services.needs import open_need
from casetracker.services.reveals import reveal_case
from casetracker.services.tasks import open_task
from casetracker.vault.fields import SealedTextField
from casetracker.vault.seal import VERSION

TEXT = "Called the sister, who had no news since the transfer; will ask the lawyer. " * 4
#: A file that has been worked on for a year.
ENTRIES, CONTACTS = 60, 5


def overhead(register: Register, rounds: Rounds) -> Iterator[Figure]:
    """A write, the page of a case, the page of its people in clear; and a contact in clear beside
    the same masked."""
    register.use()
    member = Membership.objects.filter(role="caseworker", user__cases__isnull=False).first()
    user = member.user
    # Two files alike; the texts of the second one stand in clear, and it has no events.
    sealed, plain = Case.objects.filter(caseworker=user).order_by("reference")[:2]
    _work_on(sealed, user)
    with _neither():
        _work_on(plain, user)
    caller = Caller(user.email, by_token=False)
    many = Rounds(rounds.warm + 3, rounds.counted * 4)
    yield _write(sealed, plain, user, many)
    for address, said in (("", "the page of a case"), ("people/", "its people in clear")):
        yield _page(address, said, sealed, plain, caller, many)
    yield _revealed(sealed, user, caller, many)


def _write(sealed: Case, plain: Case, user: User, rounds: Rounds) -> Figure:
    times = _both(lambda: _note(sealed, user), lambda: _note(plain, user), rounds)
    return _figure("an entry recorded, beside the same without audit and sealing", times, 2)


def _page(
    address: str, said: str, sealed: Case, plain: Case, caller: Caller, rounds: Rounds
) -> Figure:
    with_both, without = (f"/cases/{case.reference}/{address}" for case in (sealed, plain))
    times = _both(lambda: caller.get(with_both), lambda: caller.get(without), rounds)
    return _figure(f"{said}, beside the same without audit and sealing", times, 1.5)


def _revealed(case: Case, user: User, caller: Caller, rounds: Rounds) -> Figure:
    """One contact of a case that its reader has opened, and one of a case that is masked."""
    other = Case.objects.filter(caseworker=user).order_by("-reference")[0]
    _contact(other, user)
    opened, masked = (
        f"/api/v1/contacts/{Contact.objects.filter(prisoner=one.prisoner_id)[0].pk}/"
        for one in (case, other)
    )
    assert b'"is_masked":false' in caller.get(opened).replace(b" ", b"")
    assert b'"is_masked":true' in caller.get(masked).replace(b" ", b"")
    runs = {"with": lambda: caller.get(opened), "without": lambda: caller.get(masked)}
    return _figure("a contact in clear, beside the same masked", in_turns(runs, rounds), 2)


def _both(with_both: Any, without: Any, rounds: Rounds) -> Any:
    def without_them() -> None:
        with _neither():
            without()

    return in_turns({"with": with_both, "without": without_them}, rounds)


def _figure(name: str, times: Any, limit: float) -> Figure:
    note = f"{times.said('with')} beside {times.said('without')}"
    return Figure(name, times.ratio("with", "without"), "×", limit, note=note)


@contextmanager
def _neither() -> Iterator[None]:
    """Nothing is sealed or opened, and no event is written."""
    kept = audit.record_many, SealedTextField.sealed, SealedTextField.opened

    def opened(value: bytes, where: bytes) -> Any:
        # What was sealed before, or by others, is still there.
        is_sealed = bytes(value[:1]) == bytes([VERSION])
        return kept[2](value, where) if is_sealed else bytes(value).decode()

    audit.record_many = lambda **anything: None
    SealedTextField.sealed = staticmethod(lambda value, where: str(value).encode())
    SealedTextField.opened = staticmethod(opened)
    try:
        yield
    finally:
        audit.record_many = kept[0]
        SealedTextField.sealed, SealedTextField.opened = map(staticmethod, kept[1:])


def _work_on(case: Case, user: User) -> None:
    given: dict[str, Any] = {"actor": user, "case_id": case.pk, "now": NOW}
    for _ in range(ENTRIES):
        _note(case, user)
    for kind in ("phone", "reception"):
        open_need(kind=kind, **given)
    open_task(title="Bring the papers", due_at=NOW + timedelta(days=1), **given)
    for _ in range(CONTACTS):
        _contact(case, user)
    record_health_report(severity="worsening", text=TEXT, **given)
    assert HealthReport.objects.filter(case=case).count() == 1
    purpose = next(iter(RevealPurpose))
    reveal_case(actor=user, case_id=case.pk, purpose=purpose, now=timezone.now())


def _note(case: Case, user: User) -> None:
    record_activity(actor=user, case_id=case.pk, kind="note", occurred_at=NOW, text=TEXT, now=NOW)


def _contact(case: Case, user: User) -> None:
    record_contact(
        actor=user,
        prisoner_id=case.prisoner_id,
        name="Made Up",
        relation="sibling",
        country="LT",
        phone="+370 600 00000",
        address="Nowhere 1",
        note=TEXT,
        now=NOW,
    )
