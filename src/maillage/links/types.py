"""The words of the mesh: what ties two organizations, who may know it, what is proposed to those who have not met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID


class LinkKind(StrEnum):
    """What a piece of evidence says of two organizations."""

    COPRODUCED = "coproduced"
    WON = "won"
    ANSWERED = "answered"
    REFERENCED = "referenced"
    RECOMMENDED = "recommended"
    DELIVERED = "delivered"
    SUPPLIES = "supplies"
    PREMISES = "premises"
    GROUP = "group"
    MET = "met"
    REVIEWED = "reviewed"
    INVITED = "invited"


class Readership(StrEnum):
    """Who may know of a fact; each includes those before it."""

    PUBLIC = "public"
    SHARED = "shared"
    OFFICE = "office"

    @property
    def sees(self) -> tuple["Readership", ...]:
        """Give the facts that this reader may know of."""
        return tuple(Readership)[: tuple(Readership).index(self) + 1]


READERSHIP: Mapping[LinkKind, Readership] = {
    LinkKind.COPRODUCED: Readership.SHARED,
    LinkKind.WON: Readership.SHARED,
    LinkKind.ANSWERED: Readership.SHARED,
    LinkKind.REFERENCED: Readership.PUBLIC,
    LinkKind.RECOMMENDED: Readership.PUBLIC,
    LinkKind.DELIVERED: Readership.SHARED,
    LinkKind.SUPPLIES: Readership.SHARED,
    LinkKind.PREMISES: Readership.PUBLIC,
    LinkKind.GROUP: Readership.PUBLIC,
    LinkKind.MET: Readership.SHARED,
    # What one thinks of the other, and who else was asked: neither may be learnt from the graph.
    LinkKind.REVIEWED: Readership.OFFICE,
    LinkKind.INVITED: Readership.OFFICE,
}
# What lasts until somebody says that it has ended; it ages from then on.
STANDING = frozenset({LinkKind.SUPPLIES, LinkKind.PREMISES, LinkKind.GROUP})
# What people say themselves; all but a recommendation waits for the other side.
DECLARABLE = (LinkKind.RECOMMENDED, LinkKind.SUPPLIES, LinkKind.PREMISES, LinkKind.GROUP, LinkKind.MET)
ONE_SIDED = frozenset({LinkKind.RECOMMENDED})
# What has a giver and a receiver.
DIRECTED = frozenset({LinkKind.RECOMMENDED, LinkKind.SUPPLIES})


def kinds_seen_by(readership: Readership) -> tuple[LinkKind, ...]:
    """Give the kinds that a reader may meet. A published coproduction is public, whatever its kind's rule."""
    seen = tuple(kind for kind in LinkKind if READERSHIP[kind] in readership.sees)
    return (LinkKind.COPRODUCED, *seen) if readership is Readership.PUBLIC else seen


class DeclarationState(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    ENDED = "ended"


class IntroductionState(StrEnum):
    SUGGESTED = "suggested"
    SET_ASIDE = "set-aside"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MET = "met"


class Reason(StrEnum):
    """Why two organizations should meet."""

    SKILLS = "skills"
    NEAR = "near"
    NEIGHBOURS = "neighbours"
    SECTORS = "sectors"
    LONELY = "lonely"


type Pair = tuple[UUID, UUID]


def pair_of(one: UUID, other: UUID) -> Pair:
    """Put two organizations in the order in which their link is kept."""
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One dated piece of evidence. `share`: how much it proves, in (0, 1]; `until`: when a standing tie has ended."""

    kind: LinkKind
    day: date
    share: float = 1.0
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFact:
    """A fact to keep. `key` names it for ever among the facts of its pair and kind: the same one again changes nothing."""

    pair: Pair
    kind: LinkKind
    key: str
    day: date
    share: float = 1.0
    readership: Readership | None = None
    origin_id: UUID | None = None
    object_id: UUID | None = None
    sentence: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSeen:
    """A link as a reader may know it, told from one side. `strength` in [0, 1]."""

    other_id: UUID
    name: str
    slug: str
    is_listed: bool
    strength: float
    kinds: tuple[LinkKind, ...]
    first_on: date
    last_on: date
    facts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSeen:
    """One line of the story of a link. `is_by_us`: the reader's side gave or said it; None when nobody did alone."""

    kind: LinkKind
    day: date
    until: date | None
    sentence: str
    readership: Readership
    is_by_us: bool | None
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An organization as a knot of the graph. `sectors` and `skills` are slugs, the main skill first."""

    id: UUID
    name: str
    slug: str
    commune: str = ""
    department: str = ""
    region: str = ""
    longitude: float | None = None
    latitude: float | None = None
    sectors: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    is_affiliated: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """A link of the graph: two keys and a strength in (0, 1]."""

    left: UUID
    right: UUID
    strength: float


@dataclass(frozen=True, slots=True)
class Why:
    """A reason with what its sentence needs; `share` in [0, 1] is what it adds before weighting."""

    reason: Reason
    share: float
    names: tuple[str, ...] = ()
    metres: int | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two organizations that should meet, and why, the strongest reason first. `score` in [0, 1]."""

    left: UUID
    right: UUID
    score: float
    reasons: Sequence[Why] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What the mesh is worth on a day; None where nothing can be measured yet."""

    members: int
    links: int
    isolated: int
    strong_share: float | None
    mean_path: float | None
    reach_share: float | None
    clustering: float | None
    inter_sector_share: float | None
    opportunity_gini: float | None = None
