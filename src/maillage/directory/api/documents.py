"""Turn what queries give into what the API gives."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.models.organizations import FAMILY_LABELS
from maillage.accounts.types import Family
from maillage.directory.finder import part_name
from maillage.directory.labels import HEADCOUNT_LABELS, legal_form_label
from maillage.directory.licences import data_licence
from maillage.directory.models import Establishment, Photo
from maillage.directory.queries.profiles import ProfilePage, ShownReference
from maillage.directory.queries.published import served_names, whole_address
from maillage.directory.queries.search import Facet, PlaceFilter, SearchHit, SearchPage
from maillage.directory.rules.identifiers import vat_number
from maillage.geodata import Point


def coordinates(longitude: float | None, latitude: float | None) -> dict[str, float] | None:
    """Give a point to six decimals: a decimetre."""
    if longitude is None or latitude is None:
        return None
    return {"lat": round(latitude, 6), "lon": round(longitude, 6)}


def _of_point(point: Point | None) -> dict[str, float] | None:
    return coordinates(point.longitude, point.latitude) if point else None


def profile_url(slug: str) -> str:
    return whole_address(reverse("directory:profile", args=[slug]))


def page_document(page: SearchPage, *, with_facets: bool) -> dict[str, Any]:
    """Give a page of results as `OrganizationPage`."""
    return {
        "count": page.count,
        "count_is_exact": page.count_is_exact,
        "results": [_hit(hit) for hit in page.results],
        "facets": _facets(page.facets) if with_facets else None,
        "next": page.next_cursor or None,
        "place": _place(page.request.place),
        "corrections": {one.written: one.searched for one in page.corrections},
        "is_relaxed": page.is_relaxed,
    }


def _hit(hit: SearchHit) -> dict[str, Any]:
    return {
        "id": hit.organization_id,
        "slug": hit.slug,
        "name": hit.name,
        "url": profile_url(hit.slug),
        "family": hit.family,
        "siren": hit.siren or None,
        "siret": hit.siret or None,
        "commune": hit.town or None,
        "commune_code": hit.commune_code or None,
        "department_code": hit.department_code or None,
        "point": _of_point(hit.point),
        "skills": [skill.slug for skill in hit.skills],
        "skill_names": [skill.name for skill in hit.skills],
        "pitch": hit.pitch,
        "distance_m": hit.distance_m,
        "why": [
            _("%(words)s in %(part)s") % {"words": ", ".join(reason.words), "part": part_name(reason.part)}
            for reason in hit.why.reasons
        ],
        "matches": [{"part": reason.part.value, "words": list(reason.words)} for reason in hit.why.reasons],
        "logo": whole_address(f"/media/{hit.logo}") if hit.logo else None,
    }


def _facets(facets: Sequence[Facet]) -> dict[str, list[dict[str, Any]]]:
    return {
        facet.kind.value: [
            {"value": value.code, "label": value.label, "count": value.count, "count_is_exact": facet.is_exact}
            for value in facet.values
        ]
        for facet in facets
    }


def _place(place: PlaceFilter | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "kind": place.kind.value if place.kind else None,
        "code": place.code or None,
        "label": place.label,
        "point": _of_point(place.point),
        "radius_km": place.radius_km,
        "from_words": place.mention or None,
    }


def profile_document(page: ProfilePage) -> dict[str, Any]:
    """Give a whole public profile as `OrganizationProfile`."""
    return {**_identity(page), **_presentation(page), **_rows(page)}


def _identity(page: ProfilePage) -> dict[str, Any]:
    organization, profile = page.organization, page.profile
    form, band = organization.legal_form_code, profile.headcount_band
    return {
        "id": organization.pk,
        "slug": organization.slug,
        "url": profile_url(organization.slug),
        "name": organization.name,
        "legal_name": organization.legal_name,
        "trade_names": list(profile.trade_names),
        "siren": organization.siren,
        "vat_number": vat_number(organization.siren) if organization.siren else None,
        "rna": profile.rna or None,
        "family": {"code": organization.family, "label": str(FAMILY_LABELS[Family(organization.family)])},
        "legal_form": {"code": form, "label": legal_form_label(form)} if form else None,
        "naf_code": profile.naf_code or None,
        "founded_on": profile.founded_on,
        "headcount": {"code": band, "label": str(HEADCOUNT_LABELS.get(band, band))} if band else None,
        "is_member": page.is_member,
        "is_preview": page.is_preview,
        "listed_at": profile.listed_at,
        "updated_at": profile.updated_at,
    }


def _presentation(page: ProfilePage) -> dict[str, Any]:
    organization, profile = page.organization, page.profile
    licence = data_licence()
    return {
        "pitch": profile.pitch,
        "description": profile.description,
        "languages": list(profile.languages),
        "opening_hours": profile.opening_hours,
        "served": {
            "kind": profile.served_kind,
            "places": list(profile.served_places),
            "names": served_names(kind=profile.served_kind, codes=profile.served_places),
            "radius_km": profile.served_radius_km,
        },
        "website": profile.website or None,
        "social_links": dict(profile.social_links),
        "contact_form": whole_address(reverse("directory:contact", args=[organization.slug])),
        "logo": whole_address(profile.logo.url) if profile.logo else None,
        "provenance": {
            name: {"source": fact["source"], "at": fact.get("at")} for name, fact in profile.provenance.items()
        },
        "licence": {"code": licence.code, "name": licence.name, "url": licence.url}
        if profile.consents_to_open_data and not page.is_preview
        else None,
    }


def _rows(page: ProfilePage) -> dict[str, Any]:
    return {
        "contacts": [{"kind": row.kind, "value": row.value, "label": row.label} for row in page.contacts],
        "pictures": [_picture(row) for row in page.photos],
        "skills": [
            {
                "slug": row.skill.slug,
                "name": row.skill.name,
                "sector": row.skill.sector.slug,
                "is_main": row.is_main,
                "evidence_kind": row.evidence_kind,
                "evidence": row.evidence,
            }
            for row in page.skills
        ],
        "offers": [{"title": row.title, "description": row.description, "price": row.price} for row in page.offers],
        "references": [_reference(shown) for shown in page.references],
        "labels": [
            {
                "slug": row.label.slug,
                "name": row.label.name,
                "number": row.number,
                "issued_on": row.issued_on,
                "expires_on": row.expires_on,
            }
            for row in page.labels
        ],
        "establishments": [_establishment(row) for row in page.establishments],
    }


def _picture(photo: Photo) -> Mapping[str, Any]:
    return {
        "url": whole_address(photo.file.url),
        "description": photo.description,
        "width": photo.width,
        "height": photo.height,
    }


def _reference(shown: ShownReference) -> dict[str, Any]:
    row = shown.row
    return {
        "id": row.pk,
        "title": row.title,
        "description": row.description,
        "client": row.client,
        "place": row.place,
        "year": row.year,
        "url": row.url or None,
        "skills": [skill.slug for skill in shown.skills],
        "partners": [{"name": one.name, "role": one.role, "slug": one.slug or None} for one in shown.partners],
        "pictures": [_picture(photo) for photo in shown.photos],
    }


def _establishment(row: Establishment) -> dict[str, Any]:
    is_hidden = row.is_address_hidden
    return {
        "id": row.pk,
        "name": row.name,
        "siret": row.siret,
        "is_head_office": row.is_head_office,
        "street": None if is_hidden else row.street or None,
        "postal_code": row.postal_code,
        "commune": row.commune_name,
        "commune_code": row.commune_code,
        "department_code": row.department_code,
        "country_code": row.country_code,
        "point": None if is_hidden else coordinates(row.longitude, row.latitude),
        "precision": row.precision,
        "opening_hours": row.opening_hours,
    }
