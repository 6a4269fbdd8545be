"""Reasons as codes and numbers: words are added where the reader's language is known."""

from dataclasses import dataclass

from maillage.matching.types import Reason

type Number = int | float | str


@dataclass(frozen=True, slots=True)
class Because:
    """A reason and its numbers, by name, in the order in which `Reason` tells them."""

    code: Reason
    numbers: tuple[tuple[str, Number], ...] = ()

    def number(self, name: str) -> Number:
        """Give one of the numbers.

        Raises: KeyError (the reason has no such number).
        """
        return dict(self.numbers)[name]


def because(code: Reason, /, **numbers: Number) -> Because:
    """Build a reason; the numbers keep the order of the call."""
    return Because(code, tuple(numbers.items()))
