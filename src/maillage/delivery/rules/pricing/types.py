"""What a price is made from, and how it is told."""

from dataclasses import dataclass
from enum import StrEnum

from maillage.delivery.rules.expressions import NO_TASK, ExpressionError, Packages, TaskFacts

MOST_OF_A_SUPPLEMENT = 10_000


class Strategy(StrEnum):
    """Whether the first rule that matches makes the price, or all that match together."""

    FIND = "find"
    MAP = "map"


class RuleTarget(StrEnum):
    """What a rule is asked about. The last: the delivery when it has two tasks, else each task, as rules older than targets were."""

    DELIVERY = "DELIVERY"
    TASK = "TASK"
    LEGACY_TARGET_DYNAMIC = "LEGACY_TARGET_DYNAMIC"


class ItemTarget(StrEnum):
    """What a part of the price is for."""

    ORDER = "ORDER"
    PICKUP = "PICKUP"
    DROPOFF = "DROPOFF"


class Outcome(StrEnum):
    """How pricing ended. Only PRICED and ARBITRARY have a total."""

    PRICED = "priced"
    ARBITRARY = "arbitrary"  # somebody set the price by hand
    NO_RULE_SET = "no_rule_set"
    NO_MATCH = "no_match"
    FAULTY = "faulty"  # a rule could not be worked out: no price rather than a wrong one


@dataclass(frozen=True, slots=True)
class Rule:
    """`expression`: when it applies; `price`: cents or an expression. `id`: whatever the caller knows it by."""

    expression: str
    price: str
    target: RuleTarget = RuleTarget.DELIVERY
    name: str = ""
    id: str = ""

    @property
    def is_manual(self) -> bool:
        """Say whether it applies by hand alone: a supplement is written as a rule that never matches."""
        return self.expression.strip() == "false"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules in their order."""

    strategy: Strategy
    rules: tuple[Rule, ...]
    name: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Supplement:
    """A rule added by hand, so many times. Raises: ValueError (not once at least, or too often)."""

    rule: Rule
    quantity: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.quantity <= MOST_OF_A_SUPPLEMENT:
            raise ValueError("quantity")


@dataclass(frozen=True, slots=True)
class ArbitraryPrice:
    """A price set by hand instead of the rules'. Raises: ValueError (below zero, or without a reason)."""

    cents: int
    reason: str

    def __post_init__(self) -> None:
        if self.cents < 0:
            raise ValueError("cents")
        if not self.reason.strip():
            raise ValueError("reason")


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """A delivery as its price sees it: its pickups and drop-offs in their order.

    `weight_g`, `packages`: of all of them together, each counted once.
    """

    tasks: tuple[TaskFacts, ...]
    distance_m: int | None = None
    weight_g: int | None = None
    packages: Packages = Packages()
    vehicle: str = ""
    items_total_cents: int | None = None

    @property
    def pickup(self) -> TaskFacts:
        """Give the first pickup. Source: `coopcycle_api.md`, section 4.1."""
        return next((task for task in self.tasks if task.kind == ItemTarget.PICKUP), NO_TASK)

    @property
    def dropoff(self) -> TaskFacts:
        """Give the last drop-off. Source: `coopcycle_api.md`, section 4.1."""
        return next((task for task in reversed(self.tasks) if task.kind == ItemTarget.DROPOFF), NO_TASK)


@dataclass(frozen=True, slots=True)
class Applied:
    """What one rule did to one item.

    `part_cents`: what it added; `total_after_cents`: the running total that a percentage after it is of; `percentage`:
    ten-thousandths, when its price is one; `is_fault_in_price`: whether `fault` stands in the price or in the condition.
    """

    rule: Rule
    position: int
    is_matched: bool
    part_cents: int = 0
    total_after_cents: int = 0
    percentage: int | None = None
    quantity: int = 1
    is_supplement: bool = False
    fault: ExpressionError | None = None
    is_fault_in_price: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """What the rules did for the order or for one task. `task`: its place among the delivery's, None for the order."""

    target: ItemTarget
    applied: tuple[Applied, ...]
    task: int | None = None

    @property
    def part_cents(self) -> int:
        return sum(one.part_cents for one in self.applied)


@dataclass(frozen=True, slots=True)
class Calculation:
    """A price and how it came about.

    `floor_cents`: what was added so that reductions leave nothing below zero. The parts and the floor always sum to the total.
    """

    outcome: Outcome
    rule_set: RuleSet | None = None
    items: tuple[Item, ...] = ()
    floor_cents: int = 0
    arbitrary: ArbitraryPrice | None = None

    @property
    def total_cents(self) -> int | None:
        """Give the price, or None when there is none."""
        if self.arbitrary:
            return self.arbitrary.cents
        if self.outcome is not Outcome.PRICED:
            return None
        return sum(item.part_cents for item in self.items) + self.floor_cents

    @property
    def faults(self) -> tuple[Applied, ...]:
        return tuple(one for item in self.items for one in item.applied if one.fault)
