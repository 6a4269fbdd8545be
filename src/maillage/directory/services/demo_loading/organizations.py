"""The demonstration's organizations, written as rows in sets: a few statements for the whole network."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.text import slugify

from maillage.directory.demo.types import DemoEstablishment, DemoOrganization, DemoReference
from maillage.directory.models import (
    Contact,
    Establishment,
    Label,
    Offer,
    OrganizationLabel,
    OrganizationSkill,
    Profile,
    Reference,
    ReferencePartner,
    Skill,
)
from maillage.directory.rules.completeness import ProfileFacts, completeness_of
from maillage.directory.services.demo_loading.label_names import ENGLISH_NAMES
from maillage.directory.services.upkeep import marked
from maillage.directory.types import ContactKind, EvidenceKind, Listing, Precision, ServedKind, Source
from maillage.geodata import lookups
from maillage.kit.ids import new_id

_BATCH = 1000
_SAID = (
    "name", "siren", "family", "legal_form_code", "headcount_band", "founded_on", "pitch", "description", "website",
    "establishments", "served", "skills", "offers", "references", "labels", "contacts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a profile stands in the life of the network: listed or not, held by its people or not, known from where."""

    is_claimed: bool
    listing: Listing = Listing.LISTED
    source: Source = Source.ORGANIZATION


@dataclass(slots=True)
class Rows:
    """Rows to be written, by kind, in the order that their keys ask for."""

    profiles: list[Profile] = field(default_factory=list)
    establishments: list[Establishment] = field(default_factory=list)
    skills: list[OrganizationSkill] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    partners: list[ReferencePartner] = field(default_factory=list)
    labels: list[OrganizationLabel] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    ended: dict[UUID, datetime] = field(default_factory=dict)

    def write(self) -> None:
        """Write every row; references keep the day of the work as the day they came."""
        kinds: tuple[tuple[Any, Any], ...] = (
            (Profile, self.profiles), (Establishment, self.establishments), (OrganizationSkill, self.skills),
            (Offer, self.offers), (Reference, self.references), (ReferencePartner, self.partners),
            (OrganizationLabel, self.labels), (Contact, self.contacts),
        )  # fmt: skip
        for model, rows in kinds:
            model.objects.bulk_create(rows, batch_size=_BATCH)
        with connection.cursor() as cursor:
            cursor.execute(
                "update directory_reference set created_at = known.at from unnest(%s::uuid[], %s::timestamptz[]) "
                "as known(id, at) where directory_reference.id = known.id",
                [list(self.ended), list(self.ended.values())],
            )


def write_labels(organizations: Sequence[DemoOrganization]) -> dict[str, int]:
    """Add the labels that are held and not known yet; gives every label's key by its French name."""
    names = sorted({label.name for organization in organizations for label in organization.labels})
    Label.objects.bulk_create(
        (Label(slug=slugify(name)[:60], name_fr=name, name_en=ENGLISH_NAMES.get(name, name)) for name in names),
        ignore_conflicts=True,
    )
    keys = dict(Label.objects.values_list("slug", "pk"))
    return {name: keys[slugify(name)[:60]] for name in names}


def write_organizations(
    *,
    organizations: Sequence[DemoOrganization],
    ids: Mapping[str, UUID],
    standings: Mapping[str, Standing],
    now: datetime,
) -> None:
    """Write the profiles and all that they hold. `ids`: by slug, of organizations that have no profile yet."""
    skills = dict(Skill.objects.values_list("slug", "pk"))
    labels = write_labels(organizations)
    names = {each.slug: each.name for each in organizations}
    rows = Rows()
    for each in organizations:
        if each.slug in ids:
            _add(rows, each, ids=ids, names=names, skills=skills, labels=labels, standing=standings[each.slug], now=now)
    rows.write()


def _add(
    rows: Rows, each: DemoOrganization, *, ids: Mapping[str, UUID], names: Mapping[str, str],
    skills: Mapping[str, int], labels: Mapping[str, int], standing: Standing, now: datetime,
) -> None:  # fmt: skip
    of, source = ids[each.slug], standing.source.value
    rows.profiles.append(_profile(each, of, standing, names=names, now=now))
    rows.establishments += [_establishment(place, of, source) for place in each.establishments]
    rows.skills += [
        OrganizationSkill(
            organization_id=of, skill_id=skills[skill.slug], is_main=skill.is_main, evidence=skill.evidence,
            evidence_kind=skill.evidence_kind.value, source=source, since=each.created_on,
        )
        for skill in each.skills
    ]  # fmt: skip
    rows.offers += [
        Offer(organization_id=of, title=offer.title, description=offer.description, price=offer.price, position=number)
        for number, offer in enumerate(each.offers)
    ]
    for number, reference in enumerate(each.references):
        _add_reference(rows, reference, of, number=number, ids=ids, names=names)
    rows.labels += [
        OrganizationLabel(
            organization_id=of, label_id=labels[label.name], issued_on=label.obtained_on, expires_on=label.expires_on,
            source=source,
        )
        for label in {label.name: label for label in each.labels}.values()
    ]  # fmt: skip
    rows.contacts += list(_contacts(each, of, source))


def _profile(
    each: DemoOrganization, of: UUID, standing: Standing, *, names: Mapping[str, str], now: datetime
) -> Profile:
    listed_at = at_nine(each.affiliated_on, now=now)
    links = {link.kind: link.url for link in each.links}
    is_round = each.territory.kind is ServedKind.RADIUS
    return Profile(
        organization_id=of, listing=standing.listing.value, pitch=each.pitch, description=each.description,
        founded_on=each.created_on, headcount_band=each.headcount_band, naf_code=each.naf, naf_nomenclature="NAFRev2",
        trade_names=[each.acronym] if each.acronym else [], website=links.pop("website", ""), social_links=links,
        languages=list(each.languages), opening_hours=each.head_office.opening_hours,
        served_kind=each.territory.kind.value, served_places=list(each.territory.places),
        served_radius_km=each.territory.radius_km if is_round else None,
        completeness=completeness_of(facts_of(each, names=names)).score,
        provenance=marked({}, said=_SAID, source=standing.source, now=at_nine(each.verified_on, now=now)),
        consents_to_murmurations=each.is_flagship and standing.is_claimed,
        claimed_at=listed_at if standing.is_claimed else None,
        listed_at=listed_at if standing.listing is Listing.LISTED else None,
        updated_at=at_nine(each.verified_on, now=now),
    )  # fmt: skip


def at_nine(day: Any, *, now: datetime) -> datetime:
    """Give nine in the morning of a day, never after `now`."""
    return min(datetime.combine(day, time(9), tzinfo=UTC), now)


def facts_of(each: DemoOrganization, *, names: Mapping[str, str]) -> ProfileFacts:
    """Count what a profile holds before its pictures are drawn. `names`: of all that are loaded, by slug."""
    proved = sum(skill.evidence_kind is not EvidenceKind.CLAIMED for skill in each.skills)
    return ProfileFacts(
        pitch_length=len(each.pitch), description_length=len(each.description), has_logo=False, photos=0,
        skills=len(each.skills), has_main_skill=True, proved_skills=proved, places_with_point=len(each.establishments),
        says_territory=each.territory.kind is not ServedKind.UNSAID,
        public_contacts=2 * sum(contact.is_public for contact in each.contacts),
        has_website=any(link.kind == "website" for link in each.links), offers=len(each.offers),
        references=len(each.references), shown_references=sum(any(slug in names for slug in row.partners) for row in each.references),
        has_identifier=bool(each.siren), has_headcount_and_date=True,
        has_opening_hours=any(place.opening_hours for place in each.establishments),
    )  # fmt: skip


def _establishment(place: DemoEstablishment, of: UUID, source: str) -> Establishment:
    commune = lookups.commune(code=place.commune_code)
    return Establishment(
        organization_id=of, siret=place.siret or None, name=place.name, is_head_office=place.is_head_office,
        street=place.street, postal_code=place.postal_code, commune_code=place.commune_code,
        commune_name=place.commune_name, department_code=commune.department_code if commune else "",
        region_code=commune.region_code if commune else "", longitude=place.longitude, latitude=place.latitude,
        precision=Precision.STREET.value, opening_hours=place.opening_hours, source=source,
    )  # fmt: skip


def _add_reference(
    rows: Rows, reference: DemoReference, of: UUID, *, number: int, ids: Mapping[str, UUID], names: Mapping[str, str]
) -> None:
    commune = lookups.commune(code=reference.commune_code)
    row = Reference(
        id=new_id(), organization_id=of, title=reference.title, description=reference.summary, client=reference.client,
        place=commune.name if commune else "", year=reference.ended_on.year, skill_slugs=list(reference.skills),
        position=number,
    )  # fmt: skip
    rows.references.append(row)
    rows.ended[row.pk] = datetime.combine(reference.ended_on, time(9), tzinfo=UTC)
    rows.partners += [
        ReferencePartner(organization_id=of, reference=row, partner_id=ids.get(slug), name=names[slug])
        for slug in reference.partners
        if slug in names
    ]


def _contacts(each: DemoOrganization, of: UUID, source: str) -> Iterable[Contact]:
    position = 0
    for contact in each.contacts:
        for kind, value in ((ContactKind.EMAIL, contact.email), (ContactKind.PHONE, contact.phone)):
            yield Contact(
                organization_id=of, kind=kind.value, value=value, label=f"{contact.name}, {contact.role}",
                is_public=contact.is_public, source=source, position=position,
            )  # fmt: skip
            position += 1
