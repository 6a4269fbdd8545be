"""Teams that could answer a need, and its answers, as the API gives them. Amounts are cents of euro, excluding VAT unless said."""

from datetime import datetime
from uuid import UUID

from ninja import Schema

from maillage.matching.schemas.briefs import RankedOrganization
from maillage.matching.types import AnswerState, ConsortiumForm, Flavour, Impossible, TeamReason


class TeamBecauseOut(Schema):
    """`numbers`: what the code tells, by name; the sentence says it in the language asked for."""

    code: TeamReason
    numbers: dict[str, int | float | str]
    sentence: str


class TeamPart(Schema):
    """What a member takes on. `fit`: in [0, 1]; `lot`: its position, when the part is in a lot."""

    key: str
    title: str
    lot: int | None
    skills: list[str]
    fit: float


class TeamMember(Schema):
    """`lots`: positions of those of which it takes on something; `share` of the whole and `fit`, in [0, 1]."""

    organization: RankedOrganization
    is_lead: bool
    parts: list[TeamPart]
    lots: list[int]
    share: float
    fit: float
    distance_m: int | None
    reasons: list[TeamBecauseOut]


class TeamMeasures(Schema):
    """Six values in [0, 1], 1 is best, and the numbers that are read beside them; distances in metres."""

    fit: float
    place: float
    close: float
    ties: float
    balance: float
    size: float
    partners: int
    pairs: int
    tied_pairs: int
    tied: float
    largest_share: float
    spread_m: int | None
    farthest_m: int | None


class ComposedTeam(Schema):
    """`points`: out of 100. `without`: the member of the best team that this one does without. `is_proven`: nothing better exists."""

    flavour: Flavour
    label: str
    points: float
    is_proven: bool
    without: UUID | None
    members: list[TeamMember]
    measures: TeamMeasures


class NoTeamOut(Schema):
    """Why there is no team. `parts`: titles of what nobody takes on; `needed`: partners that it takes at least."""

    code: Impossible
    parts: list[str]
    organizations: list[UUID]
    needed: int | None
    sentence: str


class ComposedTeams(Schema):
    """`able`: organizations that can take on a part; `is_whole`: whether each of them was looked at."""

    formula_version: int
    able: int
    is_whole: bool
    parts_left_out: int
    teams: list[ComposedTeam]
    impossible: NoTeamOut | None


class AnswerPartner(Schema):
    id: UUID
    slug: str
    name: str
    is_lead: bool


class VatTotal(Schema):
    """`basis_points`: the rate; 2000 is 20 %."""

    basis_points: int
    base_cents: int
    vat_cents: int


class AnswerTotals(Schema):
    net_cents: int
    vat: list[VatTotal]
    vat_cents: int
    gross_cents: int


class AnswerOut(Schema):
    """`digest`: SHA-256 of the content that is signed; none while it is a draft."""

    id: UUID
    state: AnswerState
    title: str
    form: ConsortiumForm
    partners: list[AnswerPartner]
    totals: AnswerTotals
    created_at: datetime
    sent_at: datetime | None
    decided_at: datetime | None
    digest: str | None


class AnswersOfBrief(Schema):
    results: list[AnswerOut]
