"""Reasons of a team as codes and numbers: words are added where the reader's language is known."""

from dataclasses import dataclass

from maillage.matching.types import TeamReason

type Number = int | float | str


@dataclass(frozen=True, slots=True)
class TeamBecause:
    """A reason and its numbers, by name, in the order in which `TeamReason` tells them."""

    code: TeamReason
    numbers: tuple[tuple[str, Number], ...] = ()


def because(code: TeamReason, /, **numbers: Number) -> TeamBecause:
    """Build a reason; the numbers keep the order of the call."""
    return TeamBecause(code, tuple(numbers.items()))
