"""Profiles and what hangs on them, for the tests of pages."""

from datetime import UTC, datetime
from typing import Any

from maillage.accounts.models import Organization
from maillage.directory.models import (
    Contact,
    Establishment,
    Label,
    Offer,
    OrganizationLabel,
    OrganizationSkill,
    Photo,
    Profile,
    Reference,
    ReferencePartner,
    Sector,
    Skill,
)

LISTED_AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def listed(organization: Organization, **fields: Any) -> Profile:
    return Profile.objects.create(
        organization=organization,
        **{"listing": "listed", "listed_at": LISTED_AT, "pitch": "Du bois et des mains.", **fields},
    )


def skill(slug: str = "menuiserie", name: str = "Menuiserie", **fields: Any) -> Skill:
    sector, _ = Sector.objects.get_or_create(slug="batiment", defaults={"name_fr": "Bâtiment", "name_en": "Building"})
    return Skill.objects.create(slug=slug, name_fr=name, name_en=f"{name} (en)", sector=sector, **fields)


def claimed(organization: Organization, of: Skill, **fields: Any) -> OrganizationSkill:
    return OrganizationSkill.objects.create(organization=organization, skill=of, source="organization", **fields)


def office(organization: Organization, **fields: Any) -> Establishment:
    given = {
        "is_head_office": True, "street": "3 rue du Bac", "postal_code": "69001", "commune_code": "69381",
        "commune_name": "Lyon", "department_code": "69", "region_code": "84", "longitude": 4.83, "latitude": 45.76,
        "precision": "exact", "siret": None, **fields,
    }  # fmt: skip
    return Establishment.objects.create(organization=organization, **given)


def reference(organization: Organization, title: str, *partners: Organization | str, **fields: Any) -> Reference:
    row = Reference.objects.create(organization=organization, title=title, **fields)
    for partner in partners:
        ReferencePartner.objects.create(
            organization=organization,
            reference=row,
            partner=partner if isinstance(partner, Organization) else None,
            name=partner.name if isinstance(partner, Organization) else partner,
        )
    return row


def photo(organization: Organization, **fields: Any) -> Photo:
    given = {"file": "photos/atelier.webp", "width": 800, "height": 600, "description": "L’atelier", **fields}
    return Photo.objects.create(organization=organization, **given)


def whole(organization: Organization, *, count: int, partners: list[Organization], slug: str) -> Profile:
    """A profile with `count` rows of each kind."""
    profile = listed(organization, description="Nous faisons des **fenêtres**.", website="https://exemple.fr")
    for number in range(count):
        claimed(organization, skill(f"{slug}-{number}", f"Métier {number}"), is_main=number == 0)
        office(organization, is_head_office=number == 0)
        Offer.objects.create(organization=organization, title=f"Offre {number}")
        row = reference(organization, f"Chantier {number}", partners[number], f"Atelier {number}")
        photo(organization, reference=row)
        photo(organization)
        label, _ = Label.objects.get_or_create(slug=f"label-{number}", defaults={"name_fr": "RGE", "name_en": "RGE"})
        OrganizationLabel.objects.create(organization=organization, label=label, source="organization")
        Contact.objects.create(
            organization=organization,
            kind="email",
            value=f"c{number}@exemple.fr",
            is_public=True,
            source="organization",
        )
    return profile
