"""What a document says of an organization: its legal identity, seat and past jobs, in two queries for many."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from maillage.accounts.models import Organization
from maillage.directory.labels import legal_form_label
from maillage.directory.models import Establishment, Profile, Reference
from maillage.directory.rules.structured_data import HEADCOUNTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Texts are empty when unknown. `logo`: path of its file below the folder of media."""

    id: UUID
    slug: str
    name: str
    legal_name: str
    siren: str
    siret: str
    legal_form: str
    street: str
    postal_code: str
    commune: str
    pitch: str
    website: str
    logo: str
    headcount_least: int | None
    headcount_most: int | None


@dataclass(frozen=True, slots=True)
class PastJob:
    """A reference as a document cites it."""

    id: UUID
    organization_id: UUID
    title: str
    description: str
    client: str
    place: str
    year: int | None


def sheets_of(organization_ids: Collection[UUID], /) -> Mapping[UUID, Sheet]:
    """Give the sheets of organizations, whether or not they are listed: a contract names its parties."""
    reason = "a document names its parties by their legal identity"
    profiles = {
        row.organization_id: row for row in Profile.objects.across_scopes(reason=reason).filter(pk__in=organization_ids)
    }
    seats: dict[UUID, Establishment] = {}
    places = Establishment.objects.across_scopes(reason=reason).filter(
        organization_id__in=organization_ids, closed_at=None
    )
    for row in places.order_by("is_head_office", "-id"):
        seats[row.organization_id] = row
    organizations = Organization.objects.filter(pk__in=organization_ids)
    return {one.pk: _sheet(one, profiles.get(one.pk), seats.get(one.pk)) for one in organizations}


def _sheet(one: Organization, profile: Profile | None, seat: Establishment | None) -> Sheet:
    least, most = HEADCOUNTS.get(profile.headcount_band if profile else "", (None, None))
    is_shown = seat is not None and not seat.is_address_hidden
    return Sheet(
        id=one.pk,
        slug=one.slug,
        name=one.name,
        legal_name=one.legal_name or one.name,
        siren=one.siren or "",
        siret=(seat.siret or "") if seat else "",
        legal_form=str(legal_form_label(one.legal_form_code)) if one.legal_form_code else "",
        street=seat.street if seat is not None and is_shown else "",
        postal_code=seat.postal_code if seat else "",
        commune=seat.commune_name if seat else "",
        pitch=profile.pitch if profile else "",
        website=profile.website if profile else "",
        logo=(profile.logo.name or "") if profile and profile.logo else "",
        headcount_least=least,
        headcount_most=most,
    )


def past_jobs_of(organization_ids: Collection[UUID], /) -> Sequence[PastJob]:
    """Give the references of organizations, in the order of their pages."""
    rows = Reference.objects.across_scopes(reason="references stand on public pages, and in their owners' answers")
    return [
        PastJob(row.pk, row.organization_id, row.title, row.description, row.client, row.place, row.year)
        for row in rows.filter(organization_id__in=organization_ids).order_by("organization_id", "position", "-year")
    ]
