"""The public facts of a profile, as programs read them."""

from django.conf import settings
from django.urls import reverse

from maillage.accounts.queries import network
from maillage.directory.models import Establishment
from maillage.directory.queries.profiles import ProfilePage
from maillage.directory.rules.structured_data import PublishedAddress, PublishedProfile
from maillage.directory.types import Precision, ServedKind
from maillage.geodata import lookups
from maillage.geodata.types import PlaceKind


def whole_address(path: str) -> str:
    """Give the address of a path of this instance, with its host."""
    return path if path.startswith("http") else f"{settings.MAILLAGE_BASE_URL}{path}"


def published_profile(page: ProfilePage) -> PublishedProfile:
    """Gather what a profile publishes; it asks the database for nothing more than the page did."""
    profile, organization = page.profile, page.organization
    path = reverse("directory:profile", kwargs={"slug": organization.slug})
    return PublishedProfile(
        url=whole_address(path),
        contact_url=whole_address(reverse("directory:contact", kwargs={"slug": organization.slug})),
        network_name=network().name,
        name=organization.name,
        legal_name=organization.legal_name,
        trade_names=tuple(profile.trade_names),
        description=profile.pitch or profile.description[:300],
        founded_on=profile.founded_on,
        logo_url=whole_address(profile.logo.url) if profile.logo else "",
        picture_urls=tuple(whole_address(photo.file.url) for photo in page.photos),
        siren=organization.siren or "",
        head_office=_address(page.head_office) if page.head_office else None,
        areas_served=tuple(served_names(kind=profile.served_kind, codes=profile.served_places)),
        skills=tuple(row.skill.name for row in page.skills),
        headcount_band=profile.headcount_band,
        links=tuple(filter(None, (profile.website, *profile.social_links.values()))),
        labels=tuple(row.label.name for row in page.labels),
        updated_on=profile.updated_at.date(),
        is_member=page.is_member,
    )


def _address(place: Establishment) -> PublishedAddress:
    region = lookups.region(code=place.region_code) if place.region_code else None
    is_hidden = place.is_address_hidden
    has_point = place.longitude is not None and place.latitude is not None and place.precision != Precision.COMMUNE
    return PublishedAddress(
        street="" if is_hidden else place.street,
        postal_code=place.postal_code,
        commune=place.commune_name,
        region=region.name if region else "",
        country_code=place.country_code,
        siret=place.siret or "",
        point=(place.longitude, place.latitude) if has_point and not is_hidden else None,  # type: ignore[arg-type]  # both numbers are there, or neither
    )


def served_names(*, kind: str, codes: list[str]) -> list[str]:
    """Name the territory served; a radius has no name of its own."""
    if kind == ServedKind.NATIONAL:
        return ["France"]
    return [place_name(code) for code in codes] if kind == ServedKind.PLACES else []


def place_name(code: str) -> str:
    """Name a place by its code (`department:69`); an unknown code is given as it is."""
    kind, _, number = code.partition(":")
    try:
        place = lookups.place(kind=PlaceKind(kind), code=number)
    except ValueError:
        return code
    return place.label if place is not None else code
