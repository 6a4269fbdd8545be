"""Completions while a person types: trades, places, organizations."""

import heapq

from maillage import geodata
from maillage.directory.search.matching import TIERS, rows
from maillage.directory.search.terms import Spelling, Terms, current_terms
from maillage.directory.search.types import Suggestion, SuggestionKind

_LONGEST_TEXT = 60
_SHORTEST_TEXT = 2
# Folded names are made of a-z, 0-9 and spaces: "~" comes after them all.
_AFTER = "~"
_SLICES = " union all ".join(
    f"""(select organization_id from directory_search_name_start
      where tier = {tier} and start collate "C" >= %(start)s and start collate "C" < %(end)s
      order by standing desc limit %(limit)s)"""
    for tier in TIERS
)
_NAMES = f"""
select card.slug, card.name, card.town from (select organization_id from ({_SLICES}) slices limit %(limit)s) found
join directory_search_card card using (organization_id)
"""


def suggest(text: str, limit: int = 10, *, language: str = "fr") -> list[Suggestion]:
    """Complete a text: at most `limit` trades, then places, then organizations, the likeliest first of each."""
    folded = geodata.fold(text[:_LONGEST_TEXT])
    if len(folded) < _SHORTEST_TEXT or limit < 1:
        return []
    share = max(1, limit // 3)
    places = [_place(place) for place in geodata.suggest_places(text=text[:_LONGEST_TEXT], limit=share)]
    skills = _skills(folded, limit=share, language=language)
    names = _organizations(folded, limit=limit - len(places) - len(skills))
    return [*skills, *places, *names][:limit]


def _place(place: geodata.Place) -> Suggestion:
    return Suggestion(
        kind=SuggestionKind.PLACE,
        code=f"{place.kind.value}:{place.code}",
        label=place.label,
        detail=place.postal_codes[0] if len(place.postal_codes) == 1 else "",
    )


def _organizations(folded: str, *, limit: int) -> list[Suggestion]:
    if limit < 1:
        return []
    # A name may begin so at two of its words: some rows more than asked, each organization once.
    found = rows(_NAMES, {"start": folded, "end": folded + _AFTER, "limit": 2 * limit})
    return [
        Suggestion(kind=SuggestionKind.ORGANIZATION, code=slug, label=name, detail=town)
        for slug, name, town in dict.fromkeys(found)
    ][:limit]


def _skills(folded: str, *, limit: int, language: str) -> list[Suggestion]:
    terms = current_terms()
    needle = f" {folded}"
    best: dict[str, tuple[tuple[int, int, int], Spelling]] = {}
    for spelling in terms.skill_spellings:
        if needle in spelling.folded:
            # A name that begins so, then a name that holds it, then a synonym.
            closeness = (
                2 * spelling.is_synonym + (not spelling.folded.startswith(needle)),
                spelling.position,
                spelling.rank,
            )
            known = best.get(spelling.skill.slug)
            if known is None or closeness < known[0]:
                best[spelling.skill.slug] = (closeness, spelling)
    chosen = heapq.nsmallest(limit, best.values(), key=lambda found: found[0])
    return [_skill(spelling, terms, language) for _closeness, spelling in chosen]


def _skill(spelling: Spelling, terms: Terms, language: str) -> Suggestion:
    sector = terms.sectors.get(spelling.skill.sector_slug)
    return Suggestion(
        kind=SuggestionKind.SKILL,
        code=spelling.skill.slug,
        label=spelling.skill.name(language),
        detail=sector.name(language) if sector else "",
        synonym=spelling.text if spelling.is_synonym else "",
    )
