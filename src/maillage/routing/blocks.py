"""Blocks: stops that one vehicle rides in one piece; here they become what the search places as one."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from .types import InvalidProblem, Loads, Problem, Shipment, Stop, Vehicle


@dataclass(frozen=True, slots=True)
class Request:
    """What is placed as one: a shipment, or those of a block. `stops`: those that may still be moved, a block's in its order."""

    shipments: tuple[Shipment, ...]
    stops: tuple[Stop, ...]
    is_block: bool = False

    def drops_first(self, shipment: Shipment) -> bool:
        """Say whether a block drops a shipment off before it picks it up."""
        ids = [stop.id for stop in self.stops]
        both = shipment.pickup, shipment.dropoff
        if not self.is_block or any(stop is None or stop.id not in ids for stop in both):
            return False
        pickup, dropoff = (ids.index(stop.id) for stop in both if stop is not None)
        return dropoff < pickup

    def laden(self, carried: Container[str]) -> Loads:
        """Give what a block has aboard from the start of its route: what it only drops off, and was not picked up under way."""
        return _sum(one.loads for one in self.shipments if one.pickup is None and one.id not in carried)

    def peak(self, locked_at: Mapping[str, Vehicle]) -> Loads:
        """Give the most that a block carries at once of its own; what was picked up under way is the vehicle's."""
        owner = {stop.id: one for one in self.shipments for stop in one.stops}
        aboard = self.laden(())
        most = aboard
        for stop in self.stops:
            one = owner[stop.id]
            if one.pickup is not None and one.pickup.id in locked_at:
                continue
            sign = 1 if stop is one.pickup else -1
            aboard = _sum([aboard, tuple(sign * load for load in one.loads)])
            most = tuple(max(pair) for pair in zip_longest(most, aboard, fillvalue=0.0))
        return most


def requests_of(problem: Problem, locked_at: Mapping[str, Vehicle]) -> Iterator[Request]:
    """Give each shipment that is in no block, and each block with all of its shipments, where its first one stands."""
    block_of = {stop_id: block for block in problem.blocks for stop_id in block}
    given: set[str] = set()
    for shipment in problem.shipments:
        block = next((block_of[stop.id] for stop in shipment.stops if stop.id in block_of), None)
        if block is None:
            yield Request((shipment,), tuple(stop for stop in shipment.stops if stop.id not in locked_at))
        elif block[0] not in given:
            given.add(block[0])
            members = tuple(one for one in problem.shipments if any(stop.id in block for stop in one.stops))
            stops = {stop.id: stop for one in members for stop in one.stops}
            free = tuple(stops[stop_id] for stop_id in block if stop_id not in locked_at)
            yield Request(members, free, is_block=True)


def refuse_torn_blocks(problem: Problem) -> None:
    """Refuse blocks that name a stop twice, or one that is not there, or one end of a shipment without the other.

    Raises: InvalidProblem.
    """
    named = [stop_id for block in problem.blocks for stop_id in block]
    if len(named) != len(set(named)):
        raise InvalidProblem("A stop is in two blocks, or twice in one.")
    if unknown := set(named) - {stop.id for one in problem.shipments for stop in one.stops}:
        raise InvalidProblem(f"A block has an unknown stop: {min(unknown)}.")
    riding = {stop_id: vehicle.id for vehicle in problem.vehicles for stop_id in vehicle.locked}
    for block in problem.blocks:
        members = set(block)
        for shipment in problem.shipments:
            ids = {stop.id for stop in shipment.stops}
            if ids & members and ids - members - riding.keys():
                raise InvalidProblem(f"A block has one end of shipment {shipment.id} without the other.")
        if len({riding[stop_id] for stop_id in block if stop_id in riding}) > 1:
            raise InvalidProblem("A block is under way with two vehicles.")


def _sum(loads: Iterable[Loads]) -> Loads:
    return tuple(map(sum, zip_longest(*loads, fillvalue=0.0)))
