"""Counts and facets: exact while that is cheap, then on a sample; each facet is counted without its own filter.

A sample holds `matching.LEAST_SAMPLED` of the matches or more: its figures are within a tenth 19 times in 20, and say that
they are estimates.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from maillage import geodata
from maillage.accounts.models.organizations import FAMILY_LABELS
from maillage.accounts.types import Family
from maillage.directory.labels import HEADCOUNT_LABELS
from maillage.directory.search.conditions import Conditions
from maillage.directory.search.counters import FACET_KIND
from maillage.directory.search.matching import MOST_READ, SAMPLES, Estimate, matching, rows, sampled
from maillage.directory.search.terms import Terms
from maillage.directory.search.types import Facet, FacetKind, FacetValue, SearchRequest

# Above this, reading every match costs more than a page may take: they lie far apart.
MOST_COUNTED = 3_000
_MOST_VALUES = 40
_COLUMNS = {True: "document.facets", False: "null::text[]"}


@dataclass(frozen=True)
class Tally:
    """How many match, and how many of them hold each value (`kind:code`)."""

    count: int
    is_exact: bool
    values: Mapping[str, int]

    @cached_property
    def by_kind(self) -> Mapping[str, Mapping[str, int]]:
        kinds: dict[str, dict[str, int]] = {}
        for key, count in self.values.items():
            kind, _colon, code = key.partition(":")
            kinds.setdefault(kind, {})[code] = count
        return kinds


def uses_of(keys: Iterable[str]) -> dict[str, int]:
    """Count the documents that hold each value (`kind:code`), and all of them under the empty key: kept counters."""
    wanted = ["", *keys]
    sql = f"""select key, sum(count) from directory_search_tally
        where kind = {FACET_KIND} and key = any(%(keys)s) group by key"""
    return dict.fromkeys(wanted, 0) | {key: int(count) for key, count in rows(sql, {"keys": wanted})}


def is_read_whole(conditions: Conditions, estimate: Estimate) -> bool:
    """Say whether every match is read to count it."""
    return not conditions.is_empty and (estimate.is_small or estimate.count <= MOST_COUNTED)


def tally(conditions: Conditions, *, estimate: Estimate, with_values: bool = True, prefix: str = "") -> Tally:
    """Count the matches and their values; `prefix` keeps the values of one kind."""
    if conditions.is_empty:
        return _whole(with_values, prefix)
    if not is_read_whole(conditions, estimate):
        sampled_tally = _sampled(conditions, level=estimate.sample_level, with_values=with_values, prefix=prefix)
        if sampled_tally.count > MOST_COUNTED:
            return sampled_tally
    count, values = _counted(matching(columns=_COLUMNS[with_values], where=conditions.where()), conditions, prefix)
    return Tally(count=count, is_exact=True, values=values)


def _whole(with_values: bool, prefix: str) -> Tally:
    sql = f"""select key, sum(count) from directory_search_tally
        where kind = {FACET_KIND} and (key = '' or %(all)s or %(prefix)s <> '' and starts_with(key, %(prefix)s)) group by key"""
    values = {
        key: int(count) for key, count in rows(sql, {"all": with_values and not prefix, "prefix": prefix}) if count > 0
    }
    return Tally(count=values.pop("", 0), is_exact=True, values=values)


def _sampled(conditions: Conditions, *, level: int, with_values: bool, prefix: str) -> Tally:
    source = sampled(columns=_COLUMNS[with_values], where=conditions.where(), level=level)
    count, values = _counted(source, conditions, prefix)
    if count >= MOST_READ and level < max(SAMPLES):  # there are more than was thought
        return _sampled(conditions, level=level + 1, with_values=with_values, prefix=prefix)
    step = SAMPLES[level]
    rounded = {value: _rounded(held * step) for value, held in values.items()}
    return Tally(count=_rounded(count * step), is_exact=False, values=rounded)


def _counted(source: str, conditions: Conditions, prefix: str) -> tuple[int, dict[str, int]]:
    # Values are unnested beside the rows and not joined to them: half the time of the whole.
    sql = f"""
    with found (facets) as materialized ({source})
    select facet, count(*) from (select unnest(facets) facet from found) held
    group by facet having starts_with(facet, %(prefix)s)
    union all select '', count(*) from found"""
    values = dict(rows(sql, conditions.parameters() | {"prefix": prefix}))
    return values.pop(""), values


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
    counts = dict(counted.by_kind.get(kind.value, {}))
    for code in chosen:
        counts.setdefault(code, 0)
    named = [
        FacetValue(code=code, label=label, count=count, is_chosen=code in chosen)
        for code, count in counts.items()
        if (label := label_of(kind, code, terms=terms, language=language, is_chosen=code in chosen))
    ]
    named.sort(key=lambda value: (-value.count, value.label))
    kept = named[:_MOST_VALUES] if kind is FacetKind.SKILL else named
    kept += [value for value in named[_MOST_VALUES:] if value.is_chosen and value not in kept]
    return Facet(kind=kind, values=tuple(kept), is_exact=counted.is_exact)


def label_of(kind: FacetKind, code: str, *, terms: Terms, language: str, is_chosen: bool = False) -> str:
    """Give what people read for a facet's value; empty when it is unknown, or retired and not `is_chosen`."""
    match kind:
        case FacetKind.SECTOR | FacetKind.SKILL | FacetKind.LABEL:
            known = {FacetKind.SECTOR: terms.sectors, FacetKind.SKILL: terms.skills, FacetKind.LABEL: terms.labels}
            retired = {FacetKind.SECTOR: terms.retired_sectors, FacetKind.SKILL: terms.retired_skills}
            term = known[kind].get(code) or (retired.get(kind, {}).get(code) if is_chosen else None)
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
