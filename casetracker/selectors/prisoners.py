"""People, found by what they are called: in any script and spelling, also with a slip.

A search looks into the drawers of the name (`drawers.py`), compares what lies there
(`domain/likeness.py`) and ranks it. What is typed may be a family name alone, its beginning, or
a whole name in either order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from rapidfuzz.distance import Indel

from casetracker.domain.fold import fold
from casetracker.domain.likeness import (
    ALL_INITIALS,
    asked_initials,
    asked_skeletons,
    compare_names,
)
from casetracker.domain.name_order import sounds_given
from casetracker.domain.names import Name, parse_name, stored_name
from casetracker.domain.skeleton import alike, parts_of, readings, skeletons, sound
from casetracker.domain.texts import UnreadableText
from casetracker.models import NameForm, NameSkeleton, Prisoner
from casetracker.selectors.drawers import drawers, exact, near_bones

#: Of the names in the drawers so many are worth a look at their bearers, the first of them in any
#: case; and so many bearers are looked at.
MOST_NAMES, NAMES_FIRST, MOST_LOOKED_AT = 60, 6, 400
#: Merges after one another that are followed; no entry has had so many.
MOST_MERGES = 20
#: How many people one search finds at most.
MOST_FOUND = 100
_FIELDS = ("text", "family", "given", "patronymic", "script", "language", "key")


class Found(NamedTuple):
    """A person whom a search found, under the spelling that matched best."""

    prisoner_id: UUID
    text: str
    #: 0 to 1.
    score: float


def find_people(forms: QuerySet[Any], text: str, *, limit: int = MOST_FOUND) -> list[Found]:
    """Whoever among `forms` may be called `text`, the likeliest first.

    `forms` are the spellings that may be looked at. Raises `UnreadableText`.
    """
    forms = forms.filter(prisoner__merged_into=None)
    asked = replace(parse_name(text), mixed=False)
    if asked.placeholder:
        return _whose_words_begin(forms, text, limit)
    asks = _asks(asked)
    near = near_bones({readings_of for readings_of, _ in asks})
    best: dict[UUID, Found] = {}
    is_whole = bool(asked.family and asked.given)
    for closest in (True, False):
        wanted: set[str] = set()
        for readings_of, initials in asks:
            bones = near[readings_of]
            same = set(exact(bones))
            wanted.update(drawers(same if closest else set(bones) - same, initials))
        if closest or is_whole or len(best) < limit:
            _look(forms, wanted, lambda name: _worth(asked, name), best, limit)
    if len(best) < limit and len(text.split()) == 1:
        _begin(forms, asked, best, limit)
    found = sorted(best.values(), key=lambda hit: (-hit.score, hit.text, hit.prisoner_id))[:limit]
    return found or _whose_words_begin(forms, text, limit)


def kept_instead(prisoner_id: UUID) -> UUID | None:
    """The person into whom this one was merged, also over several merges; None if not merged."""
    kept, found = None, Prisoner.objects.filter(pk=prisoner_id, merged_into__isnull=False)
    for _ in range(MOST_MERGES):
        following = found.values_list("merged_into", flat=True).first()
        if following is None:
            break
        kept = following
        found = Prisoner.objects.filter(pk=kept, merged_into__isnull=False)
    return kept


def people_called(prisoners: QuerySet[Prisoner], text: str) -> QuerySet[Prisoner]:
    """Those of `prisoners` whom `text` names."""
    forms = NameForm.objects.filter(prisoner__in=prisoners.order_by().values("pk"))
    return prisoners.filter(pk__in=[hit.prisoner_id for hit in find_people(forms, text)])


def matched_spellings(forms: QuerySet[Any], text: str) -> dict[UUID, str]:
    """Person → the spelling of theirs that is most like `text`."""
    by_person: dict[UUID, list[NameForm]] = {}
    for form in forms:
        by_person.setdefault(form.prisoner_id, []).append(form)
    return {person: best_spelling(some, text) for person, some in by_person.items()}


def best_spelling(forms: Iterable[NameForm], text: str) -> str:
    """The one of a person's spellings that is most like `text`; '' without any."""
    try:
        asked = replace(parse_name(text), mixed=False)
    except UnreadableText:
        return ""
    return max(
        ((_worth(asked, _stored(form)), form.is_preferred, form.text) for form in forms),
        default=(0, False, ""),
    )[2]


def _stored(form: NameForm) -> Name:
    return stored_name(*(getattr(form, name) for name in _FIELDS))


def _asks(asked: Name) -> list[tuple[frozenset[str], frozenset[str]]]:
    """(readings of what may be the family name, first letters of the given name): in the order
    that the words suggest, and the other way round."""
    ways = [asked]
    words = asked.text.split()
    if asked.family and asked.given and not asked.initials_only:
        ways.append(replace(asked, family=asked.given, given=asked.family, maiden=""))
    if len(words) > 2 and not asked.patronymic:
        for at in (1, len(words) - 1):
            first, second = " ".join(words[:at]), " ".join(words[at:])
            ways += [
                replace(asked, family=first, given=second, maiden=""),
                replace(asked, family=second, given=first, maiden=""),
            ]
    found = dict.fromkeys((asked_skeletons(way), asked_initials(way)) for way in ways)
    return [ask for ask in found if ask[0]]


def _look(
    forms: QuerySet[Any],
    rough: Iterable[str],
    worth: Callable[[Name], float],
    best: dict[UUID, Found],
    limit: int,
) -> None:
    """Look into drawers: first which names lie there at all, however many people bear each, then
    who bears those that are worth most. Keeps the best spelling of each person."""
    wanted = sorted(rough)
    if not wanted:
        return
    # What the index leaves out is said once more: of a long list the planner cannot tell.
    lying = NameForm.objects.filter(rough__in=wanted).exclude(rough="").order_by()
    names = lying.values_list("family", "given").distinct()
    valued = ((worth(_named(*name)), *name) for name in names)
    ranked = sorted((one for one in valued if one[0] > 0), reverse=True)[:MOST_NAMES]
    left = limit
    for some in (ranked[:NAMES_FIRST], ranked[NAMES_FIRST:]):
        if not some or left <= 0:
            break
        bearers = Q()
        for _, family, given in some:
            bearers |= Q(family=family, given=given)
        rows = forms.filter(bearers, rough__in=wanted).exclude(rough="").order_by()
        for row in rows.values_list("prisoner_id", *_FIELDS)[:MOST_LOOKED_AT]:
            _keep(best, row[0], row[1], worth(stored_name(*row[1:])))
            left -= 1


def _named(family: str, given: str) -> Name:
    return stored_name(f"{family} {given}".strip(), family, given, "", "", "", "-")


def _worth(asked: Name, name: Name) -> float:
    found = compare_names(asked, name)
    if found.alike:
        return found.score
    if not asked.given or not asked.family:
        # A lone word may be the given name of somebody whose family name is not typed.
        word = asked.family or asked.given
        return 0.9 * alike(word, name.family) if alike(word, name.family) >= 0.75 else 0.0
    return 0.0


def _keep(best: dict[UUID, Found], prisoner_id: UUID, text: str, score: float) -> None:
    if prisoner_id not in best or score > best[prisoner_id].score:
        best[prisoner_id] = Found(prisoner_id, text, score)


def _begin(forms: QuerySet[Any], asked: Name, best: dict[UUID, Found], limit: int) -> None:
    """Family names of which `asked` is the beginning."""
    word = asked.family or asked.given
    bones: set[str] = set()
    for one in skeletons(word):
        # Skeletons are small letters: their order is the same in every collation.
        longer = NameSkeleton.objects.filter(key__gte=one, key__lt=f"{one}zz")
        for filed in longer.values_list("bones", flat=True).distinct()[:300]:
            if any(r.startswith(one) for r in {*readings(filed), *parts_of(filed)}):
                bones.add(filed)
    said = sound(word)

    def worth(name: Name) -> float:
        begins = max((_begins(said, part) for part in name.family.split("-")), default=0.0)
        return round(0.6 * begins, 3) if begins >= 0.8 else 0.0

    _look(forms, drawers(bones, ALL_INITIALS), worth, best, limit)


def _begins(said: str, family: str) -> float:
    if not said or not family:
        return 0.0
    return Indel.normalized_similarity(said, sound(family)[: len(said)])


def _whose_words_begin(forms: QuerySet[Any], text: str, limit: int) -> list[Found]:
    """For given names and patronymics alone, and beginnings of them: spellings in which every
    word of `text` begins a word. Reads many rows where few match, so only where those words are
    of a kind that many bear, or the register is a team's."""
    words = fold(text).split()
    if not words:
        return []
    begins = Q()
    for word in words:
        begins &= Q(key__startswith=word) | Q(key__contains=f" {word}")
    rows = forms.filter(begins).values_list("prisoner_id", "text").order_by()[: 4 * limit]
    best: dict[UUID, Found] = {}
    for prisoner_id, spelling in rows:
        _keep(best, prisoner_id, spelling, 0.3 if all(map(sounds_given, words)) else 0.2)
    return list(best.values())[:limit]


def ranked_people(text: str, *, limit: int) -> list[dict[str, Any]]:
    """Everybody in the register who may be called `text`, the likeliest first, for operators:
    id, shown name, the spelling that matched, score, birth date, references of the files."""
    found = find_people(NameForm.objects.all(), text, limit=limit)
    people = Prisoner.objects.prefetch_related("cases", "names").in_bulk(
        [hit.prisoner_id for hit in found]
    )
    answer = []
    for hit in found:
        person = people.get(hit.prisoner_id)
        if person is None:
            continue  # in quarantine
        preferred = [form.text for form in person.names.all() if form.is_preferred]
        answer.append(
            {
                "prisoner": str(person.pk),
                "references": [case.reference for case in person.cases.all()],
                "name": preferred[0] if preferred else hit.text,
                "matched": hit.text,
                "score": hit.score,
                "born_on": person.born_on.isoformat() if person.born_on else None,
            }
        )
    return answer
