"""What looks like the same aid twice, and when no bank may pay."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetracker.domain.aid import (
    Aid,
    Alike,
    Finding,
    check_answered,
    check_bank,
    country_of_account,
    lacks_papers,
    look_alikes,
)
from casetracker.domain.errors import Conflict, Refused

DAY = date(2026, 2, 9)


def aid(kind="funds", amount="1000", currency="EUR", day=DAY):
    return Aid(kind, Decimal(amount), currency, day)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (aid(), Alike.SAME_KIND),
        (aid(amount="20", currency="PLN"), Alike.SAME_KIND),
        (aid(kind="housing"), Alike.SAME_SUM),
        (aid(kind="housing", currency="USD"), None),
        (aid(kind="housing", amount="1000.01"), None),
    ],
)
def test_aid_of_the_same_kind_or_sum_looks_alike(other, why):
    found = look_alikes(aid(), [other], [])
    assert [one.why for one in found] == ([why] if why else [])


def test_a_partner_who_sees_to_such_a_need_looks_alike():
    assert look_alikes(aid(), [], ["medical"]) == []
    assert look_alikes(aid(), [], ["funds", "funds"]) == [Finding(Alike.PARTNER, "funds")]


def test_what_is_said_of_it_is_the_kind_and_the_month_no_sum_and_no_day():
    (found,) = look_alikes(aid(), [aid(amount="77.77")], [])
    assert found.primitives() == {"why": "same_kind", "kind": "funds", "month": "2026-02"}


@given(st.lists(st.builds(aid, st.sampled_from(["funds", "housing"]), st.sampled_from("123"))))
def test_the_order_in_which_others_are_found_changes_nothing(others):
    wanted = aid(amount="1")
    assert look_alikes(wanted, others, []) == look_alikes(wanted, others[::-1] * 2, [])


def test_what_looks_alike_is_answered_not_only_shown():
    found = look_alikes(aid(), [aid()], [])
    with pytest.raises(Conflict) as refusal:
        check_answered(found, "")
    assert refusal.value.field == "duplicate_answer"
    assert refusal.value.value == ["same_kind: funds 2026-02"]
    check_answered(found, "The first was stolen at the station.")
    check_answered([], "")


@pytest.mark.parametrize(
    ("has_document", "status", "taken", "given_papers", "lacks"),
    [
        (False, "", "none", "none", True),
        (False, "", "none", "unknown", True),
        (False, "unknown", "none", "unknown", True),
        (False, "", "none", "some", False),
        (False, "", "passport", "unknown", False),
        (False, "", "unknown", "unknown", False),
        (False, "", "", "", False),
        (False, "none", "passport", "unknown", True),
        (False, "taken", "", "", True),
        (False, "passport", "none", "none", False),
        (True, "none", "none", "none", False),
    ],
)
def test_only_who_is_known_to_have_no_document_lacks_one(
    has_document, status, taken, given_papers, lacks
):
    given = {"has_document": has_document, "status": status}
    assert lacks_papers(**given, taken=taken, given=given_papers) is lacks


@pytest.mark.parametrize(
    ("account", "country", "where"),
    [
        ("LT12 1000 0111 0100 1000", "", "LT"),
        ("lt121000011101001000", "LT", "LT"),
        ("GB82-WEST-1234-5698-7654-32", "", "GB"),
        ("5678 1234", "US", "US"),
    ],
)
def test_an_account_lies_where_its_iban_or_somebody_says(account, country, where):
    assert country_of_account(account, country) == where


@pytest.mark.parametrize(
    ("account", "country", "field"),
    [
        ("LT12 1000 0111 0100 1001", "", "account"),
        ("LT12 1000 0111 0100 1000", "PL", "account"),
        ("5678 1234", "", "account_country"),
    ],
)
def test_an_account_that_lies_nowhere_is_refused(account, country, field):
    with pytest.raises(Refused) as refusal:
        country_of_account(account, country)
    assert refusal.value.field == field


def test_a_bank_is_refused_without_papers_and_in_the_state_that_imprisons():
    with pytest.raises(Refused, match="no document") as refusal:
        check_bank(has_no_papers=True, country="LT", hostile={"BY"})
    assert refusal.value.allowed == ["cash", "voucher", "card"]
    with pytest.raises(Refused, match="state that imprisons"):
        check_bank(has_no_papers=False, country="BY", hostile={"BY", "RU"})
    check_bank(has_no_papers=False, country="LT", hostile={"BY", "RU"})
