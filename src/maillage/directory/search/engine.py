"""A search from its request to its page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from maillage import geodata
from maillage.directory.search.cards import hits_of
from maillage.directory.search.conditions import Conditions, conditions_of
from maillage.directory.search.counts import Tally, facets_of, is_read_whole, tally, uses_of
from maillage.directory.search.matching import Estimate, has_any
from maillage.directory.search.ranking import Found, by_relevance, by_relevance_and_counted
from maillage.directory.search.terms import current_terms
from maillage.directory.search.types import (
    Correction,
    Facet,
    PlaceFilter,
    SearchPage,
    SearchRequest,
    Sort,
)
from maillage.directory.search.understanding import understood
from maillage.directory.search.walks import in_order
from maillage.directory.search.words import Word, corrected, searched_words, words_of


@dataclass(frozen=True, slots=True)
class Plan:
    """A request that has been understood: its words with their corrections, its place, its conditions."""

    request: SearchRequest
    words: tuple[Word, ...]
    corrections: tuple[Correction, ...]
    understood_place: PlaceFilter | None
    conditions: Conditions
    estimate: Estimate
    is_relaxed: bool = False


def search(request: SearchRequest, *, with_facets: bool = True) -> SearchPage:
    """Give a page of results, their count, and the facets.

    Raises: BadCursor.
    """
    plan = plan_of(request)
    terms = current_terms()
    page, found = _ordered_and_counted(plan, with_facets=with_facets)
    is_relaxed = False
    if found.count == 0 and len(plan.words) > 1:
        plan, is_relaxed = relaxed(plan), True
        page, found = _ordered_and_counted(plan, with_facets=with_facets)
    asked = plan.request
    shown: tuple[Facet, ...] = ()
    if with_facets:
        shown = facets_of(asked, conditions=plan.conditions, estimate=plan.estimate, found=found, terms=terms)
    return SearchPage(
        request=replace(request, place=asked.place),
        results=hits_of(page.ids, words=plan.words, place=asked.place, terms=terms, language=request.language),
        count=found.count,
        count_is_exact=found.is_exact,
        next_cursor=page.next_cursor,
        words=asked.text,
        corrections=plan.corrections,
        understood_place=plan.understood_place,
        is_relaxed=is_relaxed and found.count > 0,
        facets=shown,
    )


def facets(request: SearchRequest) -> tuple[Facet, ...]:
    """Give the facets of a search alone."""
    plan = plan_of(request)
    found = tally(plan.conditions, estimate=plan.estimate)
    return facets_of(
        plan.request, conditions=plan.conditions, estimate=plan.estimate, found=found, terms=current_terms()
    )


def plan_of(request: SearchRequest) -> Plan:
    """Understand a request: two queries, one more when a word is unknown."""
    analysed = words_of(request.text)
    known = {word.text for word in analysed if word.is_known}
    asked = understood(request, is_known_word=known.__contains__)
    words = analysed if asked.text == request.text else _still_there(analysed, asked.text)
    words, corrections = corrected(searched_words(words))
    uses = uses_of(f"{kind.value}:{code}" for kind, codes in asked.filters.items() for code in codes)
    conditions = conditions_of(asked, words=words, uses=uses)
    return Plan(
        request=asked,
        words=words,
        corrections=corrections,
        understood_place=asked.place if asked.place is not request.place else None,
        conditions=conditions,
        estimate=Estimate(conditions=conditions, total=uses[""]),
    )


def relaxed(plan: Plan) -> Plan:
    """Let some of the words be enough."""
    conditions = conditions_of(plan.request, words=plan.words, is_relaxed=True)
    return replace(
        plan,
        conditions=conditions,
        estimate=Estimate(conditions=conditions, total=plan.estimate.total),
        is_relaxed=True,
    )


def relaxed_when_nobody_has_all(plan: Plan) -> Plan:
    """Decide as the list does, for what shows a search otherwise: some of the words are enough when nobody has all."""
    return plan if len(plan.words) < 2 or has_any(plan.conditions) else relaxed(plan)


def _ordered_and_counted(plan: Plan, *, with_facets: bool) -> tuple[Found, Tally]:
    asked = plan.request
    if with_facets and not asked.cursor and _is_by_relevance(plan) and is_read_whole(plan.conditions, plan.estimate):
        return by_relevance_and_counted(
            plan.conditions, words=plan.words, folded_text=_folded(plan), place=asked.place, size=asked.size
        )
    return ordered(plan), tally(plan.conditions, estimate=plan.estimate, with_values=with_facets)


def _is_by_relevance(plan: Plan) -> bool:
    asked = plan.request
    by_text_or_place = bool(plan.words or plan.conditions.place or plan.conditions.sql)
    return (asked.sort is Sort.RELEVANCE and by_text_or_place) or (asked.sort is Sort.DISTANCE and asked.place is None)


def _folded(plan: Plan) -> str:
    return geodata.fold(plan.request.text) if plan.words else ""


def ordered(plan: Plan) -> Found:
    """Give the ids of the page in the order asked for."""
    asked = plan.request
    if _is_by_relevance(plan):
        return by_relevance(
            plan.conditions,
            words=plan.words,
            folded_text=_folded(plan),
            place=asked.place,
            cursor=asked.cursor,
            size=asked.size,
        )
    return in_order(
        plan.conditions,
        sort=asked.sort,
        place=asked.place,
        estimate=plan.estimate,
        cursor=asked.cursor,
        size=asked.size,
    )


def _still_there(analysed: Sequence[Word], text: str) -> tuple[Word, ...]:
    """Keep the words that are still in the text once the place is struck out."""
    left = geodata.fold(text).split()
    kept = tuple(word for word in analysed if word.text in left)
    return kept if {word.text for word in kept} == set(left) else words_of(text)
