"""Why a published call suits an organization."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Nearness(StrEnum):
    """How the place of a call stands to an organization, the nearest first."""

    OWN = "own"  # one of its départements
    SERVED = "served"  # a territory that it says it serves
    NATIONAL = "national"  # it works everywhere
    REGION = "region"  # its region; it has named no territory
    UNSAID = "unsaid"  # the call names no place
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Fit:
    """What an organization has in common with a call. `skills`: slugs, in the order of the call."""

    skills: tuple[str, ...]
    asked: int
    nearness: Nearness
    departments: tuple[str, ...]

    @property
    def suits(self) -> bool:
        return bool(self.skills) and self.nearness is not Nearness.FAR


def fit_of(
    *, asked: Collection[str], departments: Collection[str], skills: Collection[str], own: Collection[str],
    served: Collection[str] | None, is_said: bool,
) -> Fit:  # fmt: skip
    """Compare a call's skills and départements with an organization's; `served` is None when it works everywhere."""
    common = tuple(slug for slug in asked if slug in skills)
    here = tuple(code for code in departments if code in own)
    around = tuple(code for code in departments if served is None or code in served)
    if not departments:
        return Fit(common, len(asked), Nearness.UNSAID, ())
    if here:
        return Fit(common, len(asked), Nearness.OWN, here)
    if around:
        kind = Nearness.NATIONAL if served is None else Nearness.SERVED if is_said else Nearness.REGION
        return Fit(common, len(asked), kind, around)
    return Fit(common, len(asked), Nearness.FAR, tuple(departments))
