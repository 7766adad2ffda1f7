"""Rules of access: every route and every field that is shown has its row in the matrix."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver

from casetracker.domain.grants import Grant

#: Routes that say nothing of anybody.
PUBLIC = {"schema", "docs", "no-such-page"}


def routes(patterns: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the URL configuration with its pattern."""
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, address)
        else:
            yield address, pattern


def rights_of(pattern: URLPattern, verbs: Mapping[str, str]) -> list[tuple[str, str]]:
    """The (noun, verb) pairs that a route of the API asks for; none for any other route."""
    view = getattr(pattern.callback, "cls", None)
    actions = getattr(pattern.callback, "actions", {})
    return [(view.noun, verbs.get(name, name)) for name in actions.values()]


def route_faults(
    found: Iterable[tuple[str, URLPattern]],
    rights: Mapping[str, Collection[Grant]],
    verbs: Mapping[str, str],
    public: Collection[str] = PUBLIC,
) -> list[str]:
    """Routes that no row of the matrix speaks of. A page names its roles (`web/rights.py`)."""
    faults = []
    for address, pattern in found:
        asked = rights_of(pattern, verbs)
        if not asked and pattern.name not in public and not hasattr(pattern.callback, "roles"):
            faults.append(f"{address} asks for no right")
        for noun, verb in asked:
            if not any(verb in grant.verbs for grant in rights.get(noun, ())):
                faults.append(f"{address} asks for {noun}: {verb}, of which no row speaks")
    return faults


def idle_rights(
    found: Iterable[tuple[str, URLPattern]],
    rights: Mapping[str, Collection[Grant]],
    verbs: Mapping[str, str],
) -> list[str]:
    """Verbs of the matrix that no route of the API asks for: a row that was forgotten there."""
    asked = {right for _, pattern in found for right in rights_of(pattern, verbs)}
    granted = {(noun, verb) for noun in rights for grant in rights[noun] for verb in grant.verbs}
    return [f"{noun}: {verb}" for noun, verb in sorted(granted - asked)]


def field_faults(noun: str, shown: Collection[str], grants: Collection[Grant]) -> list[str]:
    """Fields that are shown and listed for no role, and listed ones that are not shown."""
    listed = frozenset().union(*(grant.fields for grant in grants))
    faults = [f"{noun}: {name} is listed for no role" for name in sorted(set(shown) - listed)]
    return faults + [f"{noun}: {name} is not shown" for name in sorted(listed - set(shown))]
