"""What a day is made of, as the planner needs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from maillage.routing import Matrix

# An address takes so much of the usual time at a door for parking and stairs; the rest is for each task.
SETUP_SHARE = 2 / 3


type GroupKey = tuple[int, int]


class UnplacedReason(StrEnum):
    """Why a task is in nobody's plan; all but the last are the planner's own."""

    INVALID = "invalid"
    NO_VEHICLE = "no_vehicle"
    NOT_ALLOWED = "not_allowed"
    SKILL = "skill"
    CAPACITY = "capacity"
    UNREACHABLE = "unreachable"
    WINDOW = "window"
    SHIFT = "shift"
    FULL = "full"
    ORDER = "order"  # its tour gives before it takes
    BLOCK = "block"  # something else of its tour has a reason
    OVER = "over"  # its window had passed before the planning


@dataclass(frozen=True, slots=True)
class DayTask:
    """An open task. `place`: row of the matrices. `rank`: where it stands in its courier's day.

    `may_move`: the plan may give it to another courier. `is_aboard`: what it drops off was picked up already. `tour`, `tour_place`:
    which tour it is in, and where; a tour is ridden by one courier in one piece.
    """

    number: int
    place: int
    after_s: float
    before_s: float
    is_pickup: bool
    delivery: int | None = None
    position: int = 0
    weight_g: float = 0
    units: float = 0
    skills: frozenset[str] = frozenset()
    rider: int | None = None
    rank: int = 0
    is_under_way: bool = False
    is_aboard: bool = False
    may_move: bool = True
    version: int = 1
    tour: int | None = None
    tour_place: int = 0

    @property
    def key(self) -> GroupKey:
        """Tasks of one delivery with one courier go together; a task of none goes alone."""
        return (-1, self.number) if self.delivery is None else (self.delivery, self.rider or 0)


@dataclass(frozen=True, slots=True)
class DayRider:
    """A courier on duty. `start`, `end`: places. `breaks`: pairs of a start and an end. `profile`: which matrix applies.

    `may_take`: whether more may be given; who is not on duty only rides what is theirs. Loads are without limit where None.
    """

    id: int
    start: int | None
    from_s: float
    until_s: float
    end: int | None = None
    breaks: tuple[tuple[float, float], ...] = ()
    weight_g: float | None = None
    units: float | None = None
    skills: frozenset[str] = frozenset()
    profile: str = ""
    may_take: bool = True


@dataclass(frozen=True, slots=True)
class DayToPlan:
    """`matrices`: by profile, infinite where no street leads. `lines`: the same with straight lines there, to tell times.

    `now_s`: nothing begins earlier; minus infinity for a day to come.
    """

    tasks: tuple[DayTask, ...]
    riders: tuple[DayRider, ...]
    matrices: Mapping[str, Matrix]
    lines: Mapping[str, Matrix]
    stop_s: float
    now_s: float
    by_number: Mapping[int, DayTask] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_number", {task.number: task for task in self.tasks})

    def list_of(self, rider_id: int) -> tuple[int, ...]:
        """Give a courier's open tasks in the order of the day as it stands."""
        own = [task for task in self.tasks if task.rider == rider_id]
        return tuple(task.number for task in sorted(own, key=lambda task: (task.rank, task.number)))


@dataclass(frozen=True, slots=True)
class NotPlaced:
    number: int
    reason: UnplacedReason


@dataclass(frozen=True, slots=True)
class DaySolution:
    """`lists`: by courier, numbers in the order in which to ride. `unplaced`: what stays nobody's.

    `unfit`: what stays with its courier though it does not fit, at the end of the list.
    """

    lists: Mapping[int, tuple[int, ...]]
    unplaced: tuple[NotPlaced, ...] = ()
    unfit: tuple[NotPlaced, ...] = ()
    was_cancelled: bool = False
