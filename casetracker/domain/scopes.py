"""What a token may be used for: the column "API token" of `access.md`, by noun and way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from casetracker.domain.errors import Refused
from casetracker.domain.permissions import RIGHTS

#: What no scope opens: what leaves the system, the record of who did what, health, when somebody
#: is reminded, what was taken away.
CLOSED = (
    *("audit-events", "desk-lists", "exports", "health-reports"),
    *("quarantines", "rules", "simulations"),
)
#: What a named scope may be on each noun (the column "API token" of `access.md`); the scope
#: `all` gives what the owner's roles may do, but for `NAMED_ONLY`.
SCOPED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(RIGHTS, ("read",)),
    **dict.fromkeys(
        ("prisoners", "cases", "activities", "detentions", "hearings", "facilities"),
        ("read", "write"),
    ),
    **dict.fromkeys(
        ("actions", "bodies", "waves", "releases", "tasks", "clocks", "observations"),
        ("read", "write"),
    ),
    **dict.fromkeys(("contacts", "consents"), ("read", "write")),
    "attachments": ("write",),
    "fund-requests": ("write",),
    **dict.fromkeys(CLOSED, ()),
}
ALL = "all"
SCOPES = frozenset({ALL, *(f"{noun}:{way}" for noun, ways in SCOPED.items() for way in ways)})
READING = frozenset({"read", "count", "me", "brief", "content", "reveal"})
#: What could cost lives: only a scope that names it opens it, never `all`.
NAMED_ONLY = frozenset({"contacts", *CLOSED})
MONEY = ("funds", "budget-lines", "fund-requests", "payments", "cash-floats", "ledger-entries")


def _verbs(noun: str) -> frozenset[str]:
    return frozenset(verb for grant in RIGHTS[noun] for verb in grant.verbs)


#: With money a token asks, and does nothing else; a file it brings, and takes none; it takes
#: nothing away. Whatever its scopes.
NEVER_BY_TOKEN: Mapping[str, frozenset[str]] = {
    **{noun: frozenset({"quarantine"}) for noun in RIGHTS if "quarantine" in _verbs(noun)},
    **{noun: _verbs(noun) - READING for noun in MONEY},
    "fund-requests": _verbs("fund-requests") - READING - {"create"},
    "attachments": _verbs("attachments") - {"create"},
    # It knows whose it is, lists nobody and changes nobody: with an address an account goes.
    "users": _verbs("users") - {"me", "rotate_token"},
}

#: What a token does to itself, whatever its scopes.
OF_THE_TOKEN = frozenset({"rotate_token"})


def check_scopes(scopes: Iterable[str]) -> list[str]:
    """The scopes, sorted and without repeats. Raises `Refused` for one that does not exist."""
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in SCOPES]
    if unknown or not wanted:
        raise Refused(
            f"No such scope: {', '.join(unknown) or '(none given)'}.",
            field="scopes",
            value=unknown,
            allowed=sorted(SCOPES),
        )
    return wanted


def scopes_allow(scopes: Collection[str], noun: str, verb: str) -> bool:
    """Whether a token with these scopes may be used for the verb at all."""
    if verb in OF_THE_TOKEN:
        return True
    way = "read" if verb in READING else "write"
    if verb in NEVER_BY_TOKEN.get(noun, ()):
        return False
    if ALL in scopes and noun not in NAMED_ONLY:
        return True
    return way in SCOPED.get(noun, ()) and f"{noun}:{way}" in scopes
