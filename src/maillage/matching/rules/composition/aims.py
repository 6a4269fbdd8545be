"""What a good team is: six measures and what each weighs, for the best team and for the alternatives."""

from dataclasses import dataclass, replace

from maillage.matching.types import Flavour


@dataclass(frozen=True, slots=True, kw_only=True)
class Aims:
    """Weights, whole numbers from 0. The defaults sum to 100."""

    fit: int = 54
    place: int = 14  # nearness of each part's partner to the place
    close: int = 6  # of partners to one another
    ties: int = 10
    balance: int = 6
    size: int = 10  # few partners

    def __post_init__(self) -> None:
        weights = (self.fit, self.place, self.close, self.ties, self.balance, self.size)
        if min(weights) < 0 or not self.total:
            raise ValueError(f"Weights are whole numbers from 0, not all of them 0: {self!r}.")

    @property
    def total(self) -> int:
        return self.fit + self.place + self.close + self.ties + self.balance + self.size


USUAL = Aims()
_LOCAL, _KNIT, _SMALL = 4, 4, 60


def aims_of(flavour: Flavour, /, *, usual: Aims = USUAL) -> Aims:
    """Give what an alternative aims at.

    Each adds to the usual aims a multiple of one measure alone, in its usual proportions, so its best team never has less of
    that measure than the best team: otherwise the latter would be better on both counts.
    """
    match flavour:
        case Flavour.LOCAL:
            return replace(usual, place=usual.place * _LOCAL, close=usual.close * _LOCAL)
        case Flavour.KNIT:
            return replace(usual, ties=usual.ties * _KNIT)
        case Flavour.SMALL:
            return replace(usual, size=usual.size * _SMALL)
        case _:
            return usual
