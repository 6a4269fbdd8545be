"""Tables of allowed moves between states."""

from collections.abc import Mapping, Set
from enum import StrEnum

from maillage.kit.errors import IllegalMove


class Moves[S: StrEnum]:
    """The states that may follow each state; a state without a line is terminal."""

    def __init__(self, table: Mapping[S, Set[S]]) -> None:
        self.table = {origin: frozenset(targets) for origin, targets in table.items()}

    def allows(self, *, origin: S, target: S) -> bool:
        return target in self.table.get(origin, frozenset())

    def check(self, *, origin: S, target: S) -> None:
        """Raises: IllegalMove."""
        if not self.allows(origin=origin, target=target):
            raise IllegalMove(origin=origin, target=target)
