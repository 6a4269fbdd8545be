"""A ranking as a page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from maillage.accounts.models import Organization
from maillage.directory.queries.able import AbleOrganization
from maillage.directory.queries.taxonomy import skill_choices
from maillage.matching.labels import CRITERION_LABELS, EXCLUSION_LABELS
from maillage.matching.queries.candidates import Ranked
from maillage.matching.queries.stored import PastRanking
from maillage.matching.rules.ranking import Entry, Judgement, Weights
from maillage.matching.sentences import sentence, side_by_side
from maillage.matching.types import Criterion

# What the one-line summary takes from each criterion, the most telling first.
_SUMMED_UP = (Criterion.PROXIMITY, Criterion.SKILLS, Criterion.EQUITY)


@dataclass(frozen=True, slots=True)
class Bar:
    """One criterion of a candidate; `percent` of its value, `weight` its share of the whole in percent."""

    label: str
    percent: int
    weight: int
    sentence: str


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A candidate with its reasons."""

    position: int
    organization: AbleOrganization | Organization
    percent: int
    summary: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Slider:
    """A weight that can be moved; from 0 to 40."""

    name: str
    label: str
    value: int


def shown_entries(ranked: Ranked, /) -> Sequence[ShownEntry]:
    """Give the candidates in order, each with a sentence and a bar for each criterion."""
    names = {choice.slug: choice.name for choice in skill_choices()}
    return [
        ShownEntry(
            position=entry.position, organization=ranked.organizations[entry.organization_id],
            percent=round(100 * entry.score), summary=_summary(entry, names), bars=_bars(entry, names),
        )
        for entry in ranked.ranking.entries
    ]  # fmt: skip


def shown_excluded(ranked: Ranked, /) -> Sequence[tuple[AbleOrganization, Any]]:
    """Give the excluded with the reason of each."""
    return [
        (ranked.organizations[one.organization_id], EXCLUSION_LABELS[one.reason]) for one in ranked.ranking.excluded
    ]


def shown_past(past: PastRanking, /) -> Sequence[ShownEntry]:
    """Give the candidates of a stored ranking, those of whom the platform still knows the name."""
    names = {choice.slug: choice.name for choice in skill_choices()}
    return [
        ShownEntry(
            position=entry.position, organization=past.organizations[entry.organization_id],
            percent=round(100 * entry.score), summary=_summary(entry, names), bars=_bars(entry, names),
        )
        for entry in past.ranking.entries if entry.organization_id in past.organizations
    ]  # fmt: skip


def past_excluded(past: PastRanking, /) -> Sequence[tuple[Organization, Any]]:
    """Give those whom a stored ranking excluded, with the reason of each."""
    return [
        (past.organizations[one.organization_id], EXCLUSION_LABELS[one.reason])
        for one in past.ranking.excluded if one.organization_id in past.organizations
    ]  # fmt: skip


def sliders(weights: Weights, /) -> Sequence[Slider]:
    """Give the weights as they can be moved."""
    return [
        Slider(criterion.value, str(CRITERION_LABELS[criterion]), round(weights.of(criterion)))
        for criterion in Criterion
    ]


def _summary(entry: Entry, names: Mapping[str, str]) -> str:
    told = []
    for criterion in _SUMMED_UP:
        judgement = entry.judgement(criterion)
        if judgement is not None and judgement.because:
            told.append(sentence(_most_telling(judgement), names=names))
    line = side_by_side(told)
    return line[:1].upper() + line[1:]


def _most_telling(judgement: Judgement) -> Any:
    is_skills = judgement.criterion is Criterion.SKILLS and len(judgement.because) == 2
    return judgement.because[1] if is_skills else judgement.because[0]


def _bars(entry: Entry, names: Mapping[str, str]) -> tuple[Bar, ...]:
    return tuple(
        Bar(
            label=str(CRITERION_LABELS[one.criterion]), percent=round(100 * one.value), weight=round(100 * one.weight),
            sentence=side_by_side([sentence(why, names=names) for why in one.because]),
        )
        for one in entry.judgements
    )  # fmt: skip
