"""Organizations that may answer a need: what the directory knows of them, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from maillage import geodata
from maillage.directory.models import (
    Establishment,
    OrganizationLabel,
    OrganizationSkill,
    Profile,
    Reference,
)
from maillage.directory.queries.able_places import NeedPlace
from maillage.directory.rules.structured_data import HEADCOUNTS
from maillage.directory.search.counts import uses_of
from maillage.directory.types import Listing, ServedKind

# Beyond so many with the skills, only those who may come first are read.
READ_WHOLE = 200


@dataclass(frozen=True, slots=True)
class SkillHeld:
    slug: str
    evidence: str
    comparable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AbleOrganization:
    """A listed organization with at least one of the skills asked.

    `distance_m`: of its nearest establishment. `serves`: True, False, or None when it names no territory.
    """

    id: UUID
    name: str
    slug: str
    family: str
    commune: str
    logo: str
    longitude: float | None
    latitude: float | None
    distance_m: int | None
    serves: bool | None
    is_national: bool
    headcount_least: int | None
    headcount_most: int | None
    listed_on: date | None
    skills: tuple[SkillHeld, ...] = ()
    labels: tuple[str, ...] = ()


def able_organizations(
    *, skills: Sequence[str], place: NeedPlace | None, today: date,
    also: Iterable[UUID] = (),
) -> Sequence[AbleOrganization] | None:  # fmt: skip
    """Give all the listed organizations with one of `skills` (slugs), and those of `also` (set aside) if they are listed.

    None when they are more than `READ_WHOLE`: then `able_order` says whom to read, `organizations_read` reads them.
    """
    facets = [f"skill:{slug}" for slug in skills]
    uses = uses_of(facets)
    if any(uses[facet] > READ_WHOLE for facet in facets):  # kept counters: the query below would take longer
        return None
    with connection.cursor() as cursor:
        cursor.execute(_SOME, {"skills": list(skills), "limit": READ_WHOLE + 1, "listed": Listing.LISTED.value})
        ids = [row[0] for row in cursor.fetchall()]
    if len(ids) > READ_WHOLE:
        return None
    return organizations_read(ids=[*ids, *also], skills=skills, place=place, today=today)


def organizations_read(
    *, ids: Iterable[UUID], skills: Sequence[str], place: NeedPlace | None, today: date
) -> Sequence[AbleOrganization]:
    """Give what is known of these organizations, in no order; those that are not listed are left out. Five queries."""
    wanted = list(dict.fromkeys(ids))
    rows = {
        row.organization_id: row
        for row in Profile.objects.public().filter(pk__in=wanted).select_related("organization").only(*_COLUMNS)
    }
    ids = list(rows)
    places = _establishments(ids)
    labels = _labels(ids, today=today)
    comparable = _comparable(ids, skills=skills)
    held = _held(ids, skills=skills)
    return [
        _able(
            row, places=places.get(pk, ()), place=place, labels=labels.get(pk, ()),
            skills=tuple(SkillHeld(slug, kind, comparable.get((pk, slug), 0)) for slug, kind in held.get(pk, ())),
        )
        for pk, row in rows.items()
    ]  # fmt: skip


_COLUMNS = (
    "headcount_band", "served_kind", "served_places", "served_radius_km", "logo", "listed_at",
    "organization__name", "organization__slug", "organization__family",
)  # fmt: skip
_SOME = """
select distinct held.organization_id from directory_organizationskill held
join directory_skill skill on skill.id = held.skill_id
join directory_profile profile on profile.organization_id = held.organization_id and profile.listing = %(listed)s
where skill.slug = any(%(skills)s) limit %(limit)s
"""


def _held(ids: Sequence[UUID], *, skills: Sequence[str]) -> dict[UUID, list[tuple[str, str]]]:
    rows = OrganizationSkill.objects.across_scopes(reason="skills of listed organizations").filter(
        organization_id__in=ids, skill__slug__in=list(skills)
    )
    found: dict[UUID, list[tuple[str, str]]] = {}
    for organization_id, slug, kind in rows.values_list("organization_id", "skill__slug", "evidence_kind"):
        found.setdefault(organization_id, []).append((slug, kind))
    return found


def _establishments(ids: Sequence[UUID]) -> dict[UUID, list[Establishment]]:
    rows = (
        Establishment.objects.across_scopes(reason="where listed organizations work")
        .filter(organization_id__in=ids, closed_at__isnull=True)
        .only(
            "organization_id",
            "is_head_office",
            "commune_code",
            "commune_name",
            "department_code",
            "longitude",
            "latitude",
        )
    )
    found: dict[UUID, list[Establishment]] = {}
    for row in rows.order_by("-is_head_office", "id"):
        found.setdefault(row.organization_id, []).append(row)
    return found


def _labels(ids: Sequence[UUID], *, today: date) -> dict[UUID, tuple[str, ...]]:
    rows = OrganizationLabel.objects.across_scopes(reason="labels of listed organizations").filter(
        organization_id__in=ids
    )
    found: dict[UUID, tuple[str, ...]] = {}
    for organization_id, slug, ends in rows.values_list("organization_id", "label__slug", "expires_on"):
        if ends is None or ends >= today:
            found[organization_id] = (*found.get(organization_id, ()), slug)
    return found


def _comparable(ids: Sequence[UUID], *, skills: Sequence[str]) -> dict[tuple[UUID, str], int]:
    comparable: dict[tuple[UUID, str], int] = {}
    jobs = Reference.objects.across_scopes(reason="references of listed organizations").filter(
        organization_id__in=ids, skill_slugs__overlap=list(skills)
    )
    wanted = set(skills)
    for organization_id, slugs in jobs.values_list("organization_id", "skill_slugs"):
        for slug in wanted.intersection(slugs):
            comparable[organization_id, slug] = comparable.get((organization_id, slug), 0) + 1
    return comparable


def _able(
    row: Profile, *, places: Sequence[Establishment], place: NeedPlace | None,
    labels: tuple[str, ...], skills: tuple[SkillHeld, ...],
) -> AbleOrganization:  # fmt: skip
    point = place.point if place is not None else None
    located = [one for one in places if one.longitude is not None and one.latitude is not None]
    distances = [
        round(geodata.distance_m(point, geodata.Point(longitude=one.longitude, latitude=one.latitude)))
        for one in located
        if point is not None and one.longitude is not None and one.latitude is not None
    ]
    inside = place is not None and any(place.has_inside(one) for one in places)
    distance = 0 if inside else min(distances, default=None)
    least, most = HEADCOUNTS.get(row.headcount_band, (None, None))
    head = places[0] if places else None
    return AbleOrganization(
        id=row.organization_id, name=row.organization.name, slug=row.organization.slug, family=row.organization.family,
        commune=head.commune_name if head else "", logo=str(row.logo.name) if row.logo else "",
        longitude=located[0].longitude if located else None, latitude=located[0].latitude if located else None,
        distance_m=distance, serves=_serves(row, distance=distance, place=place),
        is_national=row.served_kind == ServedKind.NATIONAL.value, headcount_least=least, headcount_most=most,
        listed_on=row.listed_at.date() if row.listed_at else None, skills=skills, labels=labels,
    )  # fmt: skip


def _serves(row: Profile, *, distance: int | None, place: NeedPlace | None) -> bool | None:
    match row.served_kind:
        case ServedKind.NATIONAL.value:
            return True
        case ServedKind.RADIUS.value if row.served_radius_km is not None and distance is not None:
            return distance <= row.served_radius_km * 1000
        case ServedKind.PLACES.value if place is not None and place.holding and row.served_places:
            return not place.holding.isdisjoint(row.served_places)
        case _:
            return None
