"""What a team is composed from: the parts to cover, who could take them on, ties, and the facilitator's wishes."""

from dataclasses import dataclass

from maillage.matching.rules.composition.leads import is_able_lead

# Subsets of parts are the steps of the search: past this, parts are put together before composing.
MOST_PARTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one partner does alone: a lot, or a skill. `share`: its part of the work, compared with that of the others."""

    key: str
    title: str = ""
    lot: int = 0
    skills: tuple[str, ...] = ()
    share: int = 1

    def __post_init__(self) -> None:
        if self.share < 1:
            raise ValueError(f"The share of part {self.key!r} is not above 0: {self.share!r}.")


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an organization suits a part, in [0, 1]."""

    part: str
    value: float

    def __post_init__(self) -> None:
        if not 0 <= self.value <= 1:
            raise ValueError(f"A fit is not in [0, 1]: {self.value!r}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Able:
    """An organization of the pool. `fits`: the parts that it can take on, the others are beyond it.

    `nearness`: its nearness to the place in [0, 1], as the ranking gives it; `distance_m`: to the place. `heads`: about how
    many people work there; `jobs`: comparable past jobs. None means unknown.
    """

    organization_id: str
    fits: tuple[Fit, ...] = ()
    nearness: float = 1.0
    distance_m: int | None = None
    longitude: float | None = None
    latitude: float | None = None
    heads: float | None = None
    jobs: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.nearness <= 1:
            raise ValueError(f"A nearness is not in [0, 1]: {self.nearness!r}.")

    def fit(self, part: str) -> float | None:
        """Give the fit for a part, None when the organization cannot take it on."""
        return next((one.value for one in self.fits if one.part == part), None)

    @property
    def can_lead(self) -> bool:
        return is_able_lead(heads=self.heads, jobs=self.jobs)


@dataclass(frozen=True, slots=True)
class Tie:
    """A link between two organizations; `strength` in [0, 1]."""

    one: str
    other: str
    strength: float

    def __post_init__(self) -> None:
        if not 0 <= self.strength <= 1 or self.one == self.other:
            raise ValueError(f"Not a tie between two organizations, in [0, 1]: {self!r}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """All that a composition depends on: the same problem gives the same teams, years later.

    `seed` draws between equals (the brief's id). `scale_m`: the distance at which closeness is worth one half. Without a place
    distances count for nothing. `most_partners`: None for as many as there are parts.
    """

    seed: str
    parts: tuple[Part, ...]
    pool: tuple[Able, ...]
    ties: tuple[Tie, ...] = ()
    pins: tuple[str, ...] = ()
    bans: tuple[str, ...] = ()
    most_partners: int | None = None
    is_lead_needed: bool = True
    has_place: bool = True
    scale_m: int = 50_000

    def __post_init__(self) -> None:
        keys = [part.key for part in self.parts]
        ids = [one.organization_id for one in self.pool]
        if len(set(keys)) != len(keys) or len(set(ids)) != len(ids):
            raise ValueError("A part or an organization stands twice in the problem.")
        if len(keys) > MOST_PARTS:
            raise ValueError(f"More than {MOST_PARTS} parts: {len(keys)}.")
        if self.most_partners is not None and self.most_partners < 1:
            raise ValueError(f"A team of at most {self.most_partners!r}.")
