"""What is tried in vain at sign-in is counted in the database, one statement a try.

Counted before anything is compared: of two hundred tries at once only the first few are looked
at. Nobody is locked out: beyond the free tries the wait grows to a limit, and it grows for one
network first. What a password opens is not told by how a refusal looks or what it costs.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from casetracker.domain.second_factors import Pace
from casetracker.models import Attempts
from casetracker.models.bulk import insert_rows
from casetracker.vault.keys import keyed_hash

MINUTE = timedelta(minutes=1)
#: One account from one network: the person who mistypes, the person who guesses.
NEAR = Pace(free=5, longest=5 * MINUTE, forget=15 * MINUTE)
#: One network, whatever the account.
NETWORK = Pace(free=50, longest=MINUTE / 2, forget=15 * MINUTE)
#: One account, from wherever: many networks that guess together. Short, so that its owner
#: finds a gap; what one network is refused already is not counted here.
ACCOUNT = Pace(free=50, longest=MINUTE / 2, forget=60 * MINUTE)
#: Six digits are few: whoever has the password guesses slowly.
CODE = Pace(free=20, longest=5 * MINUTE, forget=60 * MINUTE)

_COLUMNS = ("key", "count", "tried_at", "looked_at", "forgotten_at")
_COUNT = """
ON CONFLICT ("key") DO UPDATE SET
  "count" = CASE WHEN {t}."forgotten_at" <= excluded."tried_at" THEN 1 ELSE {t}."count" + 1 END,
  "looked_at" = CASE
    WHEN {t}."forgotten_at" <= excluded."tried_at" OR {t}."count" < {free}
    THEN excluded."looked_at" ELSE {t}."looked_at" END,
  "tried_at" = excluded."tried_at",
  "forgotten_at" = excluded."forgotten_at"
"""


@transaction.atomic
def may_try(*, what: str, account: str, network: str, now: datetime) -> bool:
    """Count one try of `what` ("password", "code", "link"); whether it may be looked at.

    `account` is the address as typed or a user's id, known or not: both cost the same.
    """
    account = account.strip().casefold()
    of_account = CODE if what == "code" else ACCOUNT
    return (
        _count(_near(what, account, network), NEAR, now)
        and _count(_key(what, "network", network), NETWORK, now)
        and _count(_key(what, "account", account), of_account, now)
    )


@transaction.atomic
def forgive(*, what: str, account: str, network: str) -> None:
    """The right one was given: what this account was tried with is forgotten."""
    account = account.strip().casefold()
    keys = [_near(what, account, network), _key(what, "account", account)]
    Attempts.objects.filter(pk__in=keys).delete()


def _count(key: str, pace: Pace, now: datetime) -> bool:
    sql = _COUNT.format(t=Attempts._meta.db_table, free=pace.free)
    row = (key, 1, now, now, now + pace.forget)
    (count,) = insert_rows(Attempts, _COLUMNS, [row], on_conflict=sql, returning="count")
    if count <= pace.free:
        return True
    # Compare and set: of many that have waited long enough, one is looked at.
    rested = Attempts.objects.filter(pk=key, looked_at__lte=now - pace.wait(count))
    return rested.update(looked_at=now) == 1


def _near(what: str, account: str, network: str) -> str:
    return _key(what, "near", f"{network} {account}")


def _key(what: str, kind: str, value: str) -> str:
    return keyed_hash("attempts", f"{what} {kind} {value}")
