"""Counts and facets: exact while that is cheap, then on a sample; each facet is counted without its own filter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from maillage import geodata
from maillage.accounts.models.organizations import FAMILY_LABELS
from maillage.accounts.types import Family
from maillage.directory.labels import HEADCOUNT_LABELS
from maillage.directory.search.conditions import Conditions
from maillage.directory.search.counters import FACET_KIND
from maillage.directory.search.matching import SAMPLES, Estimate, matching, rows, sampled
from maillage.directory.search.terms import Terms
from maillage.directory.search.types import EXACT_COUNT_LIMIT, Facet, FacetKind, FacetValue, SearchRequest

# Above this, an exact count of every facet costs more than a page may take.
MOST_FACETED = 3_000
# An estimate on a sample is some percent off: only one well past the limit says that there are more.
_SURELY_MANY = 13_000
_MOST_VALUES = 40


@dataclass(frozen=True, slots=True)
class Tally:
    """How many match, and how many of them hold each value (`kind:code`)."""

    count: int
    is_exact: bool
    values: Mapping[str, int]
    are_values_exact: bool


def uses_of(keys: Iterable[str]) -> dict[str, int]:
    """Count the documents that hold each value (`kind:code`), and all of them under the empty key: kept counters."""
    wanted = ["", *keys]
    sql = f"""select key, sum(count) from directory_search_tally
        where kind = {FACET_KIND} and key = any(%(keys)s) group by key"""
    return dict.fromkeys(wanted, 0) | {key: int(count) for key, count in rows(sql, {"keys": wanted})}


def tally(conditions: Conditions, *, estimate: Estimate, with_values: bool = True, prefix: str = "") -> Tally:
    """Count the matches and their values; `prefix` keeps the values of one kind."""
    if conditions.is_empty:
        return _whole(with_values, prefix)
    if not estimate.is_small and estimate.count > _SURELY_MANY:
        values = _sampled(conditions, estimate, prefix) if with_values else {}
        return Tally(count=EXACT_COUNT_LIMIT, is_exact=False, values=values, are_values_exact=False)
    if with_values and (estimate.is_small or estimate.count <= MOST_FACETED):
        return _exact(conditions, prefix)
    found = rows(
        f"select count(*) from (select from ({matching(columns='1', where=conditions.where())}) found"
        f" limit {EXACT_COUNT_LIMIT + 1}) counted",
        conditions.parameters(),
    )
    count = int(found[0][0])
    values = _sampled(conditions, estimate, prefix) if with_values else {}
    return Tally(min(count, EXACT_COUNT_LIMIT), count <= EXACT_COUNT_LIMIT, values, False)


def _whole(with_values: bool, prefix: str) -> Tally:
    sql = f"""select key, sum(count) from directory_search_tally
        where kind = {FACET_KIND} and (key = '' or %(all)s or %(prefix)s <> '' and starts_with(key, %(prefix)s)) group by key"""
    values = {
        key: int(count) for key, count in rows(sql, {"all": with_values and not prefix, "prefix": prefix}) if count > 0
    }
    return Tally(count=values.pop("", 0), is_exact=True, values=values, are_values_exact=True)


def _exact(conditions: Conditions, prefix: str) -> Tally:
    sql = f"""
    with found as materialized ({matching(columns="document.facets", where=conditions.where())})
    select facet, count(*) from found, unnest(facets) facet where starts_with(facet, %(prefix)s) group by facet
    union all select '', count(*) from found"""
    values = dict(rows(sql, conditions.parameters() | {"prefix": prefix}))
    count = values.pop("")
    is_exact = count <= EXACT_COUNT_LIMIT
    return Tally(min(count, EXACT_COUNT_LIMIT), is_exact, values, are_values_exact=True)


def _sampled(conditions: Conditions, estimate: Estimate, prefix: str) -> dict[str, int]:
    level = estimate.sample_level
    sql = f"""
    select facet, count(*) * {SAMPLES[level]}
    from ({sampled(columns="facets", where=conditions.where(), level=level)}) found, unnest(facets) facet
    where starts_with(facet, %(prefix)s) group by facet"""
    return {facet: _rounded(count) for facet, count in rows(sql, conditions.parameters() | {"prefix": prefix})}


def _rounded(count: int) -> int:
    """Keep two figures: the others would only look exact."""
    scale = 10 ** max(0, len(str(count)) - 2)
    return int(round(count / scale) * scale)


def facets_of(
    request: SearchRequest, *, conditions: Conditions, estimate: Estimate, found: Tally, terms: Terms
) -> tuple[Facet, ...]:
    """Give every facet; a kind that is filtered by is counted again without its own filter."""
    facets = []
    for kind in FacetKind:
        counted = found
        if request.chosen(kind):
            freed = conditions.without(kind)
            counted = tally(freed, estimate=Estimate(freed, estimate.total), prefix=f"{kind.value}:")
        facets.append(_facet(kind, counted, request.chosen(kind), terms, request.language))
    return tuple(facets)


def _facet(kind: FacetKind, counted: Tally, chosen: Sequence[str], terms: Terms, language: str) -> Facet:
    prefix = f"{kind.value}:"
    counts = {key.removeprefix(prefix): count for key, count in counted.values.items() if key.startswith(prefix)}
    for code in chosen:
        counts.setdefault(code, 0)
    named = [
        FacetValue(code=code, label=label, count=count, is_chosen=code in chosen)
        for code, count in counts.items()
        if (label := label_of(kind, code, terms=terms, language=language))
    ]
    named.sort(key=lambda value: (-value.count, value.label))
    kept = named[:_MOST_VALUES] if kind is FacetKind.SKILL else named
    kept += [value for value in named[_MOST_VALUES:] if value.is_chosen and value not in kept]
    return Facet(kind=kind, values=tuple(kept), is_exact=counted.are_values_exact)


def label_of(kind: FacetKind, code: str, *, terms: Terms, language: str) -> str:
    """Give what people read for a facet's value; empty when it is unknown."""
    match kind:
        case FacetKind.SECTOR | FacetKind.SKILL | FacetKind.LABEL:
            known = {FacetKind.SECTOR: terms.sectors, FacetKind.SKILL: terms.skills, FacetKind.LABEL: terms.labels}
            term = known[kind].get(code)
            return term.name(language) if term else ""
        case FacetKind.FAMILY:
            return str(FAMILY_LABELS[Family(code)]) if code in {*Family} else ""
        case FacetKind.HEADCOUNT:
            return str(HEADCOUNT_LABELS.get(code, ""))
        case FacetKind.REGION | FacetKind.DEPARTMENT:
            return _territory_label(kind, code)


@cache
def _territory_label(kind: FacetKind, code: str) -> str:
    if kind is FacetKind.REGION:
        region = geodata.region(code=code)
        return region.name if region else ""
    department = geodata.department(code=code)
    return f"{department.name} ({code})" if department else ""
