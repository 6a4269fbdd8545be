"""What a profile's page shows, in a number of queries that does not grow with what it holds."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from maillage.accounts.models import Affiliation, Organization
from maillage.accounts.types import AccessLevel, Actor
from maillage.directory.models import (
    Contact,
    Establishment,
    Offer,
    OrganizationLabel,
    OrganizationSkill,
    Photo,
    Profile,
    Reference,
    ReferencePartner,
)
from maillage.directory.rules import ego_graph
from maillage.directory.types import EvidenceKind, Listing
from maillage.geodata import fold
from maillage.kit.errors import NotFound

PUBLIC_PAGE = "the page of a listed profile is public"


@dataclass(frozen=True, slots=True)
class ShownPartner:
    """A partner of a reference; `slug` is empty when it has no public page."""

    name: str
    role: str
    slug: str


@dataclass(frozen=True, slots=True)
class ShownReference:
    """A reference with its partners, pictures and the skills it shows."""

    row: Reference
    partners: Sequence[ShownPartner]
    photos: Sequence[Photo]
    skills: Sequence[Any]


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """Everything that the page shows. `is_preview`: not public, shown to its people and the office only."""

    organization: Organization
    profile: Profile
    is_preview: bool
    is_member: bool
    establishments: Sequence[Establishment] = ()
    skills: Sequence[OrganizationSkill] = ()
    offers: Sequence[Offer] = ()
    references: Sequence[ShownReference] = ()
    photos: Sequence[Photo] = ()
    labels: Sequence[OrganizationLabel] = ()
    contacts: Sequence[Contact] = ()
    partners: Sequence[ego_graph.Partner] = ()
    partner_links: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    @property
    def head_office(self) -> Establishment | None:
        return next(iter(self.establishments), None)

    def proof_of(self, skill: OrganizationSkill) -> ShownReference | None:
        """Give the reference that proves a skill: the one whose title was given, else the first that shows it."""
        if skill.evidence_kind != EvidenceKind.REFERENCE:
            return None
        title = fold(skill.evidence)
        named = [one for one in self.references if title and fold(one.row.title) == title]
        shown = [one for one in self.references if not title and skill.skill in one.skills]
        return next(iter(named or shown), None)

    @property
    def main_skill(self) -> OrganizationSkill | None:
        return next(iter(self.skills), None)


def visible_profile(*, slug: str, actor: Actor) -> Profile:
    """Give a listed profile, or one that the actor may preview.

    Raises: NotFound.
    """
    profile = (
        Profile.objects.across_scopes(reason="one profile by its address; who may see it is decided here")
        .select_related("organization")
        .filter(organization__slug=slug)
        .first()
    )
    if profile is None or not (profile.listing == Listing.LISTED or _may_preview(actor, profile.organization_id)):
        raise NotFound
    return profile


def _may_preview(actor: Actor, organization_id: UUID) -> bool:
    return actor.may(AccessLevel.MEMBER, organization_id=organization_id)


def profile_page(*, actor: Actor, slug: str, today: date) -> ProfilePage:
    """Give a profile's page; labels that have expired and contacts that are not public stay out.

    Raises: NotFound.
    """
    profile = visible_profile(slug=slug, actor=actor)
    of = profile.organization_id
    partners, links = partners_of(organization_id=of)
    skills = list(
        _own(OrganizationSkill, of)
        .filter(skill__retired_at__isnull=True)
        .select_related("skill__sector")
        .order_by("-is_main", "skill__position", "skill__slug")
    )
    return ProfilePage(
        organization=profile.organization,
        profile=profile,
        is_preview=profile.listing != Listing.LISTED,
        is_member=_own(Affiliation, of).filter(state=Affiliation.State.AFFILIATED).exists(),
        establishments=list(
            _own(Establishment, of).filter(closed_at__isnull=True).order_by("-is_head_office", "commune_name", "pk")
        ),
        skills=skills,
        offers=list(_own(Offer, of).order_by("position", "pk")),
        references=_references(of, skills),
        photos=list(_own(Photo, of).filter(reference__isnull=True).order_by("position", "pk")),
        labels=list(
            _own(OrganizationLabel, of)
            .filter(Q(expires_on__isnull=True) | Q(expires_on__gte=today))
            .select_related("label")
            .order_by("label__slug")
        ),
        contacts=list(_own(Contact, of).filter(is_public=True).order_by("position", "pk")),
        partners=partners,
        partner_links=links,
    )


def _own(model: Any, organization_id: UUID) -> Any:
    return model.objects.across_scopes(reason=PUBLIC_PAGE).filter(organization_id=organization_id)


def _references(organization_id: UUID, skills: Sequence[OrganizationSkill]) -> list[ShownReference]:
    rows = list(_own(Reference, organization_id).order_by("position", "-year", "pk"))
    by_slug = {row.skill.slug: row.skill for row in skills}
    partners: dict[UUID, list[ShownPartner]] = {row.pk: [] for row in rows}
    found = list(_own(ReferencePartner, organization_id).order_by("pk"))
    tied = {row.partner_id for row in found if row.partner_id is not None}
    listed = listed_slugs(tied)
    withdrawn = _withdrawn(tied - listed.keys())
    for row in found:
        if row.partner_id in withdrawn:
            continue
        slug = listed.get(row.partner_id, ("", ""))[0]
        name = listed[row.partner_id][1] if slug else row.name
        partners.setdefault(row.reference_id, []).append(ShownPartner(name, row.role, slug))
    photos: dict[UUID, list[Photo]] = {}
    for photo in _own(Photo, organization_id).filter(reference__isnull=False).order_by("position", "pk"):
        photos.setdefault(photo.reference_id, []).append(photo)
    return [
        ShownReference(
            row,
            partners[row.pk],
            photos.get(row.pk, []),
            [by_slug[slug] for slug in row.skill_slugs if slug in by_slug],
        )
        for row in rows
    ]


def _withdrawn(organization_ids: Collection[UUID]) -> frozenset[UUID]:
    """Tell which of some organizations left the directory: they are not named, not even as text."""
    if not organization_ids:
        return frozenset()
    rows = Profile.objects.across_scopes(reason="who withdrew is named nowhere")
    return frozenset(
        rows.filter(organization_id__in=organization_ids, listing=Listing.UNLISTED.value).values_list("pk", flat=True)
    )


def listed_slugs(organization_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Give slug and name of those of some organizations that have a public page."""
    rows = Profile.objects.public().filter(organization_id__in=set(organization_ids))
    return {key: (slug, name) for key, slug, name in rows.values_list("pk", "organization__slug", "organization__name")}


def partners_of(*, organization_id: UUID) -> tuple[list[ego_graph.Partner], frozenset[tuple[str, str]]]:
    """Give those an organization has references with, said by either side, and which of them work with one another."""
    rows = (
        ReferencePartner.objects.across_scopes(reason="who works with whom is shown on public pages")
        .filter(Q(organization_id=organization_id) | Q(partner_id=organization_id))
        .values_list("organization_id", "partner_id", "name", "reference_id")
    )
    counts: dict[UUID, set[UUID]] = {}
    named: dict[str, int] = {}
    for owner, partner, name, reference in rows:
        other = owner if partner == organization_id else partner
        if other is None:
            named[name] = named.get(name, 0) + 1
        elif other != organization_id:
            counts.setdefault(other, set()).add(reference)
    listed = listed_slugs(counts)
    partners = [
        ego_graph.Partner(key=str(key), name=name, url=slug, count=len(counts[key]))
        for key, (slug, name) in listed.items()
    ]
    partners += [ego_graph.Partner(key=f"name:{name}", name=name, url="", count=count) for name, count in named.items()]
    partners.sort(key=lambda each: (-each.count, each.name))
    between = (
        ReferencePartner.objects.across_scopes(reason="who works with whom is shown on public pages")
        .filter(organization_id__in=listed, partner_id__in=listed)
        .values_list("organization_id", "partner_id")
    )
    return partners, frozenset((str(first), str(second)) for first, second in between)
