"""Group the skills of a need into lots that one organization could take."""

from collections.abc import Collection, Mapping, Sequence

from maillage.matching.rules.reading.types import LotRead, SkillRead
from maillage.matching.rules.reading.vocabulary import Vocabulary

_LONGEST_TITLE = 80
_DIVISION = 2  # figures of an activity code that name its division


def lots_of(skills: Sequence[SkillRead], /, *, vocabulary: Vocabulary, language: str) -> tuple[LotRead, ...]:
    """Group by trade, in the order of the surest skill; a single skill makes no lot, nor do the same words twice."""
    if len(skills) < 2:
        return ()
    slugs = [skill.slug for skill in skills]
    groups = trades_of(slugs, sectors=vocabulary.sectors, codes=vocabulary.codes, same=_said_at_once(skills))
    return tuple(
        LotRead(
            vocabulary.sectors.get(group[0], ""), _title([_name(vocabulary, slug, language) for slug in group]), group
        )
        for group in groups
    )


def trades_of(
    slugs: Sequence[str],
    /,
    *,
    sectors: Mapping[str, str],
    codes: Mapping[str, Collection[str]],
    same: Collection[tuple[str, str]] = (),
) -> tuple[tuple[str, ...], ...]:
    """Group skills that one organization often holds: of one sector, with activity codes of one division or none known.

    `codes`: NAF codes by skill; `same`: pairs of skills of one sector that stay together whatever their codes.
    """
    groups: list[list[str]] = []
    for slug in dict.fromkeys(slugs):
        near = [group for group in groups if any(_are_near(slug, other, sectors, codes, same) for other in group)]
        for group in near[1:]:
            near[0].extend(group)
            groups.remove(group)
        if near:
            near[0].append(slug)
        else:
            groups.append([slug])
    return tuple(tuple(sorted(group, key=slugs.index)) for group in groups)


def _are_near(
    one: str,
    other: str,
    sectors: Mapping[str, str],
    codes: Mapping[str, Collection[str]],
    same: Collection[tuple[str, str]],
) -> bool:
    if sectors.get(one, "") != sectors.get(other, ""):
        return False
    divisions, others = ({code[:_DIVISION] for code in codes.get(slug, ())} for slug in (one, other))
    return not divisions or not others or bool(divisions & others) or (one, other) in same or (other, one) in same


def _said_at_once(skills: Sequence[SkillRead]) -> set[tuple[str, str]]:
    """Give the pairs of which one has no words of its own: the text names one job, which two skills may be."""
    spans = {skill.slug: {(quote.start, quote.end) for quote in skill.because} for skill in skills}
    return {(one, other) for one in spans for other in spans if one != other and spans[one] <= spans[other]}


def _name(vocabulary: Vocabulary, slug: str, language: str) -> str:
    names = vocabulary.names.get(slug) or (slug,)
    return names[1] if language == "en" and len(names) > 1 else names[0]


def _title(names: list[str]) -> str:
    title = " · ".join(names)
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip(" ·,") + "…"
