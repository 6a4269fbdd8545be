"""Two organizations that are one, each with a row of every kind that an organization may hold."""

from datetime import UTC, date, datetime

from maillage.accounts.models import Affiliation, Invitation
from maillage.directory.models import (
    Claim,
    Contact,
    ContactMessage,
    Divergence,
    DuplicatePair,
    Edit,
    Establishment,
    ImportChange,
    ImportRecord,
    ImportRun,
    Label,
    NewsItem,
    Offer,
    OrganizationLabel,
    OrganizationSkill,
    Photo,
    Profile,
    ProfileDay,
    Reference,
    ReferencePartner,
    Sector,
    Skill,
)
from maillage.directory.search.index import index_organizations
from maillage.kit.ids import new_id
from tests.factories import MembershipFactory, OrganizationFactory, UserFactory

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TODAY = NOW.date()


def rows(model):
    return (
        model.objects.across_scopes(reason="a test") if hasattr(model.objects.all(), "across_scopes") else model.objects
    )


def skill(slug):
    sector, _ = Sector.objects.get_or_create(slug="mobilite", defaults={"name_fr": "Mobilité", "name_en": "Mobility"})
    found, _ = Skill.objects.get_or_create(slug=slug, defaults={"sector": sector, "name_fr": slug, "name_en": slug})
    return found


def organization(name, **fields):
    """Give a listed organization with nothing but a profile; `fields` are the profile's."""
    identity = {key: fields.pop(key) for key in ("siren", "slug", "family") if key in fields}
    row = OrganizationFactory(name=name, **identity)
    values = {"listing": "listed", "listed_at": NOW, "pitch": f"{name} roule.", "updated_at": NOW, **fields}
    Profile.objects.create(organization=row, **values)
    return row


def fill(row, *, siret, number):
    """Give an organization one row of every kind, none of which is the other's."""
    Establishment.objects.create(
        organization=row, siret=siret, is_head_office=True, commune_code="69123", commune_name="Lyon", street=f"{number} rue X",
        longitude=4.83, latitude=45.76, department_code="69", region_code="84", source="sirene",
    )  # fmt: skip
    OrganizationSkill.objects.create(organization=row, skill=skill(f"metier-{number}"), is_main=True, source="sirene")
    Offer.objects.create(organization=row, title=f"Offre {number}")
    reference = Reference.objects.create(organization=row, title=f"Chantier {number}", year=2025)
    third = organization(f"Partenaire {number}")
    ReferencePartner.objects.create(organization=row, reference=reference, partner=third, name=third.name)
    theirs = Reference.objects.create(organization=third, title=f"Chantier du partenaire {number}")
    ReferencePartner.objects.create(organization=third, reference=theirs, partner=row, name=row.name)
    Photo.objects.create(organization=row, reference=reference, file="photos/x.webp", width=9, height=6)
    Contact.objects.create(organization=row, kind="email", value=f"contact{number}@bobine.example", source="sirene")
    ContactMessage.objects.create(
        organization=row, sender_name="Léa", sender_email="lea@x.example", text=f"Bonjour {number}", sent_at=NOW
    )
    person = UserFactory()
    Claim.objects.create(organization=row, user=person, method="approval", created_at=NOW, expires_at=NOW)
    Edit.objects.create(
        organization=row,
        section="offers",
        before={},
        after={"n": number},
        state="approved",
        source="organization",
        at=NOW,
    )
    Divergence.objects.create(organization=row, field=f"champ{number}", source="sirene", seen_at=NOW)
    label = Label.objects.create(slug=f"label-{number}", name_fr="L", name_en="L")
    OrganizationLabel.objects.create(organization=row, label=label, source="sirene")
    ProfileDay.objects.create(organization=row, day=date(2026, 11, number), appearances=3, views=2, contacts=1)
    NewsItem.objects.create(slug=f"nouvelle-{number}", title="N", text="N", organization=row)
    run = ImportRun.objects.create(
        file_name="f", file_path="f", file_sha256="0", file_bytes=1, format="table", source="sirene", state="done",
        created_at=NOW,
    )  # fmt: skip
    ImportRecord.objects.create(digest=new_id(), organization=row, run=run, row=1, version=1, is_new=True)
    ImportChange.objects.create(organization=row, run=run, before={}, version=1)
    MembershipFactory(organization=row, role="owner")
    Affiliation.objects.create(organization=row, state="affiliated", requested_at=NOW)
    Invitation.objects.create(
        email=f"i{number}@x.example", organization=row, role="editor", digest=f"d{number}", created_at=NOW, sent_at=NOW,
        expires_at=NOW,
    )  # fmt: skip
    return row


def two():
    """Give two full organizations and their pair."""
    first = fill(organization("La Bobine", siren="732829320"), siret="73282932000074", number=1)
    second = fill(organization("LA BOBINE SCOP", website="https://bobine.example"), siret="44306184100047", number=2)
    left, right = sorted((first, second), key=lambda row: row.pk)
    pair = DuplicatePair.objects.create(left=left, right=right, likeness=0.9, reasons=["name"], found_at=NOW)
    index_organizations(list(rows(Profile).values_list("pk", flat=True)))
    return first, second, pair
