"""How strong a link is: independent pieces of evidence, each fading with time, none ever weakening the others.

    strength = 1 − Π (1 − weight(kind) · share · 2^(−age / half-life(kind)))

Each fact alone would hold the two together with the probability `weight · share`; the link holds when at least one does.
The result stays in [0, 1[, grows with each fact, and never with age.
Source: the noisy-OR of J. Pearl, "Probabilistic Reasoning in Intelligent Systems", 1988, section 4.3.2; the half-life is
that of exponential forgetting as in H. Ebbinghaus, 1885.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from maillage.links.types import STANDING, Evidence, LinkKind

STRONG = 0.5
# A link that has faded below this is history: it is told in the story and not drawn any more.
FAINT = 0.02


@dataclass(frozen=True, slots=True)
class KindWeight:
    """What one fact of a kind is worth on its day, in ]0, 1[, and after how many days it is worth half."""

    weight: float
    half_life_days: int


KIND_WEIGHTS: Mapping[LinkKind, KindWeight] = {
    LinkKind.COPRODUCED: KindWeight(0.50, 3 * 365),
    LinkKind.GROUP: KindWeight(0.50, 2 * 365),
    LinkKind.PREMISES: KindWeight(0.45, 365),
    LinkKind.SUPPLIES: KindWeight(0.35, 365),
    LinkKind.WON: KindWeight(0.35, 2 * 365),
    LinkKind.REFERENCED: KindWeight(0.30, 4 * 365),
    LinkKind.RECOMMENDED: KindWeight(0.30, 2 * 365),
    LinkKind.ANSWERED: KindWeight(0.20, 365),
    LinkKind.REVIEWED: KindWeight(0.20, 2 * 365),
    LinkKind.DELIVERED: KindWeight(0.15, 365),
    LinkKind.MET: KindWeight(0.12, 180),
    LinkKind.INVITED: KindWeight(0.04, 180),
}


def worth(evidence: Evidence, /, *, today: date) -> float:
    """Give what one fact is worth today, in [0, 1[. What is standing does not age; what lies ahead has no age."""
    rule = KIND_WEIGHTS[evidence.kind]
    since = evidence.until if evidence.kind in STANDING else evidence.day
    age_days = 0 if since is None else max(0, (today - since).days)
    return rule.weight * min(1.0, max(0.0, evidence.share)) * math.exp2(-age_days / rule.half_life_days)


def strength(evidence: Iterable[Evidence], /, *, today: date) -> float:
    """Give the strength of a link from all that is known of it, in [0, 1[; the order of the facts does not matter.

    Source: see the module.
    """
    # Summed exactly: the same facts give the same number, whatever their order.
    doubt = math.fsum(math.log1p(-worth(one, today=today)) for one in evidence)
    return min(-math.expm1(doubt), math.nextafter(1.0, 0.0)) + 0.0


def share_of_rating(rating_hundredths: int, /) -> float:
    """Give how much a review proves: a mean of 3.00 or less nothing, 5.00 all. In hundredths of 1 to 5."""
    return min(1.0, max(0.0, (rating_hundredths - 300) / 200))


def worth_of_kind(evidence: Iterable[Evidence], /, *, today: date) -> dict[LinkKind, float]:
    """Give what each kind alone would make of the link: the bars that explain it."""
    by_kind: dict[LinkKind, list[Evidence]] = {}
    for one in evidence:
        by_kind.setdefault(one.kind, []).append(one)
    return {kind: strength(facts, today=today) for kind, facts in by_kind.items()}
