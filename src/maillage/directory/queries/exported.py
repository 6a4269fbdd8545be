"""What files say of organizations, read in batches: listed at the moment of reading, and published as open data."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import batched
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from maillage.accounts.models import Affiliation
from maillage.directory.exports.types import ExportedOrganization, ExportedTerm
from maillage.directory.models import Establishment, OrganizationLabel, OrganizationSkill, Profile
from maillage.directory.queries.published import served_names, whole_address
from maillage.directory.search.everyone import BATCH, matching_ids
from maillage.directory.search.types import SearchRequest
from maillage.directory.types import Precision
from maillage.geodata import lookups
from maillage.kit.errors import NotFound

OPEN_DATA, MURMURATIONS = "consents_to_open_data", "consents_to_murmurations"
PUBLISHED = "listed organizations that publish their facts as open data"


def exported_organizations(request: SearchRequest, *, today: date) -> Iterator[ExportedOrganization]:
    """Give everyone that a search finds, by name: five queries for each five hundred.

    One that is unlisted while the file is read is left out from then on.
    """
    for ids in matching_ids(request):
        yield from _batch(ids, today=today, consent=OPEN_DATA)


def organizations_on_murmurations(*, today: date) -> Iterator[ExportedOrganization]:
    """Give those who consent to be published on Murmurations, by key."""
    rows = Profile.objects.public().filter(consents_to_murmurations=True).order_by("pk").values_list("pk", flat=True)
    for ids in batched(rows.iterator(chunk_size=BATCH), BATCH):
        yield from _batch(ids, today=today, consent=MURMURATIONS)


def organization_on_murmurations(*, slug: str, today: date) -> ExportedOrganization:
    """Give one of them.

    Raises: NotFound.
    """
    ids = list(Profile.objects.public().filter(organization__slug=slug).values_list("pk", flat=True))
    found = next(_batch(ids, today=today, consent=MURMURATIONS), None)
    if found is None:
        raise NotFound
    return found


def slugs_on_murmurations() -> Iterator[str]:
    """Give the slugs of those who consent to be published on Murmurations."""
    rows = Profile.objects.public().filter(consents_to_murmurations=True).order_by("pk")
    return rows.values_list("organization__slug", flat=True).iterator(chunk_size=2000)


def _batch(ids: Sequence[UUID], *, today: date, consent: str) -> Iterator[ExportedOrganization]:
    found = Profile.objects.public().filter(pk__in=ids, **{consent: True}).select_related("organization")
    profiles = {profile.pk: profile for profile in found}
    places = _by_owner(
        _own(Establishment, profiles).filter(closed_at__isnull=True).order_by("-is_head_office", "commune_name", "pk")
    )
    skills = _by_owner(
        _own(OrganizationSkill, profiles)
        .filter(skill__retired_at__isnull=True)
        .select_related("skill__sector")
        .order_by("-is_main", "skill__position", "skill__slug")
    )
    labels = _by_owner(
        _own(OrganizationLabel, profiles)
        .filter(Q(expires_on__isnull=True) | Q(expires_on__gte=today), label__retired_at__isnull=True)
        .select_related("label")
        .order_by("label__slug")
    )
    members = set(
        _own(Affiliation, profiles).filter(state=Affiliation.State.AFFILIATED).values_list("organization_id", flat=True)
    )
    for key in ids:
        if key in profiles:
            place = next(iter(places[key]), None)
            yield _exported(profiles[key], place, skills=skills[key], labels=labels[key], is_member=key in members)


def _own(model: Any, ids: Iterable[UUID]) -> Any:
    return model.objects.across_scopes(reason=PUBLISHED).filter(organization_id__in=list(ids))


def _by_owner(rows: Iterable[Any]) -> defaultdict[UUID, list[Any]]:
    grouped: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.organization_id].append(row)
    return grouped


def _exported(
    profile: Profile,
    place: Establishment | None,
    *,
    skills: Sequence[OrganizationSkill],
    labels: Sequence[OrganizationLabel],
    is_member: bool,
) -> ExportedOrganization:
    organization = profile.organization
    return ExportedOrganization(
        id=organization.pk,
        slug=organization.slug,
        name=organization.name,
        url=whole_address(reverse("directory:profile", args=[organization.slug])),
        contact_url=whole_address(reverse("directory:contact", args=[organization.slug])),
        family=organization.family,
        updated_at=profile.updated_at,
        legal_name=organization.legal_name,
        trade_names=tuple(profile.trade_names),
        siren=organization.siren or "",
        legal_form_code=organization.legal_form_code,
        naf_code=profile.naf_code,
        rna=profile.rna,
        pitch=profile.pitch,
        description=profile.description,
        founded_on=profile.founded_on,
        headcount_band=profile.headcount_band,
        website=profile.website,
        social_links=profile.social_links,
        languages=tuple(profile.languages),
        logo_url=whole_address(profile.logo.url) if profile.logo else "",
        opening_hours=profile.opening_hours,
        skills=tuple(
            ExportedTerm(row.skill.slug, row.skill.name, row.skill.sector.slug, row.skill.sector.name) for row in skills
        ),
        labels=tuple(ExportedTerm(row.label.slug, row.label.name) for row in labels),
        served_names=tuple(served_names(kind=profile.served_kind, codes=profile.served_places)),
        is_member=is_member,
        sources=tuple(sorted({fact["source"] for fact in profile.provenance.values()})),
        listed_at=profile.listed_at,
        **(_address(place) if place else {}),
    )


def _address(place: Establishment) -> dict[str, Any]:
    """Give where an organization is; of a hidden address, the commune alone with its centre."""
    region = lookups.region(code=place.region_code) if place.region_code else None
    is_hidden = place.is_address_hidden
    shows_point = not is_hidden or place.precision == Precision.COMMUNE
    return {
        "siret": place.siret or "",
        "street": "" if is_hidden else place.street,
        "postal_code": "" if is_hidden else place.postal_code,
        "commune": place.commune_name,
        "commune_code": place.commune_code,
        "department_code": place.department_code,
        "region_code": place.region_code,
        "region": region.name if region else "",
        "country_code": place.country_code,
        "longitude": place.longitude if shows_point else None,
        "latitude": place.latitude if shows_point else None,
        "precision": place.precision if shows_point and place.longitude is not None else "",
        "is_address_hidden": is_hidden,
    }
