"""What each kind of proposal is called, and what it would change, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casetracker.domain.approvals import ApprovalKind
from casetracker.models import Approval, User
from casetracker.selectors.aid_pages import request_seen_by
from casetracker.selectors.contacts import reference_seen_by
from casetracker.selectors.exports import cases_in, export_proposed
from casetracker.selectors.funds import line_named
from casetracker.selectors.people import person_named
from casetracker.selectors.rules import rule_of
from casetracker.web.moneywords import found_in_words, sum_in_words
from casetracker.web.rulewords import figures_in_words, lines_of, rule_title, warning_in_words
from casetracker.web.words import ROLE, said


@dataclass(frozen=True)
class Proposal:
    """One proposal as a reader sees it."""

    title: str
    #: (what, before, after)
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    #: Sentences on what it would do, or would have done.
    notes: list[str] = field(default_factory=list)
    #: What whoever proposed it was warned of, and what that is called.
    warnings: list[str] = field(default_factory=list)
    warned: str = ""
    #: The address of the page of what it is about, where the reader may see one.
    link: str = ""


def proposal_in_words(approval: Approval, reader: User) -> Proposal:
    """What somebody proposes. The reader may see the proposal."""
    return WORDS[ApprovalKind(approval.kind)](approval, reader)


def _rule_change(approval: Approval, reader: User) -> Proposal:
    rule = rule_of(reader, approval.subject_id)
    title = rule_title(rule) if rule else _("a rule that is gone")
    proposal = approval.proposal
    figures, days = proposal["figures"], proposal["days"]
    back = _("Back to an earlier reminder rule: %(rule)s")
    change = _("Change a reminder rule: %(rule)s")
    if not proposal["before"]["steps"]:
        change = _("A new reminder rule: %(rule)s")
    return Proposal(
        (back if proposal["undoes_to"] else change) % {"rule": title},
        lines_of(proposal["before"], proposal["after"]),
        [
            _("As it is: %(figures)s") % {"figures": figures_in_words(figures["before"], days)},
            _("As proposed: %(figures)s") % {"figures": figures_in_words(figures["after"], days)},
            _("What runs already keeps its days; the next silence goes by the new rule."),
        ],
        [warning_in_words(word) for word in figures["warnings"]],
        warned=_("The trial warned of this; the reason above answers it:"),
    )


def _role_change(approval: Approval, reader: User) -> Proposal:
    person = person_named(approval.subject_id)
    proposal = approval.proposal
    before, after = (
        ", ".join(str(ROLE[role]) for role in (end["role"] or "").split()) or "–"
        for end in (proposal["before"], proposal["after"])
    )
    return Proposal(
        _("Change the role of %(person)s") % {"person": person},
        [(str(approval.team or _("the whole installation")), before, after)],
    )


def _break_glass(approval: Approval, reader: User) -> Proposal:
    words = _("Let %(person)s read the file %(reference)s for one hour")
    reference = approval.proposal["after"]["reference"]
    return Proposal(words % {"person": approval.requester, "reference": reference})


def _export(approval: Approval, reader: User) -> Proposal:
    export = export_proposed(approval)
    whose = str(export.team or _("all teams: the whole register"))
    lines = [(_("Files of"), "", whose)]
    if export.wave:
        lines.append((_("Only those who left together"), "", export.wave.name))
    if export.is_own:
        lines.append((_("Only the files of"), "", str(approval.requester)))
    kept = _("contacts, health, and who works on whom") if export.has_p3 else _("nothing of it")
    lines += [
        (_("What could cost lives"), "", kept),
        (_("Files now"), "", str(cases_in(export).count())),
        (_("Who receives it"), "", str(export.recipient)),
        (_("Fingerprint of their key"), "", str(export.fingerprint)),
    ]
    notes = [
        _(
            "Ask the recipient for the fingerprint in a way that is not this one, and compare it: "
            "whoever has that key reads the export."
        ),
        _("The files can be fetched for 24 hours after they are built, then they are gone."),
    ]
    words = _("Export for %(recipient)s: %(whose)s")
    return Proposal(words % {"recipient": export.recipient, "whose": whose}, lines, notes)


def _fund_request(approval: Approval, reader: User) -> Proposal:
    after = approval.proposal["after"]
    lines = [
        (_("What for"), "–", said(after["need"], "need")),
        (_("From"), "–", line_named(after["line"])),
        (_("How"), "–", said(after["method"], "payment_method")),
    ]
    notes, link = _two_people(approval), ""
    # Whom it is for is for those who may see it: an outsider who was asked reads sums and kinds.
    request = request_seen_by(reader, approval.subject_id)
    if request is not None:
        lines += [
            (what, "–", str(value))
            for what, value in ((_("Payee"), request.payee), (_("Account"), request.account))
            if value
        ]
        link = reverse("fund_request", args=[request.pk])
        if request.duplicate_answer:
            answer = _("Why it is not the same once more: %(answer)s")
            notes.append(answer % {"answer": request.duplicate_answer})
    return Proposal(
        _("Give %(sum)s to a person") % {"sum": sum_in_words(after["amount"], after["currency"])},
        lines,
        notes,
        [found_in_words(one) for one in approval.proposal["look_alikes"]],
        warned=_("This looks like the same aid once more:"),
        link=link,
    )


def _cash_float(approval: Approval, reader: User) -> Proposal:
    after = approval.proposal["after"]
    words = _("Let %(person)s carry %(sum)s in cash")
    money = sum_in_words(after["amount"], after["currency"])
    return Proposal(
        words % {"person": approval.requester, "sum": money},
        [(_("From"), "–", line_named(after["line"]))],
        [*_two_people(approval), _("It is accounted for within 72 hours.")],
    )


def _correction(approval: Approval, reader: User) -> Proposal:
    after = approval.proposal["after"]
    words = _("Take %(sum)s back that was typed wrong")
    at = timezone.localtime(datetime.fromisoformat(after["at"]))
    lines = [
        (_("What"), "–", said(after["entry"], "entry")),
        (_("When"), "–", date_format(at, "j M Y, H:i")),
        (_("Line"), "–", line_named(after["line"])),
    ]
    money = sum_in_words(after["amount"], after["currency"])
    note = _("The entry stays; another one takes it back. What is right is entered anew.")
    return Proposal(words % {"sum": money}, lines, [note])


def _staff_consent(approval: Approval, reader: User) -> Proposal:
    after = approval.proposal["after"]
    lines = [
        (_("To what"), "–", said(after["purpose"], "consent_purpose")),
        (_("Towards whom"), "–", said(after["audience"], "consent_audience")),
    ]
    words = _("Agree for the person of the file %(reference)s, whom nobody can reach")
    reference = reference_seen_by(reader, approval.subject_id)
    return Proposal(
        words % {"reference": after["reference"]},
        lines,
        [_("It holds for 30 days, then it is decided anew. Once the person is free, they decide.")],
        link=reverse("case_people", args=[reference]) if reference else "",
    )


def _two_people(approval: Approval) -> list[str]:
    if approval.proposal["is_second"]:
        return [_("Another person has approved it; with you it is decided.")]
    return [_("Two people have to approve this.")] if approval.proposal["needs_two"] else []


WORDS: Mapping[ApprovalKind, Callable[[Approval, User], Proposal]] = {
    ApprovalKind.RULE_CHANGE: _rule_change,
    ApprovalKind.ROLE_CHANGE: _role_change,
    ApprovalKind.BREAK_GLASS: _break_glass,
    ApprovalKind.EXPORT: _export,
    ApprovalKind.EXPORT_P3: _export,
    ApprovalKind.FUND_REQUEST: _fund_request,
    ApprovalKind.CASH_FLOAT: _cash_float,
    ApprovalKind.CORRECTION: _correction,
    ApprovalKind.STAFF_CONSENT: _staff_consent,
}
