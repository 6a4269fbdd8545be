"""The sections of a profile that an organization's own software may write: whole lists, or some fields of a text."""

from typing import Annotated

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

from maillage.directory.types import EvidenceKind

WebAddress = Annotated[str, StringConstraints(max_length=500, pattern=r"^(https?://\S+)?$")]


class _Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class PresentationChange(_Strict):
    """Fields left out stay as they are."""

    pitch: str | None = Field(None, max_length=240)
    description: str | None = Field(None, max_length=12_000)
    languages: list[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]] | None = Field(None, max_length=20)
    website: WebAddress | None = None
    social_links: dict[str, WebAddress] | None = Field(None, max_length=10)


class ClaimedSkill(_Strict):
    slug: str = Field(max_length=60)
    is_main: bool = False
    evidence_kind: EvidenceKind = EvidenceKind.CLAIMED
    evidence: str = Field("", max_length=300)


class SkillsChange(_Strict):
    """The whole list replaces the former one."""

    skills: list[ClaimedSkill] = Field(max_length=30)


class ProposedOffer(_Strict):
    """`id`: that of an offer which stays; without one the offer is new."""

    id: str = ""
    title: str = Field(min_length=1, max_length=160)
    description: str = Field("", max_length=4000)
    price: str = Field("", max_length=120)


class OffersChange(_Strict):
    """The whole list replaces the former one, in this order."""

    offers: list[ProposedOffer] = Field(max_length=40)


class SectionState(Schema):
    """A section as its people edit it. `version` is its ETag; `is_pending`: it waits for a facilitator's approval."""

    section: str
    document: dict[str, object]
    version: str
    is_pending: bool
