"""What the network shows of itself: its trades, latest references and true figures. Public rows only."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from maillage.accounts.models import Affiliation
from maillage.directory.models import (
    Establishment,
    OrganizationSkill,
    Photo,
    Profile,
    Reference,
    ReferencePartner,
    Sector,
    Skill,
)
from maillage.directory.search.terms import current_terms
from maillage.kit.pages import KeyPage, page_by_key

_PUBLIC = "public rows of listed profiles"
_MOST_PARTNERS = 4  # who show the same common work, mostly fewer


@dataclass(frozen=True, slots=True)
class Figures:
    """True figures of the network, counted now."""

    organizations: int
    trades: int
    communes: int
    references: int


@dataclass(frozen=True, slots=True)
class CountedTerm:
    slug: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class CountedSector:
    slug: str
    name: str
    count: int
    skills: tuple[CountedTerm, ...]


@dataclass(frozen=True, slots=True)
class Partner:
    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class ShownReference:
    """A reference as a card: whose, with whom, a picture when there is one."""

    id: UUID
    title: str
    client: str
    place: str
    year: int | None
    organization_id: UUID
    organization_name: str
    organization_slug: str
    partners: tuple[Partner, ...]
    picture_url: str
    picture_description: str


def network_figures() -> Figures:
    """Count what is listed."""
    listed = Profile.objects.public().values("organization_id")
    skills = OrganizationSkill.objects.across_scopes(reason=_PUBLIC).filter(organization_id__in=listed)
    places = (
        Establishment.objects.across_scopes(reason=_PUBLIC).filter(organization_id__in=listed).exclude(commune_code="")
    )
    return Figures(
        organizations=Profile.objects.public().count(),
        trades=skills.values("skill_id").distinct().count(),
        communes=places.values("commune_code").distinct().count(),
        references=Reference.objects.across_scopes(reason=_PUBLIC).filter(organization_id__in=listed).count(),
    )


def count_affiliated() -> int:
    """Count the organizations that are members of the network."""
    return (
        Affiliation.objects.across_scopes(reason="a public figure").filter(state=Affiliation.State.AFFILIATED).count()
    )


def counted_sectors() -> list[CountedSector]:
    """Give every living sector with its skills and how many listed organizations claim each: three queries."""
    listed = Profile.objects.public().values("organization_id")
    claims = OrganizationSkill.objects.across_scopes(reason=_PUBLIC).filter(organization_id__in=listed)
    by_skill = dict(claims.values_list("skill_id").annotate(found=Count("pk")).values_list("skill_id", "found"))
    by_sector = dict(
        claims.values_list("skill__sector_id")
        .annotate(found=Count("organization_id", distinct=True))
        .values_list("skill__sector_id", "found")
    )
    skills = Prefetch("skills", queryset=Skill.objects.filter(retired_at__isnull=True))
    return [
        CountedSector(
            slug=sector.slug,
            name=sector.name,
            count=by_sector.get(sector.pk, 0),
            skills=tuple(
                CountedTerm(slug=skill.slug, name=skill.name, count=by_skill.get(skill.pk, 0))
                for skill in sector.skills.all()
            ),
        )
        for sector in Sector.objects.filter(retired_at__isnull=True).prefetch_related(skills)
    ]


def latest_references(*, limit: int) -> list[ShownReference]:
    """Give the latest references of listed organizations; what several of them made together and all show, once."""
    found: dict[tuple[str, frozenset[str]], ShownReference] = {}
    for row in _public_references().order_by("-created_at", "-pk")[: limit * _MOST_PARTNERS]:
        one = _shown(row)
        makers = frozenset({one.organization_slug, *(partner.slug or partner.name for partner in one.partners)})
        found.setdefault((one.title.casefold(), makers), one)
    return list(found.values())[:limit]


def latest_ties(*, limit: int) -> list[tuple[str, str]]:
    """Give who worked with whom, by name: organization and partner of the latest references, both listed."""
    listed = Profile.objects.public().values("organization_id")
    ties = (
        ReferencePartner.objects.across_scopes(reason=_PUBLIC)
        .filter(partner_id__in=listed, reference__organization_id__in=listed)
        .order_by("-reference__created_at", "pk")
    )
    return list(ties.values_list("reference__organization__name", "partner__name")[:limit])


def references_page(*, skill_slug: str = "", with_partners: bool = False, cursor: str = "") -> KeyPage[ShownReference]:
    """Give a page of references, latest first; a merged skill is followed to the one it was merged into.

    Raises: BadCursor.
    """
    references = _public_references()
    if skill_slug:
        now_called = current_terms().former_skills.get(skill_slug, skill_slug)
        references = references.filter(skill_slugs__contains=[now_called])
    if with_partners:
        partners = ReferencePartner.objects.across_scopes(reason=_PUBLIC).filter(reference_id=OuterRef("pk"))
        references = references.filter(Exists(partners))
    page = page_by_key(references, key=("-created_at", "-id"), cursor=cursor, size=24)
    return KeyPage(rows=[_shown(reference) for reference in page.rows], next_cursor=page.next_cursor)


def _public_references() -> QuerySet[Reference]:
    listed = Profile.objects.public().values("organization_id")
    photos: QuerySet[Photo] = Photo.objects.across_scopes(reason=_PUBLIC).order_by("position")
    # An unlisted partner is not named, not even by its name as text.
    is_listed = Exists(Profile.objects.public().filter(organization_id=OuterRef("partner_id")))
    partners: QuerySet[ReferencePartner] = (
        ReferencePartner.objects.across_scopes(reason=_PUBLIC)
        .select_related("partner")
        .annotate(is_listed=is_listed)
        .filter(Q(partner__isnull=True) | Q(is_listed=True))
    )
    references: QuerySet[Reference] = Reference.objects.across_scopes(reason=_PUBLIC)
    return (
        references.filter(organization_id__in=listed)
        .select_related("organization")
        .prefetch_related(Prefetch("partners", queryset=partners), Prefetch("photos", queryset=photos))
    )


def _shown(reference: Reference) -> ShownReference:
    photo = next(iter(reference.photos.all()), None)
    return ShownReference(
        id=reference.pk,
        title=reference.title,
        client=reference.client,
        place=reference.place,
        year=reference.year,
        organization_id=reference.organization_id,
        organization_name=reference.organization.name,
        organization_slug=reference.organization.slug,
        partners=tuple(
            Partner(
                name=partner.partner.name if partner.partner else partner.name,
                slug=partner.partner.slug if partner.partner else "",
            )
            for partner in reference.partners.all()
        ),
        picture_url=photo.file.url if photo else "",
        picture_description=photo.description if photo else "",
    )
