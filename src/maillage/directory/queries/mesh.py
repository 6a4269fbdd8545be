"""What the mesh of links reads of the directory: who stands where and does what, and who made references with whom."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from maillage.accounts.models import Affiliation
from maillage.directory.models import Establishment, OrganizationSkill, Profile, Reference, ReferencePartner
from maillage.directory.types import Listing

_MESH = "the mesh is drawn from what profiles tell; who may see which part is decided by the links"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An organization with a profile: its head office, its skills and sectors as slugs, the main skill first."""

    id: UUID
    name: str
    slug: str
    is_listed: bool
    commune: str
    department: str
    region: str
    longitude: float | None
    latitude: float | None
    skills: tuple[str, ...]
    sectors: tuple[str, ...]
    affiliated_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """Two organizations named by one reference. `known_on`: the day on which it was written down."""

    reference_id: UUID
    organization_id: UUID
    partner_id: UUID
    title: str
    year: int | None
    known_on: date


def listed_ids() -> "QuerySet[Profile, UUID]":
    """Give the ids of listed organizations, lazily: a condition inside the query of another context, and nothing else."""
    return Profile.objects.public().values_list("organization_id", flat=True)


def affiliated_ids() -> set[UUID]:
    """Give the ids of the organizations that are members of the network."""
    rows = Affiliation.objects.across_scopes(reason=_MESH).filter(state=Affiliation.State.AFFILIATED)
    return set(rows.values_list("organization_id", flat=True))


def standings_of(ids: Collection[UUID], /) -> list[Standing]:
    """Give what is known of organizations that have a profile, by name. Four queries, however many they are."""
    wanted = list(ids)
    profiles = (
        Profile.objects.across_scopes(reason=_MESH).filter(pk__in=wanted).select_related("organization")
        .order_by("organization__name", "pk")
        .only("organization_id", "listing", "organization__name", "organization__slug")
    )  # fmt: skip
    places = _head_offices(wanted)
    skills, sectors = _skills(wanted)
    since = dict(
        Affiliation.objects.across_scopes(reason=_MESH)
        .filter(organization_id__in=wanted, state=Affiliation.State.AFFILIATED)
        .values_list("organization_id", "since")
    )
    return [
        Standing(
            id=row.organization_id, name=row.organization.name, slug=row.organization.slug,
            is_listed=row.listing == Listing.LISTED, affiliated_on=since.get(row.organization_id),
            skills=tuple(skills.get(row.organization_id, ())), sectors=tuple(sectors.get(row.organization_id, ())),
            **places.get(row.organization_id, _NOWHERE),
        )
        for row in profiles
    ]  # fmt: skip


_NOWHERE: dict[str, Any] = {"commune": "", "department": "", "region": "", "longitude": None, "latitude": None}


def _head_offices(ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    rows = (
        Establishment.objects.across_scopes(reason=_MESH)
        .filter(organization_id__in=ids, closed_at__isnull=True)
        .order_by("organization_id", "is_head_office", "-pk")
        .values_list("organization_id", "commune_name", "department_code", "region_code", "longitude", "latitude")
    )
    # The head office comes last, and stays.
    return {
        owner: {"commune": commune, "department": department, "region": region, "longitude": lon, "latitude": lat}
        for owner, commune, department, region, lon, lat in rows
    }


def _skills(ids: list[UUID]) -> tuple[dict[UUID, list[str]], dict[UUID, list[str]]]:
    rows = (
        OrganizationSkill.objects.across_scopes(reason=_MESH)
        .filter(organization_id__in=ids, skill__retired_at__isnull=True)
        .order_by("organization_id", "-is_main", "skill__position", "skill__slug")
        .values_list("organization_id", "skill__slug", "skill__sector__slug")
    )
    skills: dict[UUID, list[str]] = {}
    sectors: dict[UUID, list[str]] = {}
    for owner, skill, sector in rows:
        skills.setdefault(owner, []).append(skill)
        if sector not in sectors.setdefault(owner, []):
            sectors[owner].append(sector)
    return skills, sectors


def partnerships(*, organization_id: UUID | None = None) -> Iterable[Partnership]:
    """Give who is named with whom by references: those that concern one organization, whoever says so, or all."""
    rows = ReferencePartner.objects.across_scopes(reason=_MESH).filter(partner__isnull=False)
    if organization_id is not None:
        rows = rows.filter(Q(organization_id=organization_id) | Q(partner_id=organization_id))
    found = rows.order_by("reference_id", "pk").values_list(
        "reference_id", "organization_id", "partner_id", "reference__title", "reference__year", "reference__created_at"
    )
    for reference, owner, partner, title, year, created in found.iterator(chunk_size=2_000):
        yield Partnership(
            reference_id=reference, organization_id=owner, partner_id=partner, title=title, year=year,
            known_on=created.date(),
        )  # fmt: skip


def titles_of_references(ids: Collection[UUID], /) -> dict[UUID, str]:
    """Give the titles of references that still stand on a listed page."""
    rows = Reference.objects.across_scopes(reason=_MESH).filter(pk__in=list(ids), organization_id__in=listed_ids())
    return dict(rows.values_list("pk", "title"))
